"""The contact form, as a page."""

from __future__ import annotations

import pytest

from intake.submissions import readings
from intake.words import Kind
from tests.web import visiting
from tests.web.visiting import error_of, send, stored


def test_it_stores_a_message_and_says_what_happens_next(client, site, at):
    response = send(client, at, "contact", phone="202-456-1414")
    assert response.status_code == 303
    item = readings.for_judging([visiting.newest().id])[0]
    assert item.kind is Kind.CONTACT
    assert item.message.text == "Are you open on Monday?"
    assert (
        "A person reads it and answers to your email address." in client.get(response.location).text
    )


def test_the_phone_may_be_left_out(client, site, at):
    assert send(client, at, "contact").status_code == 303


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("name", "", "Enter your name"),
        ("email", "", "Enter your email address"),
        ("message", "\u200b \n", "Enter your message"),
        ("phone", "no idea", "Enter a phone number, like (212) 555-0123"),
    ],
)
def test_it_says_what_to_enter(client, site, at, name, text, sentence):
    response = send(client, at, "contact", **{name: text})
    assert response.status_code == 422
    assert error_of(response, name) == sentence
    assert stored() == 0


def test_there_is_a_sentence_for_a_site_that_does_not_exist(client, site):
    response = client.get("/nobody/contact")
    assert response.status_code == 404
    assert "There is no site of this name here." in response.text
