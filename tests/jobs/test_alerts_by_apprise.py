"""TELL by apprise: an app, a chat, an SMS service; each refusal, doubt and silence as it is."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import replace

import pytest
import requests

from intake import db
from intake.alerts import channels, ledger, outcomes, service
from intake.alerts.tables import Destination
from intake.words import Channel
from tests import sinks, told
from tests.alerting import deliveries, delivery, die_while
from tests.certificates import certificate


@pytest.fixture
def sink(app):
    with sinks.http(yes=sinks.NTFY_YES) as sink:
        yield sink


@pytest.fixture
def person(app, site):
    return told.member(app, site)


@pytest.fixture
def way(site, person, sink):
    return told.has_way(person, site, Channel.PUSH, told.address(Channel.PUSH, sink.url))


def test_an_app_gets_fixed_words_and_nothing_else(site, sink, way):
    told.tell(site, way)
    assert service.deliver_due() == 1
    (post,) = sink.accepted
    assert json.loads(post.body) == {
        "topic": "topic",
        "message": "Callback 7K2M-Q4. http://intake.example/staff/desk/7K2M-Q4",
    }
    assert delivery().state == "accepted"
    assert not {"cookie", "authorization", "x-icon"} & set(post.headers)


def test_a_chat_says_the_same(site, person):
    with sinks.http(yes=sinks.SLACK_YES) as sink:
        way = told.has_way(person, site, Channel.CHAT, told.address(Channel.CHAT, sink.url))
        told.tell(site, way)
        service.deliver_due()
        (post,) = sink.accepted
    assert "Callback 7K2M-Q4. http://intake" in json.loads(post.body)["text"]
    assert delivery().state == "accepted"


def test_it_is_marked_before_its_first_byte_in_the_thread_that_claimed_it(
    site, sink, way, monkeypatch
):
    seen = []
    mark = ledger.mark_committing

    def watched(claimed):
        seen.append((sink.tries, threading.current_thread().name))
        mark(claimed)

    monkeypatch.setattr(ledger, "mark_committing", watched)
    told.tell(site, way)
    service.deliver_due()
    assert seen == [(0, threading.current_thread().name)]


@pytest.mark.parametrize(
    ("answer", "error", "seconds"),
    [
        (b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:9/\r\n\r\n", "status 301", 10),
        (b"HTTP/1.1 400 Bad\r\n\r\n", "status 400", 10),
        (b"HTTP/1.1 401 Who\r\n\r\n", "status 401", 10),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "status 404", 10),
        (b"HTTP/1.1 429 Slower\r\nRetry-After: 120\r\n\r\n", "status 429", 120),
        (b"HTTP/1.1 500 Oops\r\n\r\n", "status 500", 10),
        (
            b"HTTP/1.1 500 Huge\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 200_000,
            "status 500",
            10,
        ),
    ],
)
def test_a_refusal_is_a_refusal_and_tried_again(site, sink, way, at, answer, error, seconds):
    told.tell(site, way)
    sink.answers.append(answer)
    service.deliver_due()
    refused = delivery()
    assert (refused.state, refused.last_error, refused.unknowns) == ("refused", error, 0)
    assert seconds <= (refused.next_at - at.now).total_seconds() <= seconds * 1.1
    assert sink.tries == 1
    at.advance(seconds=seconds * 1.1)
    service.deliver_due()
    assert (delivery().state, len(sink.accepted)) == ("accepted", 1)


def test_gone_switches_the_way_off_and_shows_it(site, sink, way, app):
    told.tell(site, way)
    sink.answers.append(b"HTTP/1.1 410 Gone\r\n\r\n")
    service.deliver_due()
    assert (delivery().state, delivery().next_at) == ("needs_attention", None)


@pytest.mark.parametrize("answer", [sinks.DROP, sinks.HANG, b" ", b"220 smtp.example\r\n\r\n"])
def test_no_answer_means_once_more_and_then_never_again(site, sink, way, at, monkeypatch, answer):
    monkeypatch.setattr(outcomes, "TALK_SECONDS", 0.3)
    told.tell(site, way)
    sink.answers.extend([answer] * 3)
    for _ in range(5):
        service.deliver_due()
        at.advance(seconds=61)
    assert (delivery().state, delivery().unknowns) == ("needs_attention", 2)
    assert sink.tries == 2


def test_one_who_trickles_does_not_hold_the_worker(site, person, monkeypatch):
    closing = threading.Event()
    monkeypatch.setattr(outcomes, "TALK_SECONDS", 0.3)
    slow = socket.create_server(("127.0.0.1", 0))
    port = slow.getsockname()[1]

    def trickle():
        with slow.accept()[0] as line:
            line.settimeout(5)
            line.recv(100_000)
            while not closing.wait(0.05):
                try:
                    line.sendall(b"H")
                except OSError:
                    return

    thread = threading.Thread(target=trickle, daemon=True)
    thread.start()
    with slow:
        way = told.has_way(person, site, Channel.PUSH, f"ntfy://127.0.0.1:{port}/topic")
        told.tell(site, way)
        service.deliver_due()
    closing.set()
    thread.join(5)
    assert (delivery().state, delivery().unknowns) == ("unknown", 1)


def test_a_receiver_that_is_away_is_tried_again(site, person, app):
    with sinks.http() as sink:
        where = told.address(Channel.PUSH, sink.url)
    way = told.has_way(person, site, Channel.PUSH, where)
    told.tell(site, way)
    service.deliver_due()
    assert (delivery().state, delivery().last_error) == ("refused", "no connection")


def test_a_certificate_of_another_host_is_refused_whatever_the_address_says(
    site, person, tmp_path, monkeypatch
):
    context, trusted = certificate(tmp_path, "x.example")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with sinks.http(tls=context) as sink:
        where = told.address(Channel.PUSH, sink.url).replace("ntfy://", "ntfys://")
        way = told.has_way(person, site, Channel.PUSH, where)
        told.tell(site, way)
        service.deliver_due()
        assert not sink.accepted
    assert (delivery().state, delivery().last_error) == ("refused", "no connection")


def test_where_a_name_leads_is_checked_when_it_is_called(site, sink, way, settings):
    channels.equip(replace(settings, may_call_private_webhooks=False))
    told.tell(site, way)
    service.deliver_due()
    assert (delivery().state, delivery().last_error) == ("refused", "url not allowed")
    assert sink.tries == 0


def test_a_name_that_leads_inside_is_not_dialled(site, person, settings, monkeypatch):
    where = "ntfys://push.example.org/topic"
    channels.equip(replace(settings, may_call_private_webhooks=False))
    way = told.has_way(person, site, Channel.PUSH, where)
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    told.tell(site, way)
    service.deliver_due()
    assert (delivery().state, delivery().last_error) == ("refused", "url not allowed")


def test_it_takes_no_proxy_from_the_environment(site, sink, way, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    told.tell(site, way)
    service.deliver_due()
    assert len(sink.accepted) == 1


def test_nobody_posts_beside_the_exchange(site, sink, way):
    told.tell(site, way)
    service.deliver_due()
    with pytest.raises(requests.ConnectionError):
        requests.post(sink.url, timeout=1)
    assert sink.tries == 1


def test_nothing_of_an_address_gets_into_the_logs(site, sink, way, capfd, caplog):
    told.tell(site, way)
    sink.answers.append(b"HTTP/1.1 500 Oops\r\n\r\n")
    service.deliver_due()
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "refused" in logged
    assert "topic" not in logged
    assert "127.0.0.1" not in logged


@pytest.mark.parametrize(("state", "accepted"), [("claimed", 1), ("committing", 1)])
def test_a_worker_that_dies_costs_at_most_one_message_more(site, sink, way, at, state, accepted):
    told.tell(site, way)
    die_while(state)
    at.advance(seconds=31)
    service.deliver_due()
    assert (delivery().state, len(sink.accepted)) == ("accepted", accepted)


def test_an_address_is_stored_sealed(site, sink, way, app):
    row = db.session().get(Destination, way)
    assert "ntfy" not in row.address_sealed
    assert row.secret_sealed
    assert not deliveries()
