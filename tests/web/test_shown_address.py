"""An address that a comment would show to everybody: refused as a name, marked anywhere else."""

from __future__ import annotations

import pytest

from intake.words import Role
from tests import people
from tests.web import visiting
from tests.web.staff import judged, text
from tests.web.visiting import error_of, send, stored

SENTENCE = "It shows an email address"


@pytest.mark.parametrize(
    "name", ["jo@example.com", "Jo <jo@example.com>", "Jo Doe, JO@EXAMPLE.COM"]
)
def test_an_address_is_no_name_under_a_comment(client, site, at, name):
    response = send(client, at, "comment", name=name)
    assert response.status_code == 422
    assert error_of(response, "name") == "Enter your name, not your email address"
    assert stored() == 0


def test_a_script_is_told_the_same(client, site):
    response = client.post("/blog/comment", json=visiting.COMMENT | {"name": "jo@example.com"})
    assert response.json["errors"] == {"name": ["Enter your name, not your email address"]}


def test_a_name_on_a_message_to_the_staff_is_shown_to_nobody_else(client, site, at):
    assert send(client, at, "contact", name="jo@example.com").status_code == 303
    assert visiting.evidence() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"comment": "Write to jo@example.com for more."},
        {"comment": "Ask someone.else@shop.example instead"},
        {"website": "https://example.org/?who=jo@example.com"},
        {"website": "https://example.org/jo%40example.com"},
    ],
)
def test_an_address_that_everybody_would_see_is_marked_and_taken(client, site, at, changed):
    assert send(client, at, "comment", **changed).status_code == 303
    assert visiting.evidence() == ["shows_address"]


def test_a_comment_without_one_has_no_mark(client, site, at):
    send(client, at, "comment", comment="At 5@home: 2@1.50, see https://social.example/@jo.doe")
    assert visiting.evidence() == []


def test_the_moderator_reads_it_before_deciding(app, site):
    item = judged(site, evidence=["shows_address"])
    mo = people.signed_in(app, site, Role.MODERATOR)
    for page in ("/staff/queue", f"/staff/queue/{item.id}"):
        assert SENTENCE in text(mo.get(page))
