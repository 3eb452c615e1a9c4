"""Closing time, by the clock: the owners hear once of what nobody settled, and of nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake import db
from intake.callbacks import closing_time
from intake.callbacks.tables import DeskItem
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval
from intake.words import Channel, Event, Role
from tests import oncall, rung
from tests.authoring import mails
from tests.people import account

DAY = 24 * 3600
FIVE = datetime(2026, 3, 2, 17, tzinfo=UTC)


@pytest.fixture
def practice(site, at):
    """Open from nine to five on weekdays; it has been closed for eleven minutes, on a Monday."""
    nine_to_five = ((Interval(9 * 60, 17 * 60),),) * 5 + ((),) * 2
    with db.transaction():
        hours.save(site.id, Calendar(ZoneInfo("UTC"), nine_to_five, {}), None)
    at.now = FIVE + timedelta(minutes=11)
    return site


@pytest.fixture
def owner(app, practice):
    id_ = account(app, practice, Role.OWNER, email="olga@x.example", name="Olga")
    account(app, practice, Role.STAFF, email="ada@x.example", name="Ada")
    return id_


def waiting(site, **changes):
    made = oncall.row(site, FIVE - timedelta(hours=2), **changes)
    oncall.store([made])
    return made[DeskItem]["submission_id"]


def ticks():
    told = closing_time.tell_due() if closing_time.has_due() else 0
    db.done()
    return told


def test_the_owner_hears_once_a_day_of_what_is_left(owner, practice, at):
    waiting(practice, name="Ines Vogel")
    assert ticks() == 1
    assert ticks() == 0
    (mail,) = mails()
    assert mail.to == "olga@x.example"
    assert mail.subject == "Riverside Blog: closing time, and callbacks are open"
    assert "http://intake.example/staff/desk/closing" in mail.text
    assert "Ines" not in mail.text
    at.advance(DAY)
    assert ticks() == 1
    assert len(mails()) == 2


def test_by_their_own_way_if_they_have_one(owner, practice):
    rung.way(practice, owner, Channel.PUSH)
    rung.way(practice, owner, Channel.SMS, after=10)
    waiting(practice)
    assert ticks() == 1
    assert [(who, way, event) for _, who, way, event, _ in rung.told()] == [
        (owner, Channel.PUSH, Event.DESK_UNSETTLED)
    ]


@pytest.mark.parametrize("minutes", [-60, 5, 16 * 60])
def test_not_while_open_nor_while_whoever_closes_may_still_be_at_it(owner, practice, at, minutes):
    waiting(practice)
    at.now = FIVE + timedelta(minutes=minutes)
    assert ticks() == 0


def test_a_day_that_is_settled_tells_nobody(owner, practice, at):
    waiting(practice, closed_at=FIVE)
    waiting(practice, is_synthetic=True)
    waiting(practice, due_in=timedelta(days=1))
    rung.on_duty(practice, owner, begins=17 * 60, ends=9 * 60)
    waiting(practice, assigned_to=owner, assigned_at=FIVE)
    assert ticks() == 0


def test_monday_speaks_of_the_weekend(owner, practice, at):
    waiting(practice)
    at.now = datetime(2026, 3, 7, 12, tzinfo=UTC)  # Saturday: Friday's day is not settled
    assert ticks() == 1
    at.advance(DAY)
    assert ticks() == 0


def test_two_clocks_at_once_tell_once(owner, practice):
    waiting(practice)
    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(lambda _: ticks(), range(4)))
    assert told == [0, 0, 0, 1]
    assert len(mails()) == 1
