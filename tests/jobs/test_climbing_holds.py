"""A claim that runs out, or is given back: what was not due yet keeps its time, nothing is lost."""

from __future__ import annotations

import pytest
import structlog

from intake import clock, db
from intake.callbacks import attempts, moving, service
from intake.callbacks.attempts import Outcome
from intake.duty import climbing, rounds
from intake.duty import service as duty
from intake.duty.firing import What
from intake.words import Role
from tests import desks, people
from tests.desks import clock as moment
from tests.desks import ladder, task
from tests.drafts import CALLBACK
from tests.rung import STAFF, Counts, Step, events, run, told
from tests.rung import ladder as save
from tests.web.staff import judged

TOMORROW = "20260303T0600-20260303T1200"


@pytest.fixture
def ada(app, site):
    return desks.staff(app, site, "Ada")[0]


@pytest.fixture
def olga(app, site):
    return people.account(app, site, Role.OWNER, email="olga@x.example", name="Olga")


def who_at():
    return [(f"{at:%d %H:%M}", who) for at, who, *_ in told()]


def test_a_claim_that_is_forgotten_today_keeps_the_steps_of_tomorrow(site, at, ada, olga):
    item = judged(site, CALLBACK, window=TOMORROW)
    service.claim(task(item), ada)
    run(at, 26 * 60)
    assert who_at()[:2] == [("03 09:00", ada.id), ("03 10:48", olga)]  # nobody is on duty
    assert events(item.id)[:3] == [What.CLAIM_EXPIRED, What.TOLD, What.NOBODY]


def test_steps_that_count_minutes_are_not_used_up_the_day_before(site, at, ada, olga):
    save(site, STAFF, Step("role:owner", 30), loops=0)
    item = judged(site, CALLBACK, window=TOMORROW)
    for _ in range(3):
        service.claim(task(item), ada)
        run(at, 20)
    assert who_at() == []
    run(at, 24 * 60)
    assert who_at()[:2] == [("03 09:00", ada.id), ("03 09:30", olga)]


def test_given_back_it_waits_for_its_own_time_as_before(site, at, ada):
    item = judged(site, CALLBACK, window=TOMORROW)
    before = ladder(item.id).next_at
    service.claim(task(item), ada)
    service.give_back(task(item), ada)
    assert (ladder(item.id).next_at, ladder(item.id).held_until) == (before, None)


@pytest.mark.parametrize("is_given_back", [True, False])
def test_another_try_waits_for_its_time_after_a_claim(site, at, ada, is_given_back):
    item = judged(site, CALLBACK)
    attempts.record(task(item), ada, Outcome.NO_ANSWER)
    try_at = task(item).next_try_at
    service.claim(task(item), ada)
    if is_given_back:
        service.give_back(task(item), ada)
    run(at, 30)
    assert ladder(item.id).next_at == try_at
    assert who_at() == []
    run(at, 120)
    assert who_at()[0] == (f"{try_at:%d %H:%M}", ada.id)


def test_given_back_shortly_before_another_try_nobody_is_rung_before_it(site, at, ada):
    item = judged(site, CALLBACK)
    attempts.record(task(item), ada, Outcome.NO_ANSWER)
    try_at = task(item).next_try_at
    at.now = try_at.replace(minute=try_at.minute - 5)
    service.claim(task(item), ada)
    service.give_back(task(item), ada)
    assert ladder(item.id).next_at == try_at


def test_another_try_that_is_moved_during_a_claim_waits_for_its_new_time(site, at, ada):
    item = judged(site, CALLBACK)
    attempts.record(task(item), ada, Outcome.NO_ANSWER)
    service.claim(task(item), ada)
    with db.transaction():
        moving.move_try(item.id, moment(13, 0))
    run(at, 30)
    assert ladder(item.id).next_at == moment(13, 0)


def test_what_was_told_and_claimed_in_the_evening_rings_again_in_the_morning(site, at, ada, olga):
    desks.open_from_nine_to_five(site)
    save(site, STAFF, Step("role:owner", 45))
    at.now = moment(16, 0)
    item = judged(site, CALLBACK)
    run(at, 50)  # told at 16:30
    at.now = moment(17, 5)
    service.claim(task(item), ada)
    run(at, 16 * 60)
    assert who_at() == [("02 16:30", ada.id), ("03 09:00", ada.id)]


def test_a_ladder_that_goes_on_at_night_goes_on_at_night(site, at, ada, olga):
    desks.open_from_nine_to_five(site)
    save(site, STAFF, Step("role:owner", 60, Counts.CLOCK))
    at.now = moment(16, 0)
    item = judged(site, CALLBACK)
    run(at, 50)
    at.now = moment(17, 5)
    service.claim(task(item), ada)
    run(at, 60)
    assert who_at() == [("02 16:30", ada.id), ("02 17:30", ada.id)]


@pytest.fixture
def bo(app, site):
    return people.account(app, site, Role.STAFF, email="bo@x.example", name="Bo")


@pytest.fixture
def quiet(site, at, ada, bo):
    """A callback of which both are to be told when the quiet hours end, at noon."""
    first, second = Step(f"person:{ada.id}"), Step(f"person:{bo}", 5, Counts.CLOCK)
    save(site, first, second, Step("role:owner", 600, Counts.CLOCK), quiet=(8 * 60, 12 * 60))
    at.now = moment(9, 0)
    item = judged(site, CALLBACK, window="20260302T1400-20260302T1600")
    with db.transaction():
        duty.ring_again(item.id, clock.now())
    run(at, 20)
    assert events(item.id) == [What.QUIET, What.QUIET]
    return item


@pytest.mark.parametrize("how", ["forgotten", "given back", "passed on"])
def test_whom_the_quiet_hours_held_is_told_when_they_end_all_the_same(
    site, at, ada, bo, olga, quiet, how
):
    service.claim(task(quiet), ada)
    at.advance(60)
    if how == "given back":
        service.give_back(task(quiet), ada)
    if how == "passed on":
        with db.transaction():
            duty.pass_on(quiet.id)
    run(at, 3 * 60)
    assert who_at()[:2] == [("02 12:00", ada.id), ("02 12:00", bo)]


def test_whom_the_quiet_hours_held_is_not_told_while_somebody_has_it(site, at, ada, bo, quiet):
    at.now = moment(11, 50)
    service.claim(task(quiet), ada)
    run(at, 14)
    assert who_at() == []
    run(at, 2)
    assert who_at() == [("02 12:05", ada.id), ("02 12:05", bo)]


def test_whom_the_quiet_hours_held_is_not_told_after_a_try(site, at, ada, bo, quiet):
    service.claim(task(quiet), ada)
    attempts.record(task(quiet), ada, Outcome.REACHED)
    run(at, 6 * 60)
    assert who_at() == []


@pytest.mark.parametrize("is_ended", [True, False])
def test_what_broke_while_it_climbed_is_not_rung_for_whom_somebody_has_it(
    site, at, ada, monkeypatch, is_ended
):
    item = judged(site, CALLBACK)
    at.now = ladder(item.id).next_at

    def break_(*_):
        raise LookupError

    def somebody_acts():
        """As whoever waited for the lock: between what broke and what is written then."""
        if is_ended:
            attempts.record(task(item), ada, Outcome.REACHED)
        else:
            service.claim(task(item), ada)
        return structlog.get_logger()

    monkeypatch.setattr(rounds, "_step", break_)
    monkeypatch.setattr(climbing, "log", somebody_acts)
    duty.climb_due()
    expected = None if is_ended else task(item).claimed_until
    assert ladder(item.id).next_at == expected
