"""What whoever watches the ladders may put right: a callback without a next step gets one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from intake import clock
from intake.db import session
from intake.duty import service
from intake.duty.tables import Escalation
from intake.rows import affected


def ring_anew(submission_id: int, site_id: int, reference: str, due_at: datetime) -> None:
    """Let a callback climb on at once, from the bottom if it never did; in the transaction."""
    now = clock.now()
    done = session().execute(
        update(Escalation)
        .where(Escalation.submission_id == submission_id)
        .values(ended_at=None, held_until=None, next_at=now)
        .execution_options(synchronize_session=False)
    )
    if not affected(done) and session().get(Escalation, submission_id) is None:
        service.begin(submission_id, site_id, reference, now, max(due_at, now))
