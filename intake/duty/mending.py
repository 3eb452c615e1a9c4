"""What whoever watches the ladders may put right: a callback without a next step gets one."""

from __future__ import annotations

from datetime import datetime

from intake import clock
from intake.duty import climbing_store as store
from intake.duty import service
from intake.duty.firing import What
from intake.duty.tables import Escalation


def ring_anew(submission_id: int, site_id: int, reference: str, due_at: datetime) -> None:
    """Let a callback climb on at once, from the bottom if it never did; in the transaction."""
    now, escalation = clock.now(), store.await_lock(submission_id)
    if escalation is None:
        service.begin(submission_id, site_id, reference, now, max(due_at, now))
        return
    _ring(escalation, now)


def is_to_come(submission_id: int) -> bool:
    """Lock a callback, in the caller's transaction; say whether its next step is yet to come."""
    escalation, now = store.await_lock(submission_id), clock.now()
    return bool(escalation and escalation.next_at and escalation.next_at > now)


def ring_now(submission_id: int) -> None:
    """Let what is to come be told now instead, in the caller's transaction."""
    if escalation := store.await_lock(submission_id):
        _ring(escalation, clock.now())


def _ring(escalation: Escalation, now: datetime) -> None:
    store.note(escalation, What.REPAIRED, now, escalation.step)
    store.change(escalation.submission_id, ended_at=None, held_until=None, next_at=now)
