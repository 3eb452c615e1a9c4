"""A session that ended while somebody was at work: it is said, and they come back."""

from __future__ import annotations

import pytest

from intake.words import Role
from tests.people import csrf_token, sign_in, signed_in

SENTENCE = "You were signed out. Nothing was changed: sign in and press it again."
WHERE = "/staff/queue?label=unsure&after=7"


@pytest.fixture
def late(app, site, at):
    """Somebody whose session ended half an hour after their last click."""
    client = signed_in(app, site, Role.OWNER)
    at.advance(31 * 60)
    return client


def press(client, referer, path="/staff/queue/1/decide"):
    headers = {"Referer": referer} if referer else {}
    return client.post(path, data={"action": "approve"}, headers=headers)


def test_a_button_pressed_too_late_says_that_nothing_was_changed(late):
    page = late.get(press(late, f"http://intake.example{WHERE}").location)
    assert page.status_code == 200
    assert SENTENCE in page.text


def test_they_come_back_to_the_page_they_were_on(late):
    answer = press(late, f"http://intake.example{WHERE}")
    field = 'name="next" type="hidden" value="/staff/queue?label=unsure&amp;after=7"'
    assert field in late.get(answer.location).text
    assert sign_in(late, next=WHERE).location == WHERE


@pytest.mark.parametrize(
    "referer",
    [
        None,
        "",
        "x",
        "http://[",
        "https://evil.example/staff/queue",
        "http://intake.example.evil.example/staff/queue",
        "http://intake.example@evil.example/staff/queue",
        "//evil.example/staff/queue",
    ],
)
def test_a_page_of_another_website_is_not_come_back_to(late, referer):
    answer = press(late, referer)
    assert "next" not in answer.location
    assert SENTENCE in late.get(answer.location).text


def test_whoever_only_opens_a_page_reads_nothing_of_the_kind(late):
    assert SENTENCE not in late.get(late.get(WHERE).location).text


def test_whoever_wanted_to_sign_out_is_signed_out(late):
    answer = press(late, f"http://intake.example{WHERE}", path="/staff/sign-out")
    assert answer.location == "/staff/sign-in"


def test_a_button_pressed_too_late_changes_nothing_even_with_the_pages_token(app, site, at):
    client = signed_in(app, site, Role.OWNER)
    token = csrf_token(client, "/staff/status")
    at.advance(31 * 60)
    answer = client.post("/staff/queue/1/decide", data={"csrf_token": token, "action": "approve"})
    assert answer.status_code == 302
    assert answer.location.startswith("/staff/sign-in")
