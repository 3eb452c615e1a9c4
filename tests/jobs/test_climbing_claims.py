"""A claim on the ladder: it holds, it expires and rings again; and nothing is lost on the way."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import event

from intake import clock, db
from intake.alerts.tables import DeliveryState
from intake.duty import service
from intake.duty.firing import What
from intake.words import Channel, Role
from tests.people import account
from tests.rung import (
    DUTY,
    HOUR,
    OWNER,
    STAFF,
    climbing,
    escalation,
    events,
    everything_written,
    ladder,
    ringing,
    run,
    told,
    way,
    who_when,
)
from workers.clock import Clock


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def ada(app, site):
    return account(app, site, Role.OWNER, email="ada@x.example", name="Ada")


@pytest.fixture
def bo(app, site):
    return account(app, site, Role.STAFF, email="bo@x.example", name="Bo")


def hold(id_, minutes=15):
    with db.transaction():
        service.hold(id_, clock.in_(minutes * 60))


def test_while_somebody_has_it_nobody_is_rung_and_what_waits_is_taken_back(site, at, ada, bo):
    way(site, bo, Channel.PAGE)
    way(site, bo, Channel.SMS, after=5)
    ladder(site, STAFF, OWNER)
    id_ = climbing(site)
    run(at, 31)
    hold(id_, minutes=30)
    assert ringing() == []
    run(at, 29)
    assert [(who, state) for _, who, *_, state in told()] == [(bo, DeliveryState.WITHDRAWN)]


def test_a_claim_without_an_attempt_expires_and_rings_again(site, at, ada, bo):
    ladder(site, STAFF, OWNER)
    since, id_ = clock.now(), climbing(site)
    run(at, 31)
    hold(id_)
    run(at, 30)
    assert who_when(since) == [(30, bo), (46, bo), (56, ada)]
    assert events(id_) == [What.TOLD, What.WITHDRAWN, What.CLAIM_EXPIRED, What.TOLD, What.TOLD]
    assert escalation(id_).held_until is None


def test_what_becomes_due_during_a_claim_rings_when_it_expires(site, at, bo):
    ladder(site, STAFF)
    since, id_ = clock.now(), climbing(site)
    run(at, 20)
    hold(id_)
    run(at, 20)
    assert who_when(since) == [(35, bo)]
    assert events(id_) == [What.CLAIM_EXPIRED, What.TOLD]


def test_claimed_and_forgotten_again_and_again_it_rings_each_time(site, at, ada, bo):
    ladder(site, STAFF, OWNER)
    since, id_ = clock.now(), climbing(site)
    run(at, 30)
    for _ in range(4):
        hold(id_, minutes=5)
        run(at, 5)
    assert who_when(since) == [(30, bo), (35, bo), (40, bo), (45, bo), (50, bo)]


def test_given_back_it_rings_those_who_were_rung_last(site, at, ada, bo):
    ladder(site, STAFF, OWNER)
    since, id_ = clock.now(), climbing(site)
    run(at, 32)
    hold(id_)
    at.advance(60)
    with db.transaction():
        service.ring_again(id_, clock.now())
    run(at, 10)
    assert who_when(since) == [(30, bo), (33, bo), (43, ada)]


def test_another_try_later_begins_the_ladder_anew(site, at, ada, bo):
    ladder(site, STAFF, OWNER)
    since, id_ = clock.now(), climbing(site)
    run(at, 45)
    with db.transaction():
        service.ring_again(id_, clock.now() + 2 * HOUR)
    run(at, 135)
    assert who_when(since) == [(30, bo), (40, ada), (165, bo), (175, ada)]


def killed_before(statement, action):
    """Do it in a process that ends before this statement; say whether it came so far."""
    left = [statement]

    def listener(*_):
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    engine = db.current().writer
    event.listen(engine, "before_cursor_execute", listener)
    try:
        action()
    except Killed:
        return True
    finally:
        event.remove(engine, "before_cursor_execute", listener)
        db.done()
    return False


def test_a_process_that_dies_at_any_statement_repeats_and_loses_nothing(app, site, at, ada):
    bo = account(app, site, Role.OWNER, email="bo@x.example", name="Bo")
    ladder(site, DUTY, loops=0)  # which nobody is, so the owners are told
    id_ = climbing(site)
    at.advance(30 * 60)
    before, statement = everything_written(), 1
    while killed_before(statement, service.climb_due):
        assert everything_written() == before, statement
        statement += 1
    assert statement > 10
    service.climb_due()
    assert events(id_) == [What.NOBODY, What.TOLD, What.TOLD]
    assert [who for _, who, *_ in told()] == [ada, bo]


def test_a_death_between_two_steps_repeats_nothing(site, at, bo):
    ladder(site, STAFF, loops=0)
    id_ = climbing(site)
    at.advance(30 * 60)
    service.climb_due()
    written = everything_written()
    service.climb_due()
    assert everything_written() == written
    assert events(id_) == [What.TOLD]


def test_two_clocks_at_once_tell_once(site, at, ada, bo):
    ladder(site, STAFF, OWNER)
    ids = [climbing(site) for _ in range(8)]
    at.advance(30 * 60)
    ready = threading.Barrier(3)

    def tick():
        ready.wait()
        service.climb_due()
        db.done()

    clocks = [threading.Thread(target=tick) for _ in range(3)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    assert [who for _, who, *_ in told()] == [bo] * 8
    assert all(events(id_) == [What.TOLD] for id_ in ids)


def test_one_callback_that_breaks_keeps_no_other_waiting(site, at, bo, monkeypatch):
    ladder(site, STAFF)
    broken, well = climbing(site), climbing(site)
    with db.transaction():
        service.store.change(broken, step=99)
    run(at, 30)
    assert [who for _, who, *_ in told()] == [bo]
    assert events(well) == [What.TOLD]
    assert escalation(broken).next_at == clock.now() + HOUR / 60


def test_the_clock_process_climbs(site, at, bo, redis_url):
    ladder(site, STAFF)
    climbing(site)
    at.advance(30 * 60)
    Clock(lambda: 0.0).tick()
    assert [who for _, who, *_ in told()] == [bo]
