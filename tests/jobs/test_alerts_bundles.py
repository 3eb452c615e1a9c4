"""TELL in bundles: one short message a minute, the first at once, and none of them three times."""

from __future__ import annotations

import json
import threading

import pytest

from intake import db
from intake.alerts import ledger, service
from intake.words import Channel, Event
from tests import sinks, told
from tests.alerting import deliveries, die_while, one_at_a_time


@pytest.fixture
def sink(app):
    with sinks.http(yes=sinks.NTFY_YES) as sink:
        yield sink


@pytest.fixture
def way(app, site, sink):
    person = told.member(app, site)
    return told.has_way(person, site, Channel.PUSH, told.address(Channel.PUSH, sink.url))


def said(sink):
    return [json.loads(post.body)["message"].partition(" http")[0] for post in sink.accepted]


def states():
    return [row.state for row in deliveries()]


def test_the_first_goes_at_once_and_one_message_tells_of_those_that_came_meanwhile(
    site, sink, way, at
):
    told.tell(site, way, "AAAA-AA")
    service.deliver_due()
    for reference in ("BBBB-BB", "CCCC-CC", "DDDD-DD", "EEEE-EE"):
        at.advance(seconds=10)
        told.tell(site, way, reference)
        assert not service.has_due()
        assert service.deliver_due() == 0
    at.advance(seconds=21)
    assert service.deliver_due() == 1
    assert said(sink) == [
        "Callback AAAA-AA.",
        "4 callbacks wait: BBBB-BB, CCCC-CC, DDDD-DD and 1 more.",
    ]
    first, carrier, *carried = deliveries()
    assert states() == ["accepted"] * 5
    assert (first.carried_by, carrier.carried_by) == (None, None)
    assert {row.carried_by for row in carried} == {carrier.id}


def test_many_at_once_are_one_message(site, sink, way, at):
    for number in range(9):
        told.tell(site, way, f"AAAA-A{number}")
    assert service.deliver_due() == 1
    assert said(sink) == ["9 callbacks wait: AAAA-A0, AAAA-A1, AAAA-A2 and 6 more."]


def test_workers_at_once_send_one_message(site, sink, way, app):
    for number in range(9):
        told.tell(site, way, f"AAAA-A{number}")
    ready = threading.Barrier(4)

    def work():
        ready.wait()
        service.deliver_due()
        db.done()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sink.accepted) == 1
    assert states() == ["accepted"] * 9


def test_another_person_is_not_kept_waiting(app, site, sink, way):
    other = told.member(app, site, email="jo@practice.example")
    theirs = told.has_way(other, site, Channel.PUSH, told.address(Channel.PUSH, sink.url, "jo"))
    told.tell(site, way, "AAAA-AA")
    told.tell(site, theirs, "AAAA-AA")
    assert service.deliver_due() == 2


def test_what_is_no_callback_waits_its_minute_and_goes_alone(site, sink, way, at):
    told.tell(site, way, "AAAA-AA")
    told.tell(site, way, "", event=Event.DUTY_NOBODY)
    assert service.deliver_due() == 1
    at.advance(seconds=61)
    assert service.deliver_due() == 1
    assert len(sink.accepted) == 2


def test_that_nobody_is_on_duty_for_several_keeps_no_callback_waiting(site, sink, way, at):
    for reference in ("AAAA-AA", "BBBB-BB"):
        told.tell(site, way, reference, event=Event.DUTY_NOBODY)
    told.tell(site, way, "CCCC-CC")
    told.tell(site, way, "", event=Event.DUTY_NOBODY)
    service.deliver_due()
    at.advance(seconds=61)
    service.deliver_due()
    assert said(sink) == [
        "3 callbacks wait: AAAA-AA, BBBB-BB, CCCC-CC.",
        "Nobody is on duty for some of tomorrow.",
    ]


def test_a_refused_message_is_refused_for_all_and_goes_again_for_all(site, sink, way, at):
    for reference in ("AAAA-AA", "BBBB-BB"):
        told.tell(site, way, reference)
    sink.answers.append(b"HTTP/1.1 500 Oops\r\n\r\n")
    service.deliver_due()
    assert states() == ["refused"] * 2
    assert {row.attempts for row in deliveries()} == {1}
    told.tell(site, way, "CCCC-CC")
    at.advance(seconds=12)
    service.deliver_due()
    assert states() == ["accepted"] * 3
    assert said(sink) == ["3 callbacks wait: CCCC-CC, AAAA-AA, BBBB-BB."]


def test_in_doubt_the_same_message_goes_once_more_and_others_after_it(site, sink, way, at):
    for reference in ("AAAA-AA", "BBBB-BB"):
        told.tell(site, way, reference)
    sink.answers.append(sinks.DROP)
    service.deliver_due()
    assert states() == ["unknown"] * 2
    at.advance(seconds=11)
    told.tell(site, way, "CCCC-CC")
    service.deliver_due()
    assert said(sink) == ["2 callbacks wait: AAAA-AA, BBBB-BB."] * 2
    at.advance(seconds=61)
    service.deliver_due()
    assert said(sink)[2:] == ["Callback CCCC-CC."]
    assert states() == ["accepted"] * 3


def test_nothing_is_sent_three_times(site, sink, way, at, monkeypatch):
    one_at_a_time(monkeypatch)
    sink.answers.extend([sinks.DROP] * 99)
    for reference in ("AAAA-AA", "BBBB-BB"):
        told.tell(site, way, reference)
    for _ in range(9):
        service.deliver_due()
        at.advance(seconds=61)
    assert states() == ["needs_attention"] * 2
    assert len(sink.accepted) == 2


@pytest.mark.parametrize(("state", "unknowns"), [("claimed", 0), ("committing", 1)])
def test_a_worker_that_dies_leaves_all_of_them_alike(site, sink, way, at, state, unknowns):
    for reference in ("AAAA-AA", "BBBB-BB"):
        told.tell(site, way, reference)
    claimed = die_while(state)
    assert claimed.also == ("BBBB-BB",)
    assert {row.state for row in deliveries()} == {state}
    assert not service.has_due()
    at.advance(seconds=31)
    service.deliver_due()
    assert said(sink) == ["2 callbacks wait: AAAA-AA, BBBB-BB."]
    assert {(row.state, row.unknowns) for row in deliveries()} == {("accepted", unknowns)}


def test_what_is_old_ends_and_what_it_carries_is_tried_on(site, sink, way, at):
    told.tell(site, way, "AAAA-AA")
    at.advance(seconds=48 * 3600 - 5)
    told.tell(site, way, "BBBB-BB")
    sink.answers.append(b"HTTP/1.1 500 Oops\r\n\r\n")
    service.deliver_due()
    old, new = deliveries()
    assert (old.state, old.next_at) == ("needs_attention", None)
    assert new.state == "refused"
    assert new.next_at is not None
    assert ledger.claim() is None
