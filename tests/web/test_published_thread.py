"""Published comments over HTTP: two forms, for everybody the same, and cheap to ask for again."""

from __future__ import annotations

import gzip
import json

import pytest

from intake.threads.pages import PAGE
from intake.words import Status
from tests.published import decide, publish, waiting

FORMS = ("html", "json")


def comments(client, form="json", path="/articles/hello", headers=None, **query):
    query["path"] = path
    return client.get(f"/blog/comments.{form}", query_string=query, headers=headers)


@pytest.fixture(params=["before Flask", "inside Flask"])
def visitor(request, app, client):
    """A client that is answered before Flask where that is possible, and one that never is."""
    if request.param == "inside Flask":
        app.wsgi_app = app.wsgi_app._app
    return client


def test_json_says_what_it_is(visitor, site, at):
    publish(site, at, author="Ann", text="Hello *there*")
    answer = comments(visitor)
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.json["comments"][0]["html"] == "<p>Hello <em>there</em></p>"


def test_the_fragment_says_what_it_is(visitor, site, at):
    publish(site, at, author="Žofie 🌻")
    answer = comments(visitor, "html")
    assert answer.content_type == "text/html; charset=utf-8"
    assert "Žofie 🌻" in answer.get_data(as_text=True)


@pytest.mark.parametrize("form", FORMS)
def test_it_is_for_any_page_to_read_and_for_none_to_run(visitor, site, at, form):
    publish(site, at)
    headers = comments(visitor, form, headers={"Origin": "https://anyone.example"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Set-Cookie" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("form", FORMS)
def test_who_has_the_page_is_told_so(visitor, site, at, form):
    publish(site, at)
    first = comments(visitor, form)
    again = comments(visitor, form, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Content-Type" not in again.headers


def test_a_new_comment_makes_a_new_page(visitor, site, at):
    publish(site, at)
    first = comments(visitor)
    publish(site, at, text="A second one")
    again = comments(visitor, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.json["count"] == 2


@pytest.mark.parametrize("form", FORMS)
def test_who_takes_gzip_gets_the_same_page_compressed(visitor, site, at, form):
    publish(site, at)
    plain = comments(visitor, form)
    small = comments(visitor, form, headers={"Accept-Encoding": "br, gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert small.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in small.headers["Vary"]
    etag = {"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]}
    assert comments(visitor, form, headers=etag).status_code == 304


def test_who_refuses_gzip_gets_none(visitor, site, at):
    publish(site, at)
    answer = comments(visitor, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in answer.headers


def test_head_is_get_without_the_page(visitor, site, at):
    publish(site, at)
    address = "/blog/comments.json?path=/articles/hello"
    head, get = visitor.head(address), visitor.get(address)
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


def test_a_page_that_nobody_has_written_about_is_empty(visitor, site):
    for form in FORMS:
        answer = comments(visitor, form)
        assert answer.status_code == 200
        again = comments(visitor, form, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert comments(visitor).json["comments"] == []


def test_what_waits_is_as_if_it_were_not_there(visitor, site, at):
    empty = comments(visitor)
    waiting(site, text="zq4711")
    decide([waiting(site, text="zq4712")], Status.SPAM)
    assert comments(visitor).data == empty.data
    assert comments(visitor).headers["ETag"] == empty.headers["ETag"]


def test_a_withdrawn_comment_is_gone_at_once(visitor, site, at):
    ids = publish(site, at, text="zq4711")
    etag = comments(visitor).headers["ETag"]
    decide(ids, Status.REJECTED)
    answer = comments(visitor, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert b"zq4711" not in answer.data


def test_later_pages_are_asked_for_by_number(visitor, site, at):
    publish(site, at, PAGE + 1)
    assert comments(visitor, page=1).json["next"] == 2
    assert len(comments(visitor, page=2).json["comments"]) == 1
    assert comments(visitor, page=3).status_code == 404


@pytest.mark.parametrize("path", ["", "articles/hello", "//evil.example", "/a b", "/a\0b", "/a\\b"])
def test_it_asks_for_a_path_that_can_be_one(visitor, site, path):
    assert comments(visitor, path=path).status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.0", "٣", "9" * 30])
def test_it_asks_for_a_page_that_can_be_one(visitor, site, page):
    assert comments(visitor, page=page).status_code == 400


def test_an_unknown_site_is_not_found(visitor, site):
    assert visitor.get("/nobody/comments.json?path=/a").status_code == 404


def test_everybody_gets_the_same_bytes(visitor, site, at):
    publish(site, at)
    plain = comments(visitor)
    odd = {"Cookie": "intake=x", "X-Forwarded-Host": "evil.example", "Origin": "null",
           "X-Requested-With": "XMLHttpRequest", "Accept": "text/plain"}  # fmt: skip
    assert comments(visitor, headers=odd).data == plain.data
    assert dict(comments(visitor, headers=odd).headers) == dict(plain.headers)


def test_a_query_of_more_than_we_ask_for_gets_the_same_page(visitor, site, at):
    publish(site, at)
    plain = comments(visitor)
    assert comments(visitor, callback="alert", _="1").data == plain.data
    assert json.loads(plain.data) == plain.json
