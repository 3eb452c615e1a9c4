"""Receipts of alerts: signed, monotone, and nothing to learn from."""

from __future__ import annotations

import base64

import pytest

from intake import db
from intake.alerts import inbound, receipts, service, ways
from intake.alerts.tables import Destination
from intake.alerts.ways import Wish
from intake.words import Channel
from tests import signing, sinks, told
from tests.alerting import deliveries, delivery, one_at_a_time

OTHER = "whsec_" + base64.b64encode(b"x" * 32).decode()


@pytest.fixture
def sink(app):
    with sinks.http() as sink:
        yield sink


@pytest.fixture
def secret(app, site, sink):
    person = told.member(app, site)
    secret = ways.add(person, site.id, Wish(Channel.WEBHOOK, sink.url))
    told.tell(site, 1)
    return secret


@pytest.fixture
def path(secret):
    return f"/alerts/receipts/{inbound.token(1, receipts.SCOPE)}"


def body(kind="delivery.delivered"):
    return {
        "type": kind,
        "timestamp": "2026-03-02T09:30:00Z",
        "data": {"id": delivery().message_id},
    }


def proven_at():
    return db.session().get(Destination, 1).proven_at


def test_a_receipt_proves_the_way(client, secret, path, at):
    service.deliver_due()
    assert proven_at() is None
    at.advance(seconds=5)
    assert signing.send(client, path, secret, body()).status_code == 204
    assert proven_at() == delivery().delivered_at == at.now
    at.advance(seconds=5)
    assert signing.send(client, path, secret, body()).status_code == 204
    assert proven_at() == delivery().delivered_at != at.now


def test_what_did_not_arrive_after_all_needs_attention_and_is_not_sent_again(
    client, secret, path, sink, at
):
    service.deliver_due()
    signing.send(client, path, secret, body("delivery.failed"))
    assert (delivery().state, delivery().last_error) == (
        "needs_attention", "taken, but not delivered",
    )  # fmt: skip
    at.advance(seconds=10**6)
    assert service.deliver_due() == 0
    assert len(sink.accepted) == 1
    assert proven_at() is None


def test_a_late_failure_does_not_undo_what_arrived(client, secret, path):
    service.deliver_due()
    signing.send(client, path, secret, body())
    signing.send(client, path, secret, body("delivery.failed"))
    assert delivery().state == "accepted"


def test_a_receipt_of_what_nobody_knew_of_ends_the_doubt(
    client, secret, path, sink, at, monkeypatch
):
    one_at_a_time(monkeypatch)
    sink.answers.append(sinks.DROP)
    service.deliver_due()
    assert delivery().state == "unknown"
    signing.send(client, path, secret, body())
    at.advance(seconds=61)
    service.deliver_due()
    assert (delivery().state, len(sink.accepted)) == ("accepted", 1)


def test_a_receipt_before_anything_was_sent_is_none(client, secret, path):
    signing.send(client, path, secret, body())
    signing.send(client, path, secret, body("delivery.failed"))
    assert (delivery().state, delivery().delivered_at) == ("pending", None)


@pytest.mark.parametrize(
    "wrong",
    [[], {}, {"type": "delivery.delivered"}, {"type": "x", "data": {"id": "msg_1"}}, "text",
     {"type": "delivery.delivered", "data": {"id": 7}}, {"type": ["a"], "data": {"id": "m"}}],
)  # fmt: skip
def test_what_is_no_receipt_changes_nothing(client, secret, path, wrong):
    service.deliver_due()
    assert signing.send(client, path, secret, wrong).status_code == 204
    assert delivery().delivered_at is None


@pytest.mark.parametrize(
    "how",
    [{"signed": "v1,bm8="}, {"seconds_ago": 301}, {"seconds_ago": -301}, {"signed": ""},
     {"signed": "v1a,bm8= \xe9"}],
)  # fmt: skip
def test_what_is_not_signed_is_refused_like_what_leads_nowhere(client, secret, path, how):
    service.deliver_due()
    refused = signing.send(client, path, secret, body(), **how)
    nowhere = signing.send(client, "/alerts/receipts/7-nothing", secret, body())
    other = signing.send(client, path, OTHER, body())
    assert {refused.status_code, nowhere.status_code, other.status_code} == {401}
    assert refused.get_data() == nowhere.get_data() == other.get_data()
    assert delivery().delivered_at is None


def test_a_body_is_short(client, secret, path):
    assert signing.send(client, path, secret, {"x": "y" * 5000}).status_code == 401


def test_whoever_knocks_too_often_waits(client, secret, path):
    codes = [client.post("/alerts/receipts/1-x").status_code for _ in range(121)]
    assert codes[:120] == [401] * 120
    assert codes[120] == 429


def test_a_receipt_of_a_bundle_is_one_of_all_it_carried(app, client, site):
    with sinks.http(yes=sinks.NTFY_YES) as sink:
        person = told.member(app, site)
        way = told.has_way(person, site, Channel.PUSH, told.address(Channel.PUSH, sink.url))
        for reference in ("AAAA-AA", "BBBB-BB"):
            told.tell(site, way, reference)
        service.deliver_due()
    secret = inbound._secret(db.session().get(Destination, way))
    first, second = deliveries()
    carrier = next(row for row in (first, second) if row.carried_by is None)
    data = {"type": "delivery.delivered", "data": {"id": carrier.message_id}}
    signing.send(client, f"/alerts/receipts/{inbound.token(way, 'receipts')}", secret, data)
    assert all(row.delivered_at for row in deliveries())
