"""Double clicks, reloads, retries, stale and forged tickets: one row, and nobody is refused."""

from __future__ import annotations

import pytest

from tests.web import visiting
from tests.web.visiting import CONTACT, evidence, stored, ticket_for, value_of


def test_it_stores_a_form_sent_twice_only_once(client, site, at):
    data = CONTACT | ticket_for(client, at, "contact")
    first, second = (client.post("/blog/contact", data=data) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert stored() == 1


def test_other_words_with_a_used_ticket_come_back_with_a_fresh_one(client, site, at):
    data = CONTACT | ticket_for(client, at, "contact")
    client.post("/blog/contact", data=data)
    other = data | {"message": "Something else"}
    response = client.post("/blog/contact", data=other)
    assert response.status_code == 422
    assert "This form was sent before with other words" in response.text
    assert "Something else" in response.text
    fresh = value_of(response, "ticket")
    assert fresh != data["ticket"]
    assert client.post("/blog/contact", data=other | {"ticket": fresh}).status_code == 303
    assert stored() == 2


def test_a_plain_form_without_a_ticket_sent_twice_is_one(client, site):
    first, second = (client.post("/blog/contact", data=CONTACT) for _ in range(2))
    assert first.location == second.location
    assert stored() == 1
    assert evidence() == ["no_ticket"]


def test_a_plain_form_is_one_over_the_half_hour(client, site, at):
    at.advance(seconds=29 * 60 + 59)
    client.post("/blog/contact", data=CONTACT)
    at.advance(seconds=2)
    client.post("/blog/contact", data=CONTACT)
    assert stored() == 1


@pytest.mark.parametrize(
    ("wait", "found"), [(2, ["fast"]), (3, []), (86_400, []), (86_401, ["stale_ticket"])]
)
def test_the_age_of_the_ticket_is_evidence_and_no_refusal(client, site, at, wait, found):
    data = CONTACT | ticket_for(client, at, "contact", wait=wait)
    assert client.post("/blog/contact", data=data).status_code == 303
    assert evidence() == found


def test_a_forged_ticket_is_evidence_and_no_refusal(client, site):
    assert client.post("/blog/contact", data=CONTACT | {"ticket": "é.x.y"}).status_code == 303
    assert evidence() == ["no_ticket"]


def test_a_ticket_of_another_form_counts_as_none(client, site, at):
    data = CONTACT | ticket_for(client, at, "callback")
    client.post("/blog/contact", data=data)
    assert evidence() == ["no_ticket"]


def test_a_script_gets_a_ticket(client, site, at):
    response = client.get("/blog/ticket/contact")
    assert response.headers["Cache-Control"] == "no-store"
    at.advance(seconds=10)
    client.post("/blog/contact", json=CONTACT | {"ticket": response.json["ticket"]})
    assert evidence() == []
    assert visiting.newest().key.startswith("ticket:")
    assert client.get("/blog/ticket/letter").status_code == 404


def test_a_double_click_at_midnight_is_one(client, site, at):
    at.now = at.now.replace(hour=23, minute=59, second=59)
    for _ in range(2):
        assert client.post("/blog/contact", data=CONTACT).status_code == 303
        at.advance(seconds=1)
    assert stored() == 1
