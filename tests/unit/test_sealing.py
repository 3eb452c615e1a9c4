"""Sealed fields open only where they were sealed; look-ups go through a blind index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.config import Secrets
from intake.sealing import Sealer, Unsealable, mask
from tests.conftest import SECRETS

sealer = Sealer(SECRETS)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(text):
    assert sealer.open(sealer.seal(text, "email:1"), "email:1") == text


def test_the_same_text_is_sealed_differently_each_time():
    assert sealer.seal("a@example.org", "email:1") != sealer.seal("a@example.org", "email:1")


def test_a_value_moved_to_another_row_or_column_does_not_open():
    sealed = sealer.seal("a@example.org", "email:1")
    for elsewhere in ("email:2", "phone:1"):
        with pytest.raises(Unsealable):
            sealer.open(sealed, elsewhere)


@pytest.mark.parametrize("damage", ["", "k1", "k1.", "k9.00", "k1.zz", "k1." + "00" * 40])
def test_a_damaged_value_is_refused(damage):
    sealed = damage or sealer.seal("x", "a")[:-2]
    with pytest.raises(Unsealable):
        sealer.open(sealed, "a")


def test_an_old_key_still_opens_and_the_newest_seals():
    both = Secrets("s", "i", "n", {**SECRETS.field_keys, "k2": b"2" * 32})
    newer = Sealer(both)
    assert newer.open(sealer.seal("x", "a"), "a") == "x"
    assert newer.seal("x", "a").startswith("k2.")


def test_the_index_finds_the_same_address_however_it_is_written_but_not_on_another_site():
    assert sealer.index("A@Example.org", "email:1") == sealer.index("a@example.org", "email:1")
    assert sealer.index("a@example.org", "email:1") != sealer.index("a@example.org", "email:2")
    assert sealer.index("", "email:1") == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [("jane@example.org", "j…@e…"), ("+12025550143", "…43"), ("", "")],
)
def test_a_masked_value_shows_just_enough(value, shown):
    assert mask(value) == shown


def test_keys_are_not_shown_when_printed():
    assert "only-for-tests" not in repr(SECRETS)
    assert "kkk" not in repr(SECRETS)
