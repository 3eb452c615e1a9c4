"""Changing a comment's words, and notes for colleagues."""

from __future__ import annotations

import json

import pytest

from intake.threads import pages
from intake.threads.store import Address
from intake.words import Label, Role, Status
from tests.people import signed_in
from tests.web.staff import judged, press, status, text

HELLO = Address("blog", "/articles/hello")
WORDS = {"author": "Ada", "website": "", "text": "Shorter *words*."}


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.MODERATOR)


@pytest.fixture
def held(site):
    return judged(site, label=Label.UNSURE, text="These were the first words.").id


def edit(client, id_, revision=1, **words):
    page = f"/staff/queue/{id_}/edit"
    return press(client, page, page, revision=revision, **{**WORDS, **words})


def publish(client, id_):
    page = f"/staff/queue/{id_}"
    press(client, f"{page}/decide", page, action="approve", seen="pending")


def shown():
    return json.loads(pages.read(HELLO, 1, "json")[1])["comments"][0]


def test_a_published_comment_shows_its_new_words_at_once_and_is_marked(maria, held, at):
    publish(maria, held)
    assert shown()["edited_at"] is None
    assert edit(maria, held).status_code == 303
    assert shown()["html"] == "<p>Shorter <em>words</em>.</p>"
    assert shown()["edited_at"] == "2026-03-02T09:30:00Z"
    assert 'class="comment__edited"' in pages.read(HELLO, 1, "html")[1].decode()


def test_one_that_waits_goes_on_waiting(maria, held):
    edit(maria, held)
    assert status(held) == Status.PENDING
    publish(maria, held)
    assert "first words" not in shown()["html"]


def test_the_former_words_are_kept_for_colleagues(maria, held):
    edit(maria, held)
    page = text(maria.get(f"/staff/queue/{held}"))
    assert "These were the first words." in page
    assert "changed by Maria Lind" in page


def test_of_two_who_edit_at_once_the_second_is_told(maria, held):
    edit(maria, held)
    answer = edit(maria, held, text="Mine instead.")
    assert answer.status_code == 409
    assert "Somebody has changed this comment meanwhile" in text(answer)
    assert "Mine instead." in answer.get_data(as_text=True)
    publish(maria, held)
    assert "Shorter" in shown()["html"]


def test_saving_the_same_words_changes_nothing(maria, held):
    edit(maria, held)
    page = text(maria.get(f"/staff/queue/{held}"))
    edit(maria, held, revision=2)
    assert text(maria.get(f"/staff/queue/{held}")) == page


@pytest.mark.parametrize(
    ("field", "value"), [("author", ""), ("text", " "), ("website", "javascript:alert(1)")]
)
def test_it_is_held_to_the_same_rules_as_a_visitor(maria, held, field, value):
    assert edit(maria, held, **{field: value}).status_code == 422


def test_a_note_is_for_colleagues_only(app, site, maria, held):
    page = f"/staff/queue/{held}"
    assert press(maria, f"{page}/notes", page, note="Called her: <b>fine</b>").status_code == 303
    assert "Called her: <b>fine</b>" in text(maria.get(page))
    reader = signed_in(app, site, Role.READER, email="r@practice.example")
    assert "Called her" in text(reader.get(page))
    assert press(reader, f"{page}/notes", page, note="Me too").status_code == 403
    publish(maria, held)
    assert "Called her" not in pages.read(HELLO, 1, "html")[1].decode()


@pytest.mark.parametrize("note", ["", "x" * 1001])
def test_a_note_needs_words_and_not_too_many(maria, held, note):
    page = f"/staff/queue/{held}"
    assert press(maria, f"{page}/notes", page, note=note).status_code == 400
