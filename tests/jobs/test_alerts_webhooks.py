"""TELL by webhook: signed, thin, only to where it may go, and judged by the answer's status."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from intake import clock
from intake.alerts import channels, outcomes, service
from intake.errors import Conflict
from intake.words import Role
from tests import sinks
from tests.alerting import (
    deliveries,
    delivery,
    die_while,
    happen,
    one_at_a_time,
    told_by_mail,
)
from tests.certificates import certificate


@pytest.fixture
def sink(app):
    with sinks.http() as sink:
        yield sink


@pytest.fixture
def secret(site, sink):
    return service.add_webhook(site.id, f"{sink.url}/Hook?a=b", Role.STAFF)


def test_it_posts_a_reference_and_a_due_time_and_nothing_else(site, sink, secret, at):
    happen(site, due_at=at.now + timedelta(hours=1))
    service.deliver_due()
    (post,) = sink.accepted
    assert post.to == "/Hook?a=b"
    assert json.loads(post.body) == {
        "type": "callback.received",
        "timestamp": "2026-03-02T09:30:00Z",
        "data": {"reference": "K7F2", "due_at": "2026-03-02T10:30:00Z"},
    }
    assert post.headers["webhook-id"] == delivery().message_id
    assert delivery().state == "accepted"


def test_any_library_for_standard_webhooks_can_verify_it(site, sink, secret):
    clock.pin(None)  # the library asks the system for the time
    happen(site)
    service.deliver_due()
    (post,) = sink.accepted
    assert Webhook(secret).verify(post.body, post.headers)["type"] == "callback.received"


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:9/\r\n\r\n", 10),
        (b"HTTP/1.1 400 Bad\r\n\r\n", 10),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", 10),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 9999, 10),
        (b"HTTP/1.1 429 Slower\r\nRetry-After: 120\r\n\r\n", 120),
        (b"HTTP/1.1 503 Later\r\nretry-after:  Mon, 02 Mar 2026 09:35:00 GMT\r\n\r\n", 300),
        (b"HTTP/1.1 503 Later\r\nRetry-After: never\r\n\r\n", 10),
        (b"HTTP/1.1 503 Later\r\nRetry-After: 99999999999999999999\r\n\r\n", 10),
        (b"HTTP/1.1 500 Many\r\n" + b"X: y\r\n" * 10_000 + b"\r\n", 10),
    ],
)
def test_any_other_status_is_a_refusal(site, sink, secret, at, answer, seconds):
    happen(site)
    sink.answers.append(answer)
    service.deliver_due()
    refused = delivery()
    assert (refused.state, refused.attempts, refused.unknowns) == ("refused", 1, 0)
    assert seconds <= (refused.next_at - at.now).total_seconds() <= seconds * 1.1
    at.advance(seconds=seconds * 1.1)
    service.deliver_due()
    assert delivery().state == "accepted"
    assert len(sink.accepted) == 1


def test_gone_turns_the_destination_off_and_shows_it(site, sink, secret, at, monkeypatch):
    one_at_a_time(monkeypatch)
    happen(site)
    happen(site)
    sink.answers.append(b"HTTP/1.1 410 Gone\r\n\r\n")
    service.deliver_due()
    assert [row.state for row in deliveries()] == ["needs_attention", "pending"]
    assert deliveries()[0].next_at is None
    at.advance(seconds=3600)
    assert not service.has_due()
    assert sink.tries == 1


def test_what_waited_for_a_destination_goes_out_when_it_is_on_again(
    site, sink, secret, at, monkeypatch
):
    one_at_a_time(monkeypatch)
    happen(site)
    happen(site)
    sink.answers.append(b"HTTP/1.1 410 Gone\r\n\r\n")
    service.deliver_due()
    anew = service.add_webhook(site.id, f"{sink.url}/Hook?a=b", Role.STAFF)
    assert anew != secret
    service.deliver_due()
    assert deliveries()[1].state == "accepted"


@pytest.mark.parametrize("answer", [sinks.DROP, sinks.HANG, b"", b"220 smtp.example\r\n\r\n"])
def test_no_answer_means_once_more_with_the_same_id(site, sink, secret, at, monkeypatch, answer):
    monkeypatch.setattr(outcomes, "TALK_SECONDS", 0.3)
    happen(site)
    sink.answers.append(answer or b" ")
    service.deliver_due()
    doubted = delivery()
    assert (doubted.state, doubted.attempts, doubted.unknowns) == ("unknown", 0, 1)
    at.advance(seconds=11)
    service.deliver_due()
    assert delivery().state == "accepted"
    assert {post.id for post in sink.accepted} == {doubted.message_id}


def test_a_worker_killed_before_the_last_byte_costs_nothing(site, sink, secret, at):
    happen(site)
    service._spread()
    die_while("claimed")
    at.advance(seconds=31)
    service.deliver_due()
    assert (delivery().state, delivery().unknowns, len(sink.accepted)) == ("accepted", 0, 1)


def test_a_receiver_that_is_away_is_tried_again(site, app):
    with sinks.http() as sink:
        service.add_webhook(site.id, sink.url, Role.STAFF)
    happen(site)
    service.deliver_due()
    assert (delivery().state, delivery().last_error) == ("refused", "no connection")


def test_a_receiver_that_is_away_takes_nobodys_turn(site, sink, secret, monkeypatch):
    one_at_a_time(monkeypatch)
    with sinks.http() as gone:
        service.add_webhook(site.id, gone.url, Role.STAFF)
    for _ in range(3):
        happen(site)
    assert service.deliver_due() == 4  # one try finds out, three others arrive
    assert len(sink.accepted) == 3


def test_it_takes_no_proxy_from_the_environment(site, sink, secret, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    happen(site)
    service.deliver_due()
    assert len(sink.accepted) == 1


@pytest.mark.parametrize(("name", "state"), [("localhost", "accepted"), ("x.example", "refused")])
def test_the_certificate_must_bear_the_urls_host(
    site, settings, tmp_path, monkeypatch, name, state
):
    context, trusted = certificate(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    channels.equip(settings)
    with sinks.http(tls=context) as sink:
        url = sink.url.replace("127.0.0.1", "localhost")
        service.add_webhook(site.id, url, Role.STAFF)
        happen(site)
        service.deliver_due()
    assert delivery().state == state


def test_where_a_name_leads_is_checked_when_it_is_called(site, sink, secret, settings):
    """The URL was stored while private ones were allowed, as a name may change where it leads."""
    channels.equip(replace(settings, may_call_private_webhooks=False))
    happen(site)
    service.deliver_due()
    assert (delivery().state, delivery().last_error) == ("refused", "url not allowed")
    assert sink.tries == 0


def test_a_url_is_called_once_for_each_alert(site, sink, secret):
    with pytest.raises(Conflict):
        service.add_webhook(site.id, f"{sink.url}/Hook?a=b", Role.STAFF)
    service.add_webhook(site.id, f"{sink.url}/hook?a=b", Role.STAFF)
    happen(site)
    assert service.deliver_due() == 2


def test_one_failing_channel_does_not_hold_the_other(site, sink, secret, settings):
    told_by_mail(site)
    happen(site)
    sink.answers.append(b"HTTP/1.1 500 Oops\r\n\r\n")
    service.deliver_due()
    assert sorted(row.state for row in deliveries()) == ["accepted", "refused"]


def test_the_secret_is_stored_sealed(site, sink, secret, app):
    from sqlalchemy import select

    from intake import db
    from intake.alerts.tables import Destination

    row = db.session().scalars(select(Destination)).one()
    assert secret not in row.secret_sealed
    assert sink.url not in row.address_sealed
    assert row.created_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
