"""Who is on duty: a weekly roster on the site's clock, swaps, and only who works there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from intake import audit, clock, db
from intake.duty import keeping, roster
from intake.duty.keeping import Shift, WrongDuty
from intake.errors import NotFound
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval
from intake.sites import service as sites
from intake.words import Role
from tests.people import account
from tests.rung import HOUR, on_duty

MONDAY, FRIDAY, SATURDAY = 0, 4, 5
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def bo(app, site):
    return account(app, site, Role.STAFF, email="bo@x.example", name="Bo")


@pytest.fixture
def cy(app, site):
    return account(app, site, Role.STAFF, email="cy@x.example", name="Cy")


@pytest.fixture
def in_berlin(site):
    with db.transaction():
        hours.save(site.id, Calendar(BERLIN, ((Interval(0, 1440),),) * 7), None)


def berlin(day, hour, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def test_nobody_is_on_duty_where_there_is_no_roster(site, bo):
    assert roster.on_duty(site, clock.now()) == []


def test_a_shift_is_on_the_sites_own_clock(site, in_berlin, bo):
    on_duty(site, bo, [MONDAY], 8 * 60, 16 * 60)
    assert roster.on_duty(site, berlin(2, 7, 59)) == []
    assert roster.on_duty(site, berlin(2, 8)) == [bo]
    assert roster.on_duty(site, berlin(2, 15, 59)) == [bo]
    assert roster.on_duty(site, berlin(2, 16)) == []
    assert roster.on_duty(site, berlin(3, 9)) == []


def test_a_night_shift_ends_on_the_next_day_also_when_the_clocks_change(site, in_berlin, bo, cy):
    on_duty(site, bo, [SATURDAY], 20 * 60, 8 * 60)
    on_duty(site, cy, [6], 8 * 60, 20 * 60)
    assert roster.on_duty(site, berlin(28, 23)) == [bo]
    assert roster.on_duty(site, berlin(29, 7, 59)) == [bo]  # eleven hours later by a stop-watch
    assert roster.on_duty(site, berlin(29, 8)) == [cy]
    assert roster.on_duty(site, berlin(25, 7, 59, month=10)) == [bo]  # thirteen


def test_two_may_be_on_duty_at_once(site, bo, cy):
    on_duty(site, bo)
    on_duty(site, cy)
    assert roster.on_duty(site, clock.now()) == [bo, cy]


def test_a_swap_stands_instead_of_the_week_while_it_lasts(site, at, bo, cy):
    on_duty(site, bo)
    keeping.add_swap(site.id, cy, clock.now() + HOUR, clock.now() + 2 * HOUR, None)
    found = [roster.on_duty(site, clock.now() + hours * HOUR) for hours in (0, 1, 1.9, 2)]
    assert found == [[bo], [cy], [cy], [bo]]


def test_a_swap_may_say_that_nobody_is_on_duty(site, at, bo):
    on_duty(site, bo)
    keeping.add_swap(site.id, None, clock.now(), clock.now() + HOUR, None)
    assert roster.on_duty(site, clock.now()) == []
    assert roster.on_duty(site, clock.now() + HOUR) == [bo]


def test_who_has_left_is_not_on_duty_and_their_swap_counts_no_more(site, at, bo, cy):
    on_duty(site, bo)
    on_duty(site, cy)
    keeping.add_swap(site.id, cy, clock.now(), clock.now() + HOUR, None)
    memberships = db.Base.metadata.tables["membership"]
    with db.transaction() as session:
        session.execute(memberships.delete().where(memberships.c.account_id == cy))
    assert roster.on_duty(site, clock.now()) == [bo]


def test_another_sites_roster_says_nothing_here(app, site, bo):
    other = sites.add("shop", "The Shop", ["https://shop.example"])
    ed = account(app, other, Role.STAFF, email="ed@x.example", name="Ed")
    on_duty(other, ed)
    assert roster.on_duty(site, clock.now()) == []
    with pytest.raises(WrongDuty):
        keeping.add_week(site.id, ed, Shift(MONDAY, 0, 60), None)
    [week] = db.session().scalars(select(db.Base.metadata.tables["duty_week"].c.id).limit(1))
    with pytest.raises(NotFound):
        keeping.remove_week(site.id, week, None)
    assert roster.on_duty(other, clock.now()) == [ed]


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(1, 1), (2, 1), (-2, -1), (1, 24 * 100)],
    ids=["no time", "turned round", "over", "too long"],
)
def test_a_swap_that_cannot_be_is_refused(site, at, bo, begins, ends):
    now = clock.now()
    with pytest.raises(WrongDuty):
        keeping.add_swap(site.id, bo, now + begins * HOUR, now + ends * HOUR, None)


def test_each_change_is_noted_once(site, at, bo):
    on_duty(site, bo, [MONDAY])
    on_duty(site, bo, [MONDAY])  # is there already
    keeping.add_swap(site.id, bo, clock.now(), clock.now() + timedelta(hours=1), None)
    actions = db.session().scalars(select(audit.Noted.action).order_by(audit.Noted.id))
    assert [one for one in actions if one.startswith(("duty.", "swap."))] == [
        "duty.add",
        "swap.add",
    ]
