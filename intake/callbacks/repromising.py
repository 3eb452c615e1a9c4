"""CALL BACK, later: another time is promised to somebody who waits, and they are told."""

from __future__ import annotations

from datetime import datetime

from intake import clock
from intake.accounts.tables import Account
from intake.alerts import letters
from intake.alerts.destinations import WrongAddress
from intake.alerts.letters import Said
from intake.callbacks import joining, ledger, service, store
from intake.callbacks.attempts import NotPossible
from intake.callbacks.store import Task
from intake.db import transaction
from intake.duty import service as duty
from intake.errors import Conflict
from intake.hours import service as hours
from intake.logs import log
from intake.promises import service as promises
from intake.sealing import Unsealable
from intake.submissions import parts
from intake.words import Event


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
                _tell(id_, due_at)
        duty.move(task.submission_id, max(clock.now(), min(from_at, due_at)), due_at)
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


def _tell(submission_id: int, due_at: datetime) -> None:
    """Write to whoever gave an address. The page behind the receipt says it to everybody."""
    part = store.part(submission_id)
    if part is None or not part.email_sealed:
        return
    key = f"{Event.CALLER_MOVED}:{submission_id}:{due_at:%Y%m%d%H%M}"
    said = Said(f"/receipts/{part.receipt}")
    try:
        email = parts.unseal(part.email_sealed, "email", part.receipt)
        letters.write(
            Event.CALLER_MOVED, part.site_id, email, said, key, submission_id=submission_id
        )
    except (Unsealable, WrongAddress):
        log().warning("letter_not_written", submission=submission_id, letter=Event.CALLER_MOVED)
