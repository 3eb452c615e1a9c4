"""CALL BACK, later: another time is promised to somebody who waits, and they are told."""

from __future__ import annotations

from datetime import datetime

from intake import clock
from intake.accounts.tables import Account
from intake.callbacks import joining, ledger, promise_letters, service
from intake.callbacks.attempts import NotPossible
from intake.callbacks.store import Task
from intake.db import transaction
from intake.duty import service as duty
from intake.errors import Conflict
from intake.hours import service as hours
from intake.promises import service as promises


def repromise(task: Task, account: Account, from_at: datetime, due_at: datetime) -> None:
    """Promise another time to all who asked here; the ladder begins anew.

    Raises Conflict, NotPossible.
    """
    _check(task, from_at, due_at)
    with transaction():
        values = {"promise_from": from_at, "promise_at": due_at, "claimed_until": None}
        looked_at = ledger.LOOKED_AT_ANEW
        if not ledger.change(task.submission_id, account.id, **values, **looked_at):
            raise Conflict(service.why_not(task))
        for id_ in joining.requests_of(task.submission_id):
            if promises.move(id_, from_at, due_at):
                promise_letters.moved(id_)
        duty.move(task.submission_id, max(clock.now(), from_at), due_at)
        service.note("desk.repromise", task, account, due_at=due_at.isoformat())


def _check(task: Task, from_at: datetime, due_at: datetime) -> None:
    if not task.is_callback:
        raise NotPossible("Only a callback has a promised time.")
    if due_at <= clock.now() or due_at < from_at:
        raise NotPossible("Enter a time to come.")
    calendar = hours.calendar(service.site_of(task.site_id))
    span = next(calendar.spans(from_at))
    if not span.since <= from_at or due_at > span.until:
        raise NotPossible("We are closed at that time. Enter one when we are open.")
