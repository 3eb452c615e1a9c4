"""Answers of the site's people: below their comment, on the pages, until they are taken back."""

from __future__ import annotations

import json

import pytest

from intake.db import transaction
from intake.threads import pages, replies
from intake.threads.replies import Answer
from intake.threads.store import Address
from tests import published
from tests.people import account

HELLO = Address("blog", "/articles/hello")


@pytest.fixture
def comment(site, at):
    (id_,) = published.publish(site, at)
    return id_


@pytest.fixture
def maria(app, site):
    return account(app, site, "moderator")


def shown():
    html = pages.read(HELLO, 1, "html")[1].decode()
    return html, json.loads(pages.read(HELLO, 1, "json")[1])["comments"][0]


def answer(comment, maria, text="Come *any* time.", decision_id=None):
    with transaction() as writing:
        reply_id = replies.add(comment, Answer(maria, "Maria <b>Lind", text), decision_id)
        pages.write(_thread_of(writing, comment))
    return reply_id


def _thread_of(writing, comment):
    from intake.submissions.tables import Comment

    return writing.get(Comment, comment).thread_id


def test_an_answer_stands_below_its_comment(comment, maria):
    answer(comment, maria)
    html, data = shown()
    assert "Maria &lt;b&gt;Lind</bdi>" in html
    assert "<em>any</em>" in html
    assert data["replies"] == [
        {
            "by": "Maria <b>Lind",
            "html": "<p>Come <em>any</em> time.</p>",
            "written_at": "2026-03-02T09:30:01Z",
        }
    ]


def test_answers_stand_in_the_order_they_were_written(comment, maria):
    answer(comment, maria, "First.")
    answer(comment, maria, "Second.")
    assert [reply["html"] for reply in shown()[1]["replies"]] == ["<p>First.</p>", "<p>Second.</p>"]
    assert [reply.text for reply in replies.of(comment)] == ["First.", "Second."]


def test_what_is_taken_back_leaves_the_page(comment, maria):
    reply_id = answer(comment, maria)
    with transaction() as writing:
        assert not replies.withdraw(comment + 1, reply_id)
        assert replies.withdraw(comment, reply_id)
        assert not replies.withdraw(comment, reply_id)
        pages.write(_thread_of(writing, comment))
    html, data = shown()
    assert data["replies"] == []
    assert "any" not in html
    assert replies.of(comment) == []


def test_an_answer_cannot_bring_in_markup(comment, maria):
    answer(comment, maria, "<img src=x onerror=__x=1> [x](javascript:__x=1)")
    html, _ = shown()
    assert "<img" not in html
    assert "href" not in html
