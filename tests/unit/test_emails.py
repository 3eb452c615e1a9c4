"""E-mail addresses as visitors type them."""

from __future__ import annotations

import re

import pytest

from intake.submissions import emails


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jane.Doe+clinic@EXAMPLE.com", "Jane.Doe+clinic@example.com"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("jo@bücher.example.org", "jo@bücher.example.org"),
    ],
)
def test_it_keeps_the_address_as_it_is_meant(typed, kept):
    assert emails.normal(typed) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("jo", "like name@example.com"),
        ("jo@", "like name@example.com"),
        ("@example.org", "like name@example.com"),
        ("jo@example", "like name@example.com"),
        ("jo@example.org, x@example.org", "like name@example.com"),
        ("jo@example.org\nBcc: x@example.org", "like name@example.com"),
        ('"jo" <jo@example.org>', "like name@example.com"),
        ("jo@localhost", "like name@example.com"),
        ("a" * 65 + "@example.org", "like name@example.com"),
        ("jö@example.org", "plain letters"),
        ("=?utf-8?q?a=40evil.org=3e=20?=@x.org", "without =?"),
    ],
)
def test_it_says_what_to_enter_instead(typed, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        emails.normal(typed)


@pytest.mark.parametrize(
    "text",
    [
        "jo@example.org",
        "Write to (jo@example.org), please.",
        "jo@mail.3com.example",
        "jö@bücher.example",
        "jo\uff20example.org",
        "jo&#64;example.org",
        "jo&commat;example.org",
        "jo\\@example.org",
        "jo%40example.org",
        "x@" * 2500 + "example.org",
    ],
)
def test_it_finds_an_address_that_a_reader_would_see(text):
    assert emails.is_shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jo Doe",
        "5@home",
        "2 apples@1.50",
        "see https://social.example/@jo.doe",
        "thanks (@jo.doe)",
        "@" * 5000,
        "a" * 5000,
        "a@" + "5." * 2500,
        "a@b" * 1600,
    ],
)
def test_it_finds_none_where_there_is_none(text):
    assert not emails.is_shown(text)


def test_the_address_that_was_given_is_found_however_it_stands():
    assert emails.is_shown("https://example.org/?JO/@Example.org", "jo/@example.org")
