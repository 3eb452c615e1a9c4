"""What whoever watches the ladders may put right: a callback without a next step gets one."""

from __future__ import annotations

from datetime import datetime

from intake import clock
from intake.duty import climbing_store as store
from intake.duty import service
from intake.duty.firing import What


def ring_anew(submission_id: int, site_id: int, reference: str, due_at: datetime) -> None:
    """Let a callback climb on at once, from the bottom if it never did; in the transaction."""
    now, escalation = clock.now(), store.await_lock(submission_id)
    if escalation is None:
        service.begin(submission_id, site_id, reference, now, max(due_at, now))
        return
    store.note(escalation, What.REPAIRED, now, escalation.step)
    store.change(submission_id, ended_at=None, held_until=None, next_at=now)
