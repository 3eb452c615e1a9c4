"""Which passwords are refused, and how they are kept."""

import pytest

from intake.accounts import passwords
from intake.accounts.throttle import network_of


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password1234",
        "P@ssw0rd2026!",
        "123456789012",
        "098765432109",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabc",
        "qwertyuiopas",
        "1q2w3e4r5t6y",
        "iloveyouforever",
        "letmeinletmein",
        "Welcome-2026-2026",
        "admin1234567",
        "monkeymonkey",
        "Sunshine!!!!!",
        "CorrectHorseBatteryStaple",
        "            ",
    ],
)
def test_what_is_guessed_first_is_refused(password):
    assert "anybody tries" in passwords.weakness(password)


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet herons",
        "zwölf kleine Reiher",
        "correct horse battery staples in a row",
        "kX9!fLq2vTzR",
        "пароль для стойки",
        "    leading and trailing    ",
        "🪶🦢🦆🐦🌊🌿🍃🌾🪵🪨🌧🌤",
        "a" * 240 + " bcdefgh",
        "dragonfly over the weir",
    ],
)
def test_long_ones_are_fine_whatever_they_consist_of(password):
    assert passwords.weakness(password) is None


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_short_ones_are_refused(password):
    assert "at least 12" in passwords.weakness(password)


def test_ones_own_name_or_address_is_no_password():
    assert passwords.weakness("Maria@Practice.Example", "maria@practice.example")


def test_every_common_word_is_lower_case_and_found():
    assert all(word == word.casefold() and word.isalpha() for word in passwords._common())


def test_addresses_of_one_household_count_together():
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1") == "2001:db8:1:2::"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
    assert network_of("") == ""
