"""Visitors, owners and staff who change the same requests at once: nobody is sent away as busy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intake import db
from intake.callbacks import attempts, repromising, store
from intake.callbacks.attempts import Outcome
from intake.errors import Busy, Conflict
from intake.hours import service as hours
from intake.hours import written
from intake.moderation import judging
from intake.setup import recompute
from intake.words import Label
from tests import desks
from tests.desks import clock
from tests.drafts import CALLBACK, send
from tests.jobs.test_deciding_races import together
from tests.machines import SaysAlways
from tests.web.visiting import value_of

LATER = "20260302T1400-20260302T1600"


# SQLite has one writer at a time.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def ada(app, site):
    return desks.staff(app, site, "Ada")[0]


def waiting(site, count=15):
    for n in range(count):
        send(site, CALLBACK, phone=f"+1202555{n:04}", sender=str(n))
    judging.judge_waiting(SaysAlways(Label.HAM, 0.1))
    db.done()
    return store.open_tasks([1], 100)


def presses(app, one, button, **fields):
    """Return the work of a visitor who has opened the page and presses its button."""
    path = f"/receipts/{one.receipt}/{button}"
    ticket = value_of(app.test_client().get(path), "ticket")

    def work():
        with app.test_client() as visitor:
            answer = visitor.post(path, data={"ticket": ticket, **fields})
        assert answer.status_code in {303, 409, 410, 422}

    return work


def heard(work):
    """Return the work, which says whether it was told that somebody was first; never busy."""

    def run():
        try:
            work()
        except Busy as busy:
            return repr(busy.__cause__)
        except Conflict:
            return "second"
        return "first"

    return run


def race(first, second):
    said = together(heard(first), heard(second))
    assert {*said} <= {"first", "second"}, said


def test_a_visitor_who_cancels_and_staff_who_reached_them(app, site, ada):
    for one in waiting(site):
        race(
            lambda one=one: attempts.record(one, ada, Outcome.REACHED),
            presses(app, one, "cancel"),
        )
    assert desks.open_items() == 0


def test_a_visitor_who_chooses_another_time_and_staff_who_promise_one(app, site, ada):
    for one in waiting(site):
        race(
            lambda one=one: repromising.repromise(one, ada, clock(15), clock(16)),
            presses(app, one, "window", window=LATER),
        )
    for one in store.open_tasks([1], 100):
        assert one.promise_at == desks.promise(one.submission_id).due_at
        assert one.promise_at == desks.ladder(one.submission_id).due_at


def test_an_owner_who_changes_the_hours_and_staff_who_reach_everybody(site, ada):
    tasks = waiting(site)

    def closes():
        for one in tasks:
            attempts.record(one, ada, Outcome.REACHED)

    def changes(said):
        new = replace(hours.calendar(site), week=(written.read(said),) * 7)
        recompute.save(site, new, None, agreed=None)

    race(closes, lambda: [changes(said) for said in ("12-18", "13-18", "14-18")])
    assert desks.open_items() == 0
