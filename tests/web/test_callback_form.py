"""The callback form, as a page."""

from __future__ import annotations

import pytest

from tests.web import visiting
from tests.web.visiting import choices, error_of, send, stored


def test_it_stores_the_request_and_states_the_promise(client, site, at):
    response = send(client, at, "callback", voicemail="y", message="About my knee")
    assert response.status_code == 303
    assert visiting.callback_window() == "soon"
    page = client.get(response.location).text
    assert "We will call you by 10:30 today (UTC time)." in page


def test_the_promise_names_the_day_when_it_is_another(client, site, at):
    window = choices(client.get("/blog/callback"))["Tomorrow morning, 06:00-12:00"]
    page = client.get(send(client, at, "callback", window=window).location).text
    assert "between 06:00 and 12:00 on Tuesday, 3 March (UTC time)." in page


def test_it_says_why_it_asks_for_the_number_and_when_we_call(client, site):
    page = client.get("/blog/callback").text
    assert "We call you on this number at the time you choose below" in page
    assert "As soon as possible" in page
    assert 'autocomplete="tel"' in page


def test_the_first_window_is_chosen_when_none_is_sent(client, site, at):
    assert send(client, at, "callback", window=None).status_code == 303
    assert visiting.callback_window() == "soon"


def test_a_window_that_is_not_offered_is_refused_beside_the_choices(client, site, at):
    response = send(client, at, "callback", window="midnight")
    assert error_of(response, "window") == "That time is no longer free. Choose another."
    assert "20260302T1200-20260302T1400, " not in response.text  # keys are for programs
    assert '<a href="#window-0">' in response.text


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("", "Enter your phone number"),
        ("555-0123", "area code"),
        ("911", "call 911 yourself now"),
        ("(900) 555-1234", "charges its callers"),
        ("call me", "like (212) 555-0123"),
        ("1" * 61, "60 characters or fewer"),
    ],
)
def test_it_refuses_a_number_that_we_cannot_call(client, site, at, phone, words):
    response = send(client, at, "callback", phone=phone)
    assert response.status_code == 422
    assert words in error_of(response, "phone")
    assert stored() == 0


def test_a_number_in_no_numbering_plan_is_taken_with_a_mark(client, site, at):
    assert send(client, at, "callback", phone="+44 7700 900123").status_code == 303
    assert visiting.evidence() == ["odd_phone"]
