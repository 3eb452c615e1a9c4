"""Quiet hours hold, they never drop; whoever is on duty is rung all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake import db
from intake.duty import timing
from intake.duty.firing import What
from intake.duty.ladders import Rungs
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval
from intake.words import Channel, Event, Role
from tests.people import account
from tests.rung import HOUR, STAFF, climbing, events, ladder, on_duty, run, told, way, who_when

EVENING = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
QUIET = (22 * 60, 6 * 60)


@pytest.fixture
def ada(app, site):
    return account(app, site, Role.OWNER, email="ada@x.example", name="Ada")


@pytest.fixture
def bo(app, site):
    return account(app, site, Role.STAFF, email="bo@x.example", name="Bo")


@pytest.fixture(autouse=True)
def evening(at):
    at.now = EVENING


def test_whoever_is_not_on_duty_is_told_when_the_quiet_hours_end(site, at, ada, bo):
    ladder(site, STAFF, quiet=QUIET, loops=5)
    id_ = climbing(site, due_in=12 * HOUR)  # half of it is at 3:00
    run(at, 9 * 60)
    assert who_when(EVENING)[:1] == [(9 * 60, bo)]
    assert who_when(EVENING).count((9 * 60, bo)) == 1  # the ladder went on, but says it once
    assert events(id_, What.QUIET) == [What.QUIET] * 2  # once for each person


def test_who_is_on_duty_is_rung_at_night(site, at, ada, bo):
    on_duty(site, bo)
    ladder(site, STAFF, quiet=QUIET, loops=0)
    id_ = climbing(site, due_in=12 * HOUR)
    run(at, 6 * 60)
    assert who_when(EVENING) == [(6 * 60, bo)]
    assert events(id_, What.QUIET) == []


def test_if_the_promise_breaks_before_they_end_whoever_is_on_duty_is_rung_instead(
    app, site, at, ada, bo
):
    cy = account(app, site, Role.READER, email="cy@x.example", name="Cy")
    on_duty(site, cy)
    ladder(site, STAFF, quiet=QUIET, loops=0)
    id_ = climbing(site, due_in=4 * HOUR)
    run(at, 9 * 60)
    assert who_when(EVENING)[0] == (2 * 60, cy)
    assert (9 * 60, bo) in who_when(EVENING)
    assert events(id_)[:3] == [What.QUIET, What.INSTEAD, What.TOLD]


def test_if_nobody_is_on_duty_then_the_owner_is_told_at_once(site, at, ada, bo):
    ladder(site, STAFF, quiet=QUIET, loops=0)
    id_ = climbing(site, due_in=4 * HOUR)
    run(at, 2 * 60)
    assert [(who, event) for _, who, _, event, _ in told()] == [(ada, Event.DUTY_NOBODY)]
    assert events(id_) == [What.QUIET, What.NOBODY, What.TOLD]


def test_a_later_way_that_falls_into_the_quiet_hours_waits_as_well(site, at, ada, bo):
    way(site, bo, Channel.PAGE)
    way(site, bo, Channel.SMS, after=30)
    way(site, bo, Channel.PUSH, after=40)
    ladder(site, STAFF, quiet=QUIET, loops=0)
    climbing(site, due_in=90 * HOUR / 60)
    run(at, 10 * 60)
    of_bo = [
        (when - EVENING, channel)
        for when, who, channel, event, _ in told()
        if who == bo and event == Event.CALLBACK_DUE
    ]
    assert of_bo == [
        (0.75 * HOUR, Channel.PAGE),
        (9 * HOUR, Channel.SMS),
        (9 * HOUR + HOUR / 6, Channel.PUSH),
    ]


@pytest.mark.parametrize(
    ("quiet", "moment", "until"),
    [
        (QUIET, "2026-03-02T20:59", None),  # 21:59 in Berlin
        (QUIET, "2026-03-02T21:00", "2026-03-03T05:00"),
        (QUIET, "2026-03-03T04:59", "2026-03-03T05:00"),
        (QUIET, "2026-03-03T05:00", None),
        (QUIET, "2026-03-28T23:00", "2026-03-29T04:00"),  # the night that has 23 hours
        ((13 * 60, 14 * 60), "2026-03-02T12:30", "2026-03-02T13:00"),
        (None, "2026-03-02T23:00", None),
        ((60, 60), "2026-03-02T00:00", None),
    ],
)
def test_they_are_hours_of_the_sites_own_clock(quiet, moment, until):
    moment = datetime.fromisoformat(f"{moment}+00:00")
    expected = datetime.fromisoformat(f"{until}+00:00") if until else None
    rungs = Rungs((STAFF,), quiet=quiet)
    assert timing.quiet_until(rungs, ZoneInfo("Europe/Berlin"), moment) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "2026-03-03T09:00"), (0.5, "2026-03-03T13:00"), (0.95, "2026-03-03T16:36")],
)
def test_a_share_of_the_promise_is_a_share_of_its_opening_time(site, share, expected):
    with db.transaction():
        hours.save(site.id, Calendar(ZoneInfo("UTC"), ((Interval(9 * 60, 17 * 60),),) * 7), None)
    promised = timing.Promised(EVENING, EVENING + timedelta(hours=20))
    found = timing.share_at(hours.calendar(site), promised, share)
    assert found == datetime.fromisoformat(f"{expected}+00:00")
