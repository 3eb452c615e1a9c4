"""Answering a comment: it is published by it, and undo takes both back."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from intake import db
from intake.audit import Noted
from intake.moderation import service
from intake.threads import pages
from intake.threads.store import Address
from intake.threads.tables import Reply
from intake.words import Action, Label, Role, Status
from tests.drafts import CONTACT
from tests.people import account, signed_in
from tests.web.staff import account as account_of
from tests.web.staff import judged, press, status, text

HELLO = Address("blog", "/articles/hello")
WORDS = "You may come at any time."


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.MODERATOR)


@pytest.fixture
def held(site):
    return judged(site, label=Label.UNSURE).id


def shown():
    return json.loads(pages.read(HELLO, 1, "json")[1])["comments"]


def reply(client, id_, words=WORDS, seen="pending"):
    page = f"/staff/queue/{id_}/reply"
    return press(client, page, page, text=words, seen=seen)


def test_an_answer_publishes_the_comment_and_stands_below_it(maria, held):
    assert reply(maria, held).status_code == 303
    assert status(held) == Status.APPROVED
    (comment,) = shown()
    assert comment["replies"][0]["html"] == f"<p>{WORDS}</p>"
    assert comment["replies"][0]["by"] == "Maria Lind"


def test_undo_takes_the_answer_back_with_the_comment(maria, held):
    reply(maria, held)
    page = f"/staff/queue/{held}"
    press(maria, f"{page}/decide", page, action="undo", seen="approved")
    assert status(held) == Status.PENDING
    press(maria, f"{page}/decide", page, action="approve", seen="pending")
    assert shown()[0]["replies"] == []


def test_what_is_published_can_be_answered_again(maria, held):
    reply(maria, held)
    reply(maria, held, "And bring a friend.", seen="approved")
    assert [one["html"] for one in shown()[0]["replies"]][1] == "<p>And bring a friend.</p>"


def test_an_answer_can_be_taken_back(maria, held):
    reply(maria, held)
    id_ = db.session().scalar(select(Reply.id))
    page = f"/staff/queue/{held}"
    assert "Take this answer back" in text(maria.get(page))
    assert press(maria, f"{page}/replies/{id_}/withdraw", page).status_code == 303
    assert shown()[0]["replies"] == []
    assert press(maria, f"{page}/replies/{id_}/withdraw", page).status_code == 404


def test_a_colleague_who_was_first_is_named_and_the_words_are_kept(app, site, maria, held):
    joe = account(app, site, Role.MODERATOR, email="joe@practice.example", name="Joe Berg")
    service.decide(held, account_of(joe), Action.SPAM, Status.PENDING)
    answer = reply(maria, held)
    assert answer.status_code == 409
    assert "Already marked as spam by Joe Berg" in text(answer)
    assert WORDS in answer.get_data(as_text=True)
    assert db.session().scalar(select(func.count()).select_from(Reply)) == 0


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 5001])
def test_an_answer_needs_words_and_not_too_many(maria, held, words):
    answer = reply(maria, held, words)
    assert answer.status_code == 422
    assert "Your answer must be" in text(answer) or "Enter your answer" in text(answer)
    assert status(held) == Status.PENDING


def test_messages_to_the_staff_are_not_answered_here(maria, site):
    spam = judged(site, CONTACT, label=Label.SPAM)
    assert maria.get(f"/staff/queue/{spam.id}/reply").status_code == 404


def test_a_reader_may_not_answer(app, site, held):
    reader = signed_in(app, site, Role.READER)
    assert reader.get(f"/staff/queue/{held}/reply").status_code == 403


def test_what_was_written_is_audited_without_the_words(maria, held):
    reply(maria, held)
    reply(maria, held, "More of it", seen="approved")
    rows = db.session().execute(select(Noted.action, Noted.details)).all()
    assert "reply.write" in {row.action for row in rows}
    assert not [row for row in rows if WORDS in row.details or "More" in row.details]
