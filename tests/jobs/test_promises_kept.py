"""No promise is lost when people ask again, hours change, or what was closed is opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete

from intake import db
from intake.callbacks import attempts, cancelling, handing, service
from intake.callbacks.attempts import Outcome, Way
from intake.duty.tables import Escalation
from intake.hours import service as hours
from intake.hours import written
from intake.promises import service as promises
from intake.setup import recompute
from intake.words import Evidence
from tests import desks
from tests.desks import clock, joined, ladder, open_items, promise, task
from tests.drafts import CALLBACK
from tests.web.staff import judged

LATER = "20260302T1400-20260302T1600"


@pytest.fixture
def ada(app, site):
    return desks.staff(app, site, "Ada")[0]


def open_today(site, said):
    new = replace(hours.calendar(site), exceptions={date(2026, 3, 2): written.read(said)})
    recompute.save(site, new, None, agreed=None)


def test_who_asks_again_after_a_try_is_rung_before_the_new_promise_breaks(site, at, ada):
    first = judged(site, CALLBACK)  # by 10:30
    at.now = clock(9, 40)
    attempts.record(task(first), ada, Outcome.NO_ANSWER)
    at.now = clock(10)
    judged(site, CALLBACK)
    now = task(first)
    assert (now.promise_at, now.next_try_at) == (clock(11), None)
    assert clock(10) <= ladder(first.id).next_at < clock(11)


def test_other_hours_do_not_mend_what_is_broken(site, at, ada):
    first = judged(site, CALLBACK)  # by 10:30
    at.now = clock(10, 20)
    second = judged(site, CALLBACK, window=LATER)
    at.now = clock(11)
    before = ladder(first.id).next_at
    open_today(site, "0-15")
    now = task(first)
    assert (now.promise_at, now.is_overdue) == (clock(10, 30), True)
    assert (promise(second.id).due_at, ladder(first.id).next_at) == (clock(15), before)


def test_what_joined_and_was_cancelled_is_rung_when_it_is_opened_again(site, at, ada):
    first, second = judged(site, CALLBACK), judged(site, CALLBACK)
    cancelling.cancel(second.id)
    service.close(task(first), ada)
    service.reopen(task(second), ada)
    assert ladder(second.id).next_at is not None


def test_what_was_closed_before_there_were_ladders_is_rung_when_it_is_opened_again(site, ada):
    item = judged(site, CALLBACK)
    attempts.record(task(item), ada, Outcome.REACHED)
    with db.transaction() as session:
        session.execute(delete(Escalation))
    service.reopen(task(item), ada)
    assert ladder(item.id).next_at is not None


def test_an_emergency_that_joins_rings_at_once_but_nobody_who_is_calling(site, at, ada):
    waits = judged(site, CALLBACK, window=LATER)
    claimed = judged(site, CALLBACK, window=LATER, phone="+12025550177")
    until = service.claim(task(claimed), ada)
    at.advance(60)
    for phone in (CALLBACK.phone, "+12025550177"):
        judged(site, CALLBACK, window=LATER, phone=phone, evidence=[Evidence.EMERGENCY])
    assert ladder(waits.id).next_at == at.now
    assert ladder(claimed.id).next_at == until


def test_an_emergency_that_joins_by_night_wakes_nobody(site, at):
    desks.open_from_nine_to_five(site)
    item = judged(site, CALLBACK, window="20260303T1400-20260303T1600")
    before = ladder(item.id).next_at
    at.now = clock(22)
    judged(site, CALLBACK, evidence=[Evidence.EMERGENCY])
    assert task(item).is_urgent
    assert ladder(item.id).next_at >= clock(9, day=3)
    assert before >= clock(9, day=3)


def test_two_extensions_of_one_switchboard_are_two_callers(site, ada):
    first = judged(site, CALLBACK, phone_extension="12")
    other = judged(site, CALLBACK, phone_extension="34", name="Otto")
    again = judged(site, CALLBACK, phone_extension="12")
    assert (open_items(), joined(first.id), joined(other.id)) == (2, {again.id}, set())
    attempts.record(task(other), ada, Outcome.REACHED)
    service.reopen(task(other), ada)
    assert open_items() == 2


def test_what_is_handed_over_by_whoever_has_it_climbs_on(app, site, at, ada):
    (ben,) = desks.staff(app, site, "Ben")
    item = judged(site, CALLBACK)  # by 10:30
    at.now = clock(10, 20)
    service.claim(task(item), ada)
    handing.hand_over(task(item), ada, ben.id)
    now = ladder(item.id)
    assert (now.held_until, now.next_at) == (None, clock(10, 20))
    assert (task(item).claimed_by, task(item).is_claimed) == (None, False)


def test_what_waits_for_another_try_is_rung_then_whoever_handed_it_over(app, site, at, ada):
    (ben,) = desks.staff(app, site, "Ben")
    item = judged(site, CALLBACK)
    attempts.record(task(item), ada, Outcome.NO_ANSWER)
    service.claim(task(item), ada)
    handing.hand_over(task(item), ada, ben.id)
    assert ladder(item.id).next_at == clock(11, 30)


def test_a_try_from_paper_may_be_the_first_but_brings_no_later_one_forward(site, at, ada):
    item = judged(site, CALLBACK)
    at.now = clock(11)
    attempts.record(task(item), ada, Outcome.NO_ANSWER)
    attempts.record(task(item), ada, Outcome.NO_ANSWER, way=Way.PAPER, at=clock(10))
    now = task(item)
    assert (now.first_try_at, now.next_try_at) == (clock(10), clock(13))
    assert ladder(item.id).next_at == clock(13)


def test_who_asks_twice_takes_one_call_of_what_can_be_kept(site, at):
    judged(site, CALLBACK)
    before = [window.due_at for window in promises.offered(site, at.now)]
    for _ in range(8):
        judged(site, CALLBACK)
    assert [window.due_at for window in promises.offered(site, at.now)] == before
