"""The normaliser settles: what it has undone stays undone, whatever was sent, in linear work."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.moderation.spam import addresses, folding, markup, skeleton
from intake.moderation.spam.addresses import LINK, MAIL
from intake.moderation.spam.normal import normalise

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)  # lone surrogates too
# What turns into something else when it is read: alone these say little, together they can chain.
RESTLESS = st.lists(
    st.sampled_from(
        [
            *("dot", "d0t", "com", "c0m", "d o t", "c o m", "www", "http://", "a", "b", "4", "aaa"),
            *("000", "12345", " ", "  ", ",", ".", "!", "!!!", "'", "’", "_", "-", "@", "$", "\n"),
            *("&#97;", "<b>", "[url=", "\u0440", "\u0440\u0430", "\u0130", "\xdf", "\ud55c\uad6d"),
            *("\u0301", "\ufdfa", "\uffa0", "\u0149", "\u2460", "\u200b", LINK, MAIL, "\ud800"),
        ]
    ),
    max_size=60,
).map("".join)


def settles(text):
    bones = normalise(text).skeleton
    return normalise(" ".join(bones)).skeleton == bones


@settings(max_examples=300, deadline=None)
@given(st.one_of(ANY_TEXT, RESTLESS))
def test_a_skeleton_that_is_read_again_stays_as_it_is(text):
    assert settles(text)


@pytest.mark.parametrize(
    ("text", "bones"),
    [
        ("vvv iii aaa ggg rrr aaa", ["viagra"]),  # repeats, then spacing
        ("v 1 4 g r 4", ["viagra"]),  # spacing, then digits for letters
        ("1234567 seven 89", ["0", "seven", "89"]),
        ("s, e, e, m, e", ["seeme"]),  # a list and a disguise look the same
        ("visit shop d0t c0m", ["visit", LINK]),
        ("visit shop . c o m /x1", ["visit", LINK]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_one_disguise_below_another_is_undone_too(text, bones):
    assert normalise(text).skeleton == bones


@pytest.mark.parametrize(
    "unit", ["a ", "a4 ", "a, ", "\ud55c", "\xdf", "\ufdfa", "x dot com ", "!"]
)
def test_a_long_text_settles_too(unit):
    assert settles(unit * 9000)


def test_a_text_made_to_be_read_for_ever_keeps_what_cannot_change():
    # One letter a second time, thirty-one times over: each reading makes one word of thirty-one.
    bones = skeleton.bones("a " * 4000 + "welcome " + "dot " * 3)
    assert "welcome" in bones
    assert settles("a " * 3900 + "welcome " + "dot " * 3)


def test_broken_links_count_where_they_are_found_late():
    assert normalise("shop dot com").broken_links == 1
    assert normalise("shop d0t c0m").broken_links == 1
    assert normalise("http://shop.example.com").broken_links == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (".example.com/watch?v=1", "example.com/watch?v=1"),
        ("see example.co.uk.", "example.co.uk"),
        ("http : // example.com", "http://"),
        ("www. example.com", "www.example.com"),
    ],
)
def test_it_finds_links_however_they_are_written(text, found):
    (link,) = normalise(text).links
    assert link.startswith(found)


def test_a_mail_address_is_no_link():
    text = normalise("write to ada@post.example.co.uk")
    assert (text.mails, text.links, text.words) == (1, [], ["write", "to", MAIL])


def test_a_text_read_twice_is_read_once():
    normalise.cache_clear()
    assert normalise("the same words") is normalise("the same words")
    assert normalise.cache_info().maxsize == 512


HOSTILE = [
    *(
        "<a ",
        "<",
        "<a href=",
        "<a href=' ",
        "&",
        "&#",
        "&#38;",
        "[url=",
        "[b",
        ".",
        "a.",
        "a-",
        "a@",
    ),
    *("a.com.", "http:", "http://", "www.", "www ", "a dot ", "a dot com ", " .", ". c", "a [.] "),
    *(
        "a(at)",
        "@",
        "+1 ",
        "1 ",
        "1-",
        "(1",
        "$1 ",
        "a ",
        "a_",
        "a'",
        "''",
        "aa",
        "aaa ",
        "4a",
        "!",
    ),
    *("\u0430a", "\u0301", "a\u0301", "\ufdfa", "\U0001d41b", "\ud800", "\u200b", "\ufe0f"),
    *("\xdf", "\u0130", "\ud55c", "\U0001f1e6", "\x00", LINK, "\u2028", "\xa0", "\t", "\n"),
]
"""Each hits another pattern of the reader."""


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_a_hostile_text_is_read_in_bounded_work(unit, monkeypatch):
    """However long, the patterns see a bounded text a bounded number of times."""
    seen = []
    for module, name in (
        (markup, "visible"),
        (addresses, "take"),
        (addresses, "take_broken"),
        (skeleton, "without_accents"),
    ):
        monkeypatch.setattr(module, name, watched(getattr(module, name), seen))
    read = normalise.__wrapped__(unit * 20_000)
    most = folding.HEAD_CHARS + folding.TAIL_CHARS
    assert len(seen) <= 20
    assert sum(seen) <= 40 * most
    assert len(read.low) <= 3 * most
    assert len(" ".join(read.skeleton)) <= most


def watched(function, seen):
    def call(text):
        seen.append(len(text))
        return function(text)

    return call
