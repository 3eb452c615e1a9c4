"""The disguises that the accuracy bench puts on spam."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest

from bench.judgement.attacks import ATTACKS, altered
from bench.judgement.disguises import HOMOGLYPHS, INNOCENT, ZERO_WIDTH
from bench.judgement.rows import Row
from bench.judgement.shares import unknown_homoglyphs
from intake.moderation.spam.corpus import Example
from intake.words import Message

TEXT = (
    "Earn money every week with our wonderful newsletter at http://offers.example.com/start today"
)


def attacked(name, text=TEXT, seed=0):
    return ATTACKS[name](text, Random(seed))


def row(text, is_spam):
    return Row(Example(Message(text, "Ann"), is_spam, "made up", "one"), None, None, 0)


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_changes_the_text_the_same_way_for_the_same_seed(name):
    assert attacked(name) != TEXT
    assert attacked(name) == attacked(name)
    assert attacked(name, seed=1) != attacked(name, seed=2)


@pytest.mark.parametrize("name", ATTACKS)
def test_only_spam_is_altered(name):
    rows = [row(TEXT, True), row("Thank you for the recipe", False), row(TEXT, True)]
    found = altered(rows, name, seed=3)
    assert len(found) == 2
    assert all(message.text != TEXT for message in found)
    assert {message.author for message in found} == {"Ann"}
    assert altered(rows, name, seed=3) == found


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("text", ["", "a", "!!!", "😀 好", "\ud800"])
def test_no_attack_stumbles_over_odd_texts(name, text):
    assert isinstance(attacked(name, text), str)


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in ("shortener", "combo")])
def test_links_still_work_afterwards(name):
    assert "http://offers.example.com/start" in attacked(name)


@pytest.mark.parametrize("name", ["shortener", "combo"])
def test_a_shortened_link_hides_where_it_leads(name):
    assert "offers.example.com" not in attacked(name)
    assert "https://" in attacked(name)


def test_zero_width_characters_are_all_that_is_added():
    found = attacked("zero-width")
    assert "".join(c for c in found if c not in ZERO_WIDTH) == TEXT
    assert len(found) > len(TEXT)


def test_mathematical_letters_are_the_same_letters_to_nfkc():
    found = attacked("math")
    assert unicodedata.normalize("NFKC", found) == TEXT


def test_homoglyphs_stand_for_letters_one_by_one():
    likes = {like: latin for latin, all_of in HOMOGLYPHS.items() for like in all_of}
    found = attacked("homoglyph")
    assert "".join(likes.get(c, c) for c in found).lower() == TEXT.lower()


def test_spaced_words_are_only_parted():
    assert "".join(c for c in attacked("spacing") if c.isalnum()) == "".join(
        c for c in TEXT if c.isalnum()
    )


def test_padding_only_adds_innocent_words_at_the_end():
    found = attacked("padding")
    assert found.startswith(TEXT)
    assert set(found.removeprefix(TEXT).split()) <= set(INNOCENT)


def test_leet_keeps_the_length_and_repeats_do_not():
    assert len(attacked("leet")) == len(TEXT)
    assert len(attacked("repeat")) > len(TEXT)


def test_no_latin_letter_is_its_own_look_alike():
    assert not any(like.isascii() for all_of in HOMOGLYPHS.values() for like in all_of)


def test_the_share_of_unknown_homoglyphs_is_told():
    assert 0 <= unknown_homoglyphs() < 1
