"""What a visitor can see of what became of their words."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from intake import db
from intake.callbacks import service as desk
from intake.sites import service as sites
from intake.sites.tables import Site
from intake.submissions import store
from intake.words import Role, Status
from tests import people
from tests.drafts import CALLBACK, CONTACT
from tests.web.staff import account, judged, text
from tests.web.visiting import send

AS_JSON = {"Accept": "application/json"}


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


# What is said must still be true when it is read later.


@pytest.fixture
def ada(app, site):
    return account(people.account(app, site, Role.STAFF, name="Ada"))


def close(item, ada):
    task = desk.tasks([1], item.reference)[0]
    desk.close(task, ada)


@pytest.mark.parametrize(("draft", "what"), [(CALLBACK, "request"), (CONTACT, "message")])
def test_what_is_settled_reads_as_settled(client, site, at, ada, draft, what):
    item = judged(site, draft)
    path = f"/receipts/{item.receipt}"
    assert client.get(path, headers=AS_JSON).json["state"] == "with_staff"
    close(item, ada)
    at.advance(seconds=86_400)
    page = text(client.get(path))
    assert f"This is settled: your {what} was closed on Monday, 2 March." in page
    for untrue in ("We will", "calls you", "answers", "What happens next", "have called", "Ada"):
        assert untrue not in page
    assert client.get(path, headers=AS_JSON).json["state"] == "closed"


def test_what_was_reopened_is_with_the_staff_again(client, site, at, ada):
    item = judged(site, CALLBACK)
    close(item, ada)
    assert "was closed today." in text(client.get(f"/receipts/{item.receipt}"))
    desk.reopen(desk.tasks([1], item.reference)[0], ada)
    page = text(client.get(f"/receipts/{item.receipt}"))
    assert "It is on the list of those whom we call." in page
    assert "We will call you by 10:30 today (UTC time)." in page


def test_a_promise_is_told_from_the_day_on_which_it_is_read(client, site, at):
    path = send(client, at, "callback", window="20260302T1600-20260302T1800").location
    page = client.get(path).text
    assert "We will call you between 16:00 and 18:00 today (UTC time)." in page
    at.advance(seconds=7 * 3600)
    assert "We will call you by 18:00 today (UTC time)." in client.get(path).text
    at.advance(seconds=2 * 3600)
    page = client.get(path).text
    assert "We had promised to call you by 18:00 today (UTC time)." in page
    at.advance(seconds=86_400)
    page = client.get(path).text
    assert "We had promised to call you by 18:00 on Monday, 2 March (UTC time)." in page
    assert "We will call you by" not in page
    at.advance(seconds=365 * 86_400)
    assert "18:00 on Monday, 2 March 2026 (UTC time)" in client.get(path).text


def test_the_day_is_that_of_the_site(client, site, at):
    with db.transaction() as session:
        session.execute(update(Site).values(time_zone="Asia/Tokyo"))
    sites.forget()
    at.advance(seconds=5 * 3600)  # 23:30 there
    path = send(client, at, "callback").location
    assert "00:30 on Tuesday, 3 March (Tokyo time)" in client.get(path).text
    at.advance(seconds=1800)
    assert "We will call you by 00:30 today (Tokyo time)." in client.get(path).text


def test_nothing_more_happens_with_a_published_comment(client, site, at):
    path = send(client, at, "comment").location
    assert "A person reads it before it is published." in client.get(path).text
    with db.transaction():
        store.move(1, Status.RECEIVED, Status.PENDING)
        store.move(1, Status.PENDING, Status.APPROVED)
    page = client.get(path).text
    assert "It is published." in page
    assert "What happens next" not in page


# The script of the page that sent the form may ask how far it is.


def read_from(client, path, origin, **headers):
    return client.get(path, headers=AS_JSON | {"Origin": origin} | headers)


def test_the_page_that_sent_it_may_read_how_far_it_is(client, site, at):
    path = send(client, at, "contact").location
    answer = read_from(client, path, "https://blog.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://blog.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert {"Accept", "Origin"} <= set(answer.vary)


@pytest.mark.parametrize("origin", ["https://shop.example", "https://blog.example:8443", "null"])
def test_no_other_page_may_read_it(client, site, at, origin):
    sites.add("shop", "The Shop", ["https://shop.example"])
    path = send(client, at, "contact").location
    assert "Access-Control-Allow-Origin" not in read_from(client, path, origin).headers
    mine = read_from(client, path, "https://blog.example", Accept="text/html")
    assert "Access-Control-Allow-Origin" not in mine.headers
    asked = client.options(path, headers={"Origin": "https://blog.example"})
    assert "Access-Control-Allow-Origin" not in asked.headers
