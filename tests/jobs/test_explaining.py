"""Explaining: beside each verdict its reasons, when nothing else waits; never a sealed word."""

import json

import pytest
from sqlalchemy import select

from intake import db
from intake.moderation import explaining, judging
from intake.moderation.tables import VerdictGiven
from intake.words import Label
from tests.drafts import CALLBACK, COMMENT, CONTACT, send
from tests.machines import SaysAlways


class Explains:
    """Repeats the words, if it may."""

    def __init__(self):
        self.asked = []

    def why(self, message, *, with_words):
        self.asked.append(message.text)
        return {"reasons": [], "words": message.text if with_words else ""}


class Breaks:
    def why(self, message, *, with_words):
        raise ValueError(message.text)


@pytest.fixture
def explains():
    return Explains()


def judged(site, *drafts):
    for number, draft in enumerate(drafts):
        send(site, draft, text=f"{draft.text} {number}")
    judging.judge_waiting(SaysAlways(Label.UNSURE))


def whys():
    db.done()
    rows = db.session().scalars(select(VerdictGiven.why).order_by(VerdictGiven.id))
    return [why and json.loads(why) for why in rows]


def test_each_verdict_is_explained_once(site, explains):
    judged(site, COMMENT, COMMENT)
    assert explaining.explain_due(explains) == 2
    assert explaining.explain_due(explains) == 0
    assert {why["words"] for why in whys()} == {f"{COMMENT.text} {n}" for n in range(2)}


def test_the_newest_is_explained_first(site, explains):
    for words in ("first", "second"):
        send(site, COMMENT, text=words)
        judging.judge_waiting(SaysAlways(Label.UNSURE))
    explaining.explain_due(explains)
    assert explains.asked[0] == "second"


def test_no_sealed_word_is_written_down(site, explains):
    judged(site, CONTACT, CALLBACK)
    explaining.explain_due(explains)
    assert [why["words"] for why in whys()] == ["", ""]


def test_it_waits_while_something_waits_for_a_verdict(site, explains):
    judged(site, COMMENT)
    send(site, COMMENT)
    assert explaining.explain_due(explains) == 0
    assert whys() == [None]
    assert explaining.has_due()


def test_a_text_that_breaks_the_explainer_is_not_tried_for_ever(site):
    judged(site, COMMENT)
    explaining.explain_due(Breaks())
    assert whys() == [{}]
    assert not explaining.has_due()


def test_more_than_a_batch_is_explained(site, explains):
    judged(site, *[COMMENT] * (explaining.BATCH + 3))
    assert explaining.explain_due(explains) == explaining.BATCH + 3
    assert None not in whys()
