"""What is sent to the staff's pages and is no plain form: refused in words, and never a failure."""

from __future__ import annotations

import io

import pytest

from intake.words import Role
from tests.people import csrf_token, signed_in
from tests.web.test_staff_pages_are_closed import PUBLIC, argument

NAMES = (
    *("email", "password", "present", "name", "token", "next", "offer", "code", "recovery"),
    *("answer", "site", "role", "roles", "action", "seen", "reason", "text", "item", "field"),
    *("pattern", "what", "kind", "tab", "q", "wanted", "since", "until", "author", "website"),
)


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.OWNER)


def posts(app):
    """Return the path of every button and form of the staff's pages."""
    adapter = app.url_map.bind("intake.example")
    return sorted(
        adapter.build(rule.endpoint, {name: _value(rule, name) for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
        and rule.endpoint.partition(".")[0] not in PUBLIC
        and rule.endpoint not in {"accounts.sign_out", "account.end_sign_in"}
    )


def _value(rule, name):
    return "blog" if name == "slug" else argument(rule, name)


def send_to_all(app, client, body, content_type):
    """Send this to every page; return each path with its answer."""
    headers = {"X-CSRFToken": csrf_token(client, "/staff/account"), "Accept": "text/html"}
    for path in posts(app):
        data = body() if callable(body) else body
        yield path, client.post(path, data=data, content_type=content_type, headers=headers)


@pytest.mark.parametrize("body", ["", "[]", "3", "{", '{"email": 3}', '{"name": ["\\ud800"]}'])
def test_json_is_refused_by_every_page(app, maria, body):
    assert len(posts(app)) > 30
    for path, answer in send_to_all(app, maria, body, "application/json"):
        assert answer.status_code == 415, path
        assert "as a form" in answer.text


def test_a_stranger_gets_the_same(client, site):
    for path in ("sign-in", "forgotten", "first-account", "password", "invitation"):
        headers = {"X-CSRFToken": csrf_token(client)}
        answer = client.post(f"/staff/{path}", json={"email": 3, "token": []}, headers=headers)
        assert answer.status_code == 415, path
        assert answer.json["detail"] == "Send this as a form: this page takes nothing else."


@pytest.mark.parametrize("environ", [{}, {"CONTENT_LENGTH": "0", "CONTENT_TYPE": "text/plain"}])
def test_a_question_of_a_script_has_no_body_and_is_answered(maria, environ):
    page = "/staff/account/passkeys"
    headers = {"X-CSRFToken": csrf_token(maria, page)}
    answer = maria.post(f"{page}/question", headers=headers, environ_overrides=environ)
    assert answer.status_code == 200
    assert answer.json["challenge"]


def test_files_are_refused_by_every_page(app, maria):
    def files():
        return {name: (io.BytesIO(b"x"), "x.txt") for name in NAMES}

    for path, answer in send_to_all(app, maria, files, "multipart/form-data"):
        assert answer.status_code == 415, path
        assert "takes no files" in answer.text


@pytest.mark.parametrize("sent", ["%ED%A0%80", "%00", "%FF%FE", "9" * 30, "a%40b.example%0D%0A"])
def test_no_words_make_a_page_fail(app, maria, sent):
    body = "&".join(f"{name}={sent}&{name}={sent}" for name in NAMES)
    for path, answer in send_to_all(app, maria, body, "application/x-www-form-urlencoded"):
        assert answer.status_code < 500, path
    assert maria.get("/staff/account").status_code == 200  # so nothing was refused as a stranger's
