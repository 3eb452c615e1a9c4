"""A decision teaches the words that it was about, whatever their author makes of them later."""

from __future__ import annotations

import pytest

from intake import db
from intake.moderation import decided_words
from intake.moderation.lessons import due
from intake.submissions import changes
from intake.words import Action, Status
from tests.deciding import comments, decide
from tests.people import account


def change(id_, revision, text):
    with db.transaction():
        assert changes.revise(id_, revision, {"text": text}, None)


@pytest.fixture
def decided(app, site, at):
    """A comment that was approved, whose author then wrote something else, twice."""
    (id_,) = comments(site, 1, text="A harmless thank you for the {}")
    at.advance(60)
    decide([id_], account(app, site, "moderator"), Action.APPROVE)
    at.advance(60)
    change(id_, 1, "Buy cheap pills")
    at.advance(60)
    change(id_, 2, "Buy even cheaper pills")
    return id_


def test_it_reads_the_words_that_stood_when_it_was_decided(site, decided):
    (message,) = decided_words.messages(due(site.id, 10)).values()
    assert message.text.startswith("A harmless thank you")


def test_a_decision_about_the_new_words_reads_those(site, decided, at):
    at.advance(60)
    decide([decided], 1, Action.SPAM, Status.APPROVED)
    messages = decided_words.messages(due(site.id, 10)).values()
    assert [message.text for message in messages][-1] == "Buy even cheaper pills"
