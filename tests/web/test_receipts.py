"""What a visitor can see of what became of their words."""

from __future__ import annotations

import pytest

from intake import db
from intake.submissions import store
from intake.words import Status
from tests.web.visiting import send


def standing(client, at, kind, *statuses):
    location = send(client, at, kind).location
    seen = Status.RECEIVED
    for status in statuses:
        with db.transaction():
            store.move(1, seen, status)
        seen = status
    return client.get(location, headers={"Accept": "application/json"}).json


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ([], "waiting"),
        ([Status.PENDING], "waiting"),
        ([Status.SPAM], "waiting"),
        ([Status.PENDING, Status.APPROVED], "published"),
        ([Status.PENDING, Status.REJECTED], "not_published"),
    ],
)
def test_it_says_how_far_a_comment_is(client, site, at, statuses, state):
    assert standing(client, at, "comment", *statuses)["state"] == state


def test_spam_and_waiting_look_the_same(client, site, at):
    location = send(client, at, "contact").location
    before = client.get(location).text
    with db.transaction():
        store.move(1, Status.RECEIVED, Status.SPAM)
    assert client.get(location).text == before
    assert "spam" not in before.lower()


def test_it_shows_nothing_that_was_written(client, site, at):
    page = client.get(send(client, at, "callback", message="My knee").location).text
    for words in ("Jo Doe", "knee", "4561414", "456-1414"):
        assert words not in page


def test_it_is_kept_by_nobody_and_leaks_to_nobody(client, site, at):
    headers = client.get(send(client, at, "contact").location).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"


def test_there_is_no_receipt_of_another_number(client, site):
    response = client.get("/receipts/" + "0" * 32, headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.json["code"] == "not_found"
