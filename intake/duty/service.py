"""WHO IS RUNG: a callback begins to climb, is held, moves, ends; the clock does the climbing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update

from intake.db import session
from intake.duty.tables import Escalation


def begin(
    submission_id: int, site_id: int, reference: str, began_at: datetime, due_at: datetime
) -> None:
    """Let a callback climb its site's ladder as it is now, in the caller's transaction."""
    session().execute(
        insert(Escalation).values(
            submission_id=submission_id,
            site_id=site_id,
            reference=reference,
            began_at=began_at,
            due_at=due_at,
            next_at=began_at + (due_at - began_at) / 2,
        )
    )


def hold(submission_id: int, until: datetime) -> None:
    """Ring nobody until then, for somebody has claimed it; in the caller's transaction."""
    _set(submission_id, held_until=until, next_at=until)


def ring_again(submission_id: int, at: datetime) -> None:
    """Let it climb on from then: a claim was given back, or ended; in the caller's transaction."""
    _set(submission_id, held_until=None, next_at=at)


def move(submission_id: int, began_at: datetime, due_at: datetime) -> None:
    """Begin anew for another promise, in the caller's transaction."""
    begins = began_at + (due_at - began_at) / 2
    _set(
        submission_id,
        began_at=began_at,
        due_at=due_at,
        step=0,
        loop=0,
        held_until=None,
        next_at=begins,
        ended_at=None,
    )


def end(submission_id: int, at: datetime) -> None:
    """Ring nobody any more, in the caller's transaction."""
    _set(submission_id, next_at=None, held_until=None, ended_at=at)


def has_due() -> bool:
    """Say whether anybody is to be told now."""
    return False


def climb_due() -> int:
    """Tell whoever is to be told now; return how many steps were climbed."""
    return 0


def _set(submission_id: int, **values: object) -> None:
    session().execute(
        update(Escalation)
        .where(Escalation.submission_id == submission_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
