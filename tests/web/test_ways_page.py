"""The page of one's own ways: add, order, try, prove, remove; and what an owner sees of all."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts import sessions
from intake.alerts import gsm, people, replies, service, ways
from intake.alerts.tables import Destination
from intake.words import Channel, Role
from tests import sinks, told
from tests.alerting import deliveries, delivery, mails_go_to
from tests.people import account, csrf_token, signed_in
from tests.web.staff import press, text

HERE = "/staff/ways"


@pytest.fixture
def staff(app, site):
    return signed_in(app, site, Role.STAFF)


def add(client, **fields):
    return press(client, HERE, HERE, site="blog", minutes="0", **fields)


def mine(site):
    return ways.of([site.id])


def test_without_ways_the_accounts_mail_is_used_and_shown(staff, site):
    assert "we write to maria@practice.example" in text(staff.get(HERE))
    (way,) = people.ways(1, site.id)
    assert (way.destination_id, way.channel) == (0, Channel.EMAIL)
    assert db.session().scalar(select(Destination.id).where(Destination.audience == "own")) is None
    for _ in range(2):
        with db.transaction():
            (kept,) = people.ways(1, site.id)
    assert kept.destination_id > 0
    assert mine(site)[0].masked == "m…@p…"


def test_a_way_is_added_ordered_and_removed(staff, site):
    assert add(staff, channel="email", address="me@private.example").status_code == 303
    assert add(staff, channel="page").status_code == 303
    page = text(staff.get(HERE))
    assert "m…@p…" in page
    assert "me@private" not in page
    assert "Not proven yet." in page
    mail, shown = mine(site)
    press(staff, f"{HERE}/{mail.id}/minutes", HERE, minutes="10")
    assert [way.id for way in mine(site)] == [shown.id, mail.id]
    press(staff, f"{HERE}/{mail.id}/remove", HERE)
    assert [way.id for way in mine(site)] == [shown.id]
    assert db.session().get(Destination, mail.id).address_sealed == ""
    assert add(staff, channel="email", address="me@private.example").status_code == 303


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose how we tell you"),
        ({"channel": "email", "address": "me"}, "Enter an e-mail address, like"),
        ({"channel": "webhook", "address": "ftp://x.example"}, "must begin with https"),
        ({"channel": "push", "address": "syslog://"}, "must begin with one of these"),
        ({"channel": "sms", "address": "twilio://a:b@c", "number": "12"}, "with its country code"),
        ({"channel": "push", "address": "ntfys://[::1/t"}, "Something is missing"),
        ({"channel": "webhook", "address": "https://[::1/t"}, "not a URL that can be called"),
        (
            {
                "channel": "sms",
                "address": "bulksms://user15559998888:p@15550001111",
                "number": "+1 555 999 8888",
            },
            "leads to others",
        ),
        ({"channel": "page", "minutes": "-1"}, "number of minutes from 0"),
        ({"channel": "carrier pigeon"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(staff, site, fields, sentence):
    answer = press(staff, HERE, HERE, **{"site": "blog", "minutes": "0"} | fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert mine(site) == []


def test_a_test_proves_only_when_its_link_is_used(staff, client, site, settings, at):
    add(staff, channel="email", address="me@private.example")
    (way,) = mine(site)
    with sinks.smtp() as sink:
        mails_go_to(sink, settings)
        press(staff, f"{HERE}/{way.id}/test", HERE)
        press(staff, f"{HERE}/{way.id}/test", HERE)
        assert service.deliver_due() == 1
        (mail,) = sink.accepted
    path = re.search(r"http://intake.example(/ways/\S+)", mail.mail.get_content())[1]
    assert mine(site)[0].proven_at is None
    assert client.get(path).status_code == 200
    assert mine(site)[0].proven_at is None
    at.advance(seconds=7)
    assert "It arrived" in text(client.post(path))
    assert mine(site)[0].proven_at == at.now
    assert "Last proven delivery just now" in text(staff.get(HERE))
    at.advance(seconds=86_400)
    assert client.post(path).status_code == 410


def test_the_page_shows_the_exact_sms_and_its_length(staff):
    page = text(staff.get(HERE))
    said = re.search(r"Callback 7K2M-Q4 due \d\d:\d\d. http://\S+", page)[0]
    assert f"{gsm.length(said)} of at most 160" in page


def test_an_open_page_is_a_way_and_being_shown_is_its_delivery(app, staff, site, at):
    add(staff, channel="page")
    (way,) = mine(site)
    told.tell(site, way.id, due_at=at.now)
    assert service.deliver_due() == 0
    assert delivery().state == "pending"
    assert "page_alerts.js" in staff.get(HERE).text
    token = {"csrf_token": csrf_token(staff, HERE)}
    shown = staff.post(f"{HERE}/page", data=token)
    assert shown.json == {
        "alerts": [{"text": "Callback 7K2M-Q4 due 09:30.", "path": "/staff/desk/7K2M-Q4"}]
    }
    assert (delivery().state, delivery().delivered_at) == ("accepted", at.now)
    assert mine(site)[0].proven_at == at.now
    at.advance(seconds=59)  # whoever went on to another page sees it there
    assert staff.post(f"{HERE}/page", data=token).json == shown.json
    at.advance(seconds=2)
    assert staff.post(f"{HERE}/page", data=token).json == {"alerts": []}


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(staff, site, at):
    add(staff, channel="page")
    token = {"csrf_token": csrf_token(staff, HERE)}
    asked = []
    for _ in range(4):
        at.advance(seconds=sessions.IDLE_SECONDS / 3)
        asked.append(staff.post(f"{HERE}/page", data=token).status_code)
    assert asked == [200, 200, 200, 302]
    assert "/sign-in" in staff.get(HERE).headers["Location"]


def test_nobody_touches_the_ways_of_others(app, staff, site):
    other = account(app, site, Role.STAFF, email="jo@practice.example", name="Jo")
    theirs = told.has_way(other, site, Channel.PAGE, "")
    for what in ("minutes", "test", "remove"):
        assert press(staff, f"{HERE}/{theirs}/{what}", HERE, minutes="9").status_code == 404
    assert ways.of([site.id], other)[0].after_minutes == 0
    assert deliveries() == []


def test_an_owner_sees_everybodys_ways_masked(app, site):
    owner = signed_in(app, site, Role.OWNER)
    jo = account(app, site, Role.STAFF, email="jo@practice.example", name="Jo")
    told.has_way(jo, site, Channel.EMAIL, "jo@private.example", minutes=5)
    page = text(owner.get(f"{HERE}/people"))
    assert "Jo E-mail j…@p…, after 5 min. Not proven yet." in page
    assert "jo@private" not in page
    assert "No way of their own" in page


def test_the_secret_of_a_webhook_is_shown_once(staff, site):
    shown = add(staff, channel="webhook", address="http://127.0.0.1:9/hook")
    assert re.search(r"whsec_\S{40,}", text(shown))
    page = text(staff.get(HERE))
    assert "whsec_" not in page
    assert re.search(r"/alerts/receipts/1-[0-9a-f]{24}", page)
    assert "http://127.0.0.1/…" in page


def test_an_owner_sees_the_whole_address_for_answers_by_text(app, site):
    owner = signed_in(app, site, Role.OWNER)
    press(owner, f"{HERE}/replies", HERE, site=site.slug)
    page = owner.get(HERE)
    whole = app.config["SETTINGS"].base_url + replies.path(site.id)
    assert f"<code>{whole}</code>" in page.get_data(as_text=True)
    assert "webhook-signature" in text(page)
