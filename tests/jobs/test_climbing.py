"""Climbing a ladder: who is told when, by which way, and that it never ends while one waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import clock, db
from intake.alerts.tables import DeliveryState
from intake.duty import service
from intake.duty.firing import What
from intake.words import Channel, Event, Role
from tests.people import account
from tests.rung import (
    DUTY,
    HOUR,
    OWNER,
    STAFF,
    Counts,
    Step,
    climbing,
    escalation,
    events,
    ladder,
    on_duty,
    ringing,
    run,
    told,
    way,
    who_when,
)


@pytest.fixture
def ada(app, site):
    return account(app, site, Role.OWNER, email="ada@x.example", name="Ada")


@pytest.fixture
def bo(app, site):
    return account(app, site, Role.STAFF, email="bo@x.example", name="Bo")


@pytest.fixture
def cy(app, site):
    return account(app, site, Role.STAFF, email="cy@x.example", name="Cy")


def test_without_a_saved_ladder_it_tells_the_staff_then_whoever_is_on_duty_then_the_owner(
    site, at, ada, bo, cy
):
    on_duty(site, cy)
    since, id_ = clock.now(), climbing(site)
    run(at, 59)
    assert who_when(since) == [(30, bo), (30, cy), (48, cy), (54, ada)]
    assert {event for _, _, _, event, _ in told()} == {Event.CALLBACK_DUE}
    assert events(id_) == [What.TOLD] * 4


def test_each_person_is_told_by_their_own_ways_in_their_order(site, at, ada, bo):
    way(site, bo, Channel.PAGE)
    way(site, bo, Channel.SMS, after=3)
    way(site, bo, Channel.PUSH, after=5)
    ladder(site, STAFF)
    since = clock.now()
    climbing(site)
    run(at, 36)
    assert [(round((when - since).seconds / 60), channel) for when, _, channel, *_ in told()] == [
        (30, Channel.PAGE),
        (33, Channel.SMS),
        (35, Channel.PUSH),
    ]


def test_a_step_may_name_the_channel_and_who_has_none_of_it_is_told_all_the_same(site, at, bo, cy):
    way(site, bo, Channel.PAGE)
    way(site, bo, Channel.SMS, after=9)
    way(site, cy, Channel.PAGE)
    ladder(site, Step("role:staff", channel=Channel.SMS), loops=0)
    climbing(site)
    run(at, 32)
    assert [(who, channel) for _, who, channel, *_ in told()] == [
        (bo, Channel.SMS),
        (cy, Channel.PAGE),
    ]


def test_minutes_count_opening_time_or_the_clock_as_the_step_says(site, at, ada, bo):
    ladder(
        site,
        Step(f"person:{bo}"),
        Step(f"person:{ada}", 7, Counts.CLOCK),
        Step(f"person:{bo}", 80, Counts.SHARE),
        share=0.25,
    )
    since = clock.now()
    climbing(site)
    run(at, 50)
    assert who_when(since) == [(15, bo), (22, ada), (48, bo)]


def test_it_begins_again_and_then_reminds_the_owner_until_somebody_acts(site, at, ada, bo):
    ladder(site, STAFF, OWNER, loops=1)
    since, id_ = clock.now(), climbing(site)
    run(at, 180)
    assert who_when(since) == [
        *((30, bo), (40, ada)),
        *((50, bo), (60, ada)),
        *((90, ada), (120, ada), (150, ada), (180, ada)),
    ]
    assert escalation(id_).next_at == since + timedelta(minutes=210)


def test_nobody_on_duty_tells_the_owner_once_and_the_next_step_is_at_once(site, at, ada, bo):
    ladder(site, DUTY, Step("role:staff", 10), loops=1)
    since, id_ = clock.now(), climbing(site)
    run(at, 45)
    assert [(who, event) for _, who, _, event, _ in told()] == [
        (ada, Event.DUTY_NOBODY),
        (bo, Event.CALLBACK_DUE),
        (bo, Event.CALLBACK_DUE),
    ]
    assert who_when(since) == [(30, ada), (30, bo), (40, bo)]
    assert events(id_, What.NOBODY) == [What.NOBODY] * 2


def test_nobody_at_all_is_written_down_and_it_never_stops(site, at):
    ladder(site, STAFF, DUTY, loops=0)
    id_ = climbing(site)
    run(at, 100)
    assert told() == []
    assert events(id_)[:2] == [What.NOBODY, What.NOBODY]
    assert escalation(id_).next_at > clock.now()


def test_somebody_who_has_left_is_nobody(app, site, at, ada, bo):
    ladder(site, Step(f"person:{bo}"), loops=0)
    on_duty(site, bo)
    with db.transaction() as session:
        session.execute(db.Base.metadata.tables["membership"].delete().where(_is(bo)))
    id_ = climbing(site)
    run(at, 30)
    assert [(who, event) for _, who, _, event, _ in told()] == [(ada, Event.DUTY_NOBODY)]
    assert events(id_, What.NOBODY) == [What.NOBODY]


def _is(account_id):
    return db.Base.metadata.tables["membership"].c.account_id == account_id


def test_what_is_overdue_when_it_begins_rings_at_once(site, at, bo):
    ladder(site, STAFF)
    climbing(site, due_in=-HOUR)
    service.climb_due()
    assert [who for _, who, *_ in told()] == [bo]


def test_a_callback_keeps_the_ladder_that_it_began_with(site, at, ada, bo):
    ladder(site, STAFF)
    climbing(site)
    ladder(site, Step(f"person:{ada}"))
    run(at, 31)
    assert [who for _, who, *_ in told()] == [bo]


def test_an_end_rings_nobody_more_and_takes_back_what_was_not_sent(site, at, bo):
    way(site, bo, Channel.PAGE)
    way(site, bo, Channel.SMS, after=5)
    ladder(site, STAFF)
    id_ = climbing(site)
    run(at, 31)
    with db.transaction():
        service.end(id_, clock.now())
    run(at, 200)
    assert [state for *_, state in told()] == [DeliveryState.WITHDRAWN]
    assert ringing() == []
    assert events(id_) == [What.TOLD, What.WITHDRAWN]
    assert service.without_next_step(clock.now()) == []


def test_another_promise_begins_anew_on_the_same_ladder(site, at, ada, bo):
    ladder(site, STAFF, OWNER)
    since, id_ = clock.now(), climbing(site)
    run(at, 31)
    ladder(site, Step(f"person:{ada}"))
    with db.transaction():
        service.move(id_, clock.now(), clock.now() + 2 * HOUR)
    run(at, 71)
    assert who_when(since) == [(30, bo), (91, bo), (101, ada)]


def test_what_has_no_next_step_is_found_and_gets_one(site, at, bo):
    id_ = climbing(site)
    with db.transaction():
        service.store.change(id_, next_at=None)
    assert service.without_next_step(clock.now()) == [id_]
    assert service.repair() == 1
    assert service.without_next_step(clock.now()) == []
    assert events(id_) == [What.REPAIRED]
    service.climb_due()
    assert [who for _, who, *_ in told()] == [bo]
