"""How much one sender may send, and what they read when it is too much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intake.limits import network_of, sender_key
from tests import apps
from tests.web.visiting import CONTACT, evidence, send, stored, ticket_for


@pytest.fixture
def settings(settings):
    return replace(settings, posts_per_minute=3, posts_per_hour=5)


def fill(client, at, times):
    return [send(client, at, "contact", message=f"Number {n} at {at.now}") for n in range(times)]


def test_the_one_too_many_is_kept_in_the_form_and_told_when_to_send(client, site, at):
    data = CONTACT | ticket_for(client, at, "contact")
    fill_without_waiting(client, 3)
    response = client.post("/blog/contact", data=data | {"message": "One more"})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) == 60
    assert "Wait a minute, then press Send again." in response.text
    assert "One more" in response.text
    assert data["ticket"] in response.text
    assert stored() == 3
    at.advance(seconds=60)
    assert client.post("/blog/contact", data=data).status_code == 303
    assert "fast" not in evidence()


def fill_without_waiting(client, times, **options):
    for number in range(times):
        data = CONTACT | {"message": f"Number {number}"}
        assert client.post("/blog/contact", data=data, **options).status_code == 303


def test_there_is_a_limit_for_the_hour_too(client, site, at):
    for _ in range(5):
        assert fill(client, at, 1)[0].status_code == 303
        at.advance(seconds=60)
    refused = fill(client, at, 1)[0]
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 60


def test_a_script_gets_a_problem_with_the_wait(client, site):
    fill_without_waiting(client, 3)
    response = client.post("/blog/contact", json=CONTACT)
    assert response.status_code == 429
    assert response.json["code"] == "too_many"
    assert response.headers["Retry-After"] == "60"


def test_a_retry_of_what_is_stored_is_never_too_much(client, site):
    fill_without_waiting(client, 3)
    again = client.post("/blog/contact", data=CONTACT | {"message": "Number 0"})
    assert again.status_code == 303
    assert stored() == 3


def test_retries_use_up_nothing(client, site):
    for _ in range(5):
        client.post("/blog/contact", data=CONTACT)
    fill_without_waiting(client, 2)


def test_mistakes_do_not_use_up_what_may_be_stored_but_have_an_end(client, site):
    statuses = [client.post("/blog/contact", data={"name": ""}).status_code for _ in range(16)]
    assert statuses == [422] * 15 + [429]


def test_other_networks_are_not_held_back(client, site):
    fill_without_waiting(client, 3, environ_base={"REMOTE_ADDR": "198.51.100.1"})
    fill_without_waiting(client, 3, environ_base={"REMOTE_ADDR": "198.51.100.2"})


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "Client-IP", "Forwarded"]
)
def test_nobody_escapes_by_claiming_another_address(client, site, header):
    fill_without_waiting(client, 3)
    response = client.post("/blog/contact", data=CONTACT, headers={header: "203.0.113.9"})
    assert response.status_code == 429


def test_a_trusted_proxy_says_who_the_sender_is(settings, site):
    client = apps.another(settings, trusted_proxies=1).test_client()
    for address in ("203.0.113.1", "203.0.113.2"):
        fill_without_waiting(client, 3, headers={"X-Forwarded-For": f"6.6.6.6, {address}"})
    refused = client.post(
        "/blog/contact", data=CONTACT, headers={"X-Forwarded-For": "7.7.7.7, 203.0.113.2"}
    )
    assert refused.status_code == 429


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_a_sender_is_what_one_person_can_call_their_own(address, network):
    assert network_of(address) == network


def test_the_key_of_a_sender_is_another_one_tomorrow(at):
    today = sender_key("secret", "203.0.113.9", at.now)
    assert "203" not in today
    assert today == sender_key("secret", "203.0.113.9", at.now)
    assert today != sender_key("other", "203.0.113.9", at.now)
    at.advance(seconds=86_400)
    assert today != sender_key("secret", "203.0.113.9", at.now)
