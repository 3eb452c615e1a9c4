"""Refusals as pages and as problems; failures of our own without any of what was sent."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError, StatementError

from intake import db
from intake.errors import Busy
from intake.words import Role
from tests import people
from tests.web.visiting import CONTACT, send

AS_JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere/at/all", 404), ("DELETE", "/blog/contact", 405), ("GET", "/x/contact", 404)],
)
def test_each_refusal_is_a_page_or_a_problem(client, site, method, path, status):
    page = client.open(path, method=method)
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert "<h1>" in page.text
    problem = client.open(path, method=method, headers=AS_JSON)
    assert problem.status_code == status
    assert problem.mimetype == "application/problem+json"
    assert set(problem.json) == {"type", "title", "status", "detail", "code"}
    assert problem.headers.get("Allow") == page.headers.get("Allow")


def test_what_a_failure_quotes_is_neither_shown_nor_logged(capfd, app, site):
    @app.get("/fails")
    def fails():
        raise StatementError("jo@example.com", "INSERT jo@example.com", {}, Exception("jo@"))

    fails.is_open = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = app.test_client().get("/fails?q=jo@example.com")
    assert response.status_code == 500
    assert "Something went wrong on our side." in response.text
    log = capfd.readouterr().err
    assert "jo@" not in response.text + log
    line = json.loads([line for line in log.splitlines() if '"unexpected"' in line][-1])
    assert (line["kind"], line["endpoint"]) == ("StatementError", "fails")


def test_a_failure_of_a_form_keeps_its_words_out_of_the_log(capfd, app, site, at, monkeypatch):
    def fail(*_given):
        raise ValueError("jo@example.com said: Are you open")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    monkeypatch.setattr("intake.submissions.service.receive", fail)
    response = client.post("/blog/contact", data=CONTACT)
    assert response.status_code == 500
    log = capfd.readouterr().err
    assert "jo@" not in log
    assert "submissions/views.py:" in log


def test_a_database_that_cannot_be_read_is_a_busy_moment(app, site):
    @app.get("/away")
    def away():
        raise OperationalError("SELECT", {}, Exception("gone"))

    away.is_open = True
    response = app.test_client().get("/away", headers=AS_JSON)
    assert response.status_code == 503
    assert response.json["code"] == "busy"
    assert response.headers["Retry-After"] == "5"


def test_a_busy_database_keeps_what_was_typed(client, site, at, monkeypatch):
    @contextmanager
    def busy():
        raise Busy("We could not save this just now.", retry_after_seconds=2)
        yield

    with monkeypatch.context() as patch:
        patch.setattr(db, "transaction", busy)
        response = send(client, at, "contact", message="Keep this")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert "We could not save this just now." in response.text
    assert "Keep this" in response.text
    problem = client.post("/blog/contact", json=CONTACT)
    assert problem.status_code == 201


def test_an_address_that_ends_in_json_is_refused_in_json(client, site):
    for path, status in (("/blog/comments.json", 400), ("/x/comments.json?path=/a", 404)):
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code == status
        assert response.mimetype == "application/problem+json"


def test_a_page_that_is_not_there_leads_on(client, site):
    assert '<a href="/">Go to the start page</a>' in client.get("/nowhere/at/all").text
    page = client.get("/blog/comment").text
    assert '<a href="https://blog.example">Back to Riverside Blog</a>' in page


def test_the_staff_keep_their_navigation(app, site):
    mo = people.signed_in(app, site, Role.MODERATOR)
    for path, status in (("/staff/queue/99", 404), ("/staff/desk", 403), ("/staff/x", 404)):
        response = mo.get(path)
        assert response.status_code == status
        assert '<a href="/staff/queue"' in response.text
        assert "Sign out" in response.text
    assert "Sign out" not in mo.get("/nowhere").text
    assert "Sign out" not in app.test_client().get("/staff/x").text


def test_a_failure_of_a_staff_page_asks_for_nothing_more(app, site):
    @app.get("/staff/away")
    def away():
        raise OperationalError("SELECT", {}, Exception("gone"))

    response = people.signed_in(app, site, Role.MODERATOR).get("/staff/away")
    assert response.status_code == 503
    assert "Sign out" not in response.text
    assert '<a href="/">' in response.text
