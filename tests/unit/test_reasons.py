"""Reasons as the pages read them, and a text cut at what spoke for or against it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.moderation import reasons
from intake.moderation.reasons import Part, Reason, Why


def reason(*spans, is_for_spam=True):
    return Reason("the words", ("word",), is_for_spam, 2, False, spans)


def test_what_was_not_written_yet_is_not_known():
    assert reasons.read(None) is None


def test_an_empty_explanation_has_no_reasons():
    assert reasons.read("{}") == Why()


def test_it_reads_what_the_worker_wrote():
    told = {
        "says": "a link",
        "examples": ["x"],
        "for_spam": True,
        "strength": 3,
        "taught": True,
        "spans": [[0, 4]],
    }
    written = {"reasons": [told], "disguises": [["fr3e", "free"]], "ham_below": 0.1}
    why = reasons.read(json.dumps(written))
    assert why.reasons == (Reason("a link", ("x",), True, 3, True, ((0, 4),)),)
    assert (why.disguises, why.ham_below, why.spam_from) == ((("fr3e", "free"),), 0.1, None)


def test_a_text_is_cut_at_its_marks():
    why = Why((reason((4, 8)), reason((9, 12), is_for_spam=False)))
    assert reasons.marked("buy this now, ok", why) == [
        Part("buy ", ""),
        Part("this", "spam"),
        Part(" ", ""),
        Part("now", "real"),
        Part(", ok", ""),
    ]


def test_where_two_reasons_meet_the_stronger_has_it():
    why = Why((reason((2, 6)), reason((0, 4), is_for_spam=False)))
    assert [part.side for part in reasons.marked("abcdefgh", why)] == ["", "spam", ""]


@pytest.mark.parametrize("why", [None, Why()])
def test_a_text_without_reasons_stays_whole(why):
    assert reasons.marked("hello", why) == [Part("hello", "")]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40))))
def test_no_letter_is_lost_or_doubled_whatever_the_marks(text, spans):
    parts = reasons.marked(text, Why((reason(*spans),)))
    assert "".join(part.text for part in parts) == text
