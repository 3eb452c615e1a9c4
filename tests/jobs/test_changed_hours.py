"""Saving other opening hours moves what is open, in one go, and tells whom it matters to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from intake import audit, clock, db
from intake.alerts import letters
from intake.alerts.tables import Delivery, Destination
from intake.callbacks import attempts, joining, service
from intake.callbacks.attempts import Outcome
from intake.callbacks.tables import DeskItem
from intake.duty.tables import Escalation
from intake.hours import service as hours
from intake.hours import written
from intake.hours.calendar import NeverOpen
from intake.outbox import Alert
from intake.promises import service as promises
from intake.sealing import sealer
from intake.setup import recompute
from intake.setup.recompute import MoreConcerned, SavedMeanwhile
from intake.submissions.tables import Submission
from intake.words import Event, Role, Status
from tests.drafts import CALLBACK
from tests.people import account
from tests.web.staff import account as account_of
from tests.web.staff import judged

TODAY = date(2026, 3, 2)  # a Monday; it is 9:30


def local(text, day=2):
    hour, minute = map(int, text.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def saved(site, today, agreed=None, usual="9-17"):
    """Save hours in which today is an exception; return what it did."""
    week = (written.read(usual),) * 7
    now = hours.calendar(site)
    new = replace(now, week=week, exceptions={TODAY: written.read(today)})
    return recompute.save(site, new, None, agreed=agreed)


def asked(site, minute="00", window="soon", **changes):
    phone = f"+120255501{minute}"
    return judged(site, CALLBACK, window=window, phone=phone, **changes)


def promise(item):
    db.done()
    row = promises.of(item.id)
    return row.from_at, row.due_at


def desk(item):
    db.done()
    return db.session().get(DeskItem, item.id)


def told(event):
    rows = db.session().execute(
        select(Destination, Alert)
        .join(Delivery, Delivery.destination_id == Destination.id)
        .join(Alert, Alert.id == Delivery.alert_id)
        .where(Alert.event == event)
    )
    return [
        letters.read(sealer().open(row.secret_sealed, f"destination:secret:{row.address_index}"))
        for row, _alert in rows
    ]


def test_a_promise_is_moved_on_the_desk_its_ladder_and_to_the_visitor(site, at):
    item = asked(site, email="ines@example.org")
    due_at = promise(item)[1]
    open_minutes = due_at - clock.now()
    done = saved(site, "9-9:40")
    new = local("9:00", 3) + open_minutes - timedelta(minutes=10)
    assert (done.count, len(done.told)) == (1, 1)
    assert promise(item)[1] == new
    assert desk(item).promise_at == new
    climbing = db.session().get(Escalation, item.id)
    assert (climbing.due_at, climbing.ended_at) == (new, None)
    (letter,) = told(Event.CALLER_MOVED)
    assert letter.path == f"/receipts/{item.receipt}"
    assert f"call you by {new:%H:%M} on Tuesday, 3 March (UTC time)." in letter.sentence
    alerts = db.session().scalars(select(Alert).where(Alert.event == Event.HOURS_CHANGED)).all()
    assert len(alerts) == 1
    said = db.session().scalars(select(audit.Noted).order_by(audit.Noted.id.desc()).limit(2)).all()
    assert [noted.action for noted in said] == ["desk.move", "hours.set"]


def test_what_the_new_hours_keep_stays_and_nobody_is_told(site, at):
    item = asked(site, email="ines@example.org")
    before = promise(item)
    assert saved(site, "9-17").count == 0
    assert promise(item) == before
    assert told(Event.CALLER_MOVED) == []
    query = select(Alert).where(Alert.event == Event.HOURS_CHANGED)
    assert db.session().scalars(query).all() == []


def test_a_broken_promise_stays_broken(site, at):
    item = asked(site)
    before = promise(item)
    at.advance(7200)
    assert saved(site, "").count == 0
    assert promise(item) == before


def test_a_window_that_is_still_open_in_part_is_due_sooner_and_its_visitor_not_told(site, at):
    item = asked(site, window="20260302T1400-20260302T1600", email="ines@example.org")
    assert saved(site, "9-15").count == 1
    assert promise(item) == (local("14:00"), local("15:00"))
    assert desk(item).promise_at == local("15:00")
    assert told(Event.CALLER_MOVED) == []


def test_whoever_has_it_keeps_it_and_is_not_rung(app, site, at):
    item = asked(site)
    me = account_of(account(app, site, Role.STAFF))
    (task,) = service.tasks([site.id], item.reference)
    until = service.claim(task, me)
    saved(site, "9-9:40")
    assert desk(item).claimed_by == me.id
    assert desk(item).claimed_until == until
    assert db.session().get(Escalation, item.id).held_until == until


def test_another_try_waits_until_it_is_open_and_a_kept_promise_is_left_alone(app, site, at):
    item = asked(site, email="ines@example.org")
    before = promise(item)
    me = account_of(account(app, site, Role.STAFF))
    (task,) = service.tasks([site.id], item.reference)
    attempts.record(task, me, Outcome.NO_ANSWER)
    assert desk(item).next_try_at == local("11:30")
    assert saved(site, "9-10").count == 1
    assert desk(item).next_try_at == local("9:00", 3)
    assert promise(item) == before
    assert told(Event.CALLER_MOVED) == []


def test_who_asked_to_be_called_at_a_time_is_called_at_the_next_and_told(app, site, at):
    item = asked(site, email="ines@example.org")
    me = account_of(account(app, site, Role.STAFF))
    (task,) = service.tasks([site.id], item.reference)
    attempts.record(task, me, Outcome.ASKED_LATER, again_at=local("15:00"))
    assert saved(site, "9-12").count == 1
    assert desk(item).next_try_at == desk(item).promise_from == local("9:00", 3)
    assert desk(item).promise_at == local("9:30", 3)
    assert "between 09:00 and 09:30 on Tuesday" in told(Event.CALLER_MOVED)[0].sentence


def test_an_item_keeps_the_first_promise_of_all_who_asked(site, at):
    first = asked(site, window="20260302T1400-20260302T1600", email="ines@example.org")
    again = asked(site, window="20260303T1400-20260303T1600", email="ines@example.org")
    assert joining.requests_of(first.id) == [first.id, again.id]
    saved(site, "9-13", usual="9-16")
    assert promise(first) == (local("9:00", 3), local("11:00", 3))
    assert promise(again) == (local("14:00", 3), local("16:00", 3))
    assert desk(first).promise_at == local("11:00", 3)
    assert len(told(Event.CALLER_MOVED)) == 1


def test_nothing_is_saved_of_which_the_owner_was_not_told(site, at):
    item, before = asked(site), hours.calendar(site)
    due = promise(item)
    with pytest.raises(MoreConcerned) as refused:
        saved(site, "9-9:40", agreed=())
    assert recompute.ids(refused.value.plan) == [item.id]
    assert (hours.calendar(site), promise(item)) == (before, due)
    saved(site, "9-9:40", agreed=[item.id])
    assert promise(item) != due


def test_hours_that_somebody_else_has_saved_meanwhile_are_not_lost(site, at):
    seen = hours.calendar(site)
    saved(site, "9-12")
    with pytest.raises(SavedMeanwhile):
        recompute.save(site, seen, None, agreed=None)
    with pytest.raises(NeverOpen):
        saved(site, "", usual="")
    assert hours.calendar(site).exceptions == {TODAY: written.read("9-12")}


def test_whoever_turned_out_to_be_spam_is_not_written_to(site, at):
    item = asked(site, email="ines@example.org")
    with db.transaction() as session:
        session.get(Submission, item.id).status = Status.SPAM
    assert saved(site, "9-9:40").count == 0
    assert told(Event.CALLER_MOVED) == []
