"""What whoever watches the desk may read and put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from intake.callbacks import ledger, service
from intake.callbacks.tables import DeskItem
from intake.db import session
from intake.submissions import readings
from intake.words import Kind


@dataclass(frozen=True)
class OpenCallback:
    """A callback that waits."""

    reference: str
    due_at: datetime | None


def open_callback(submission_id: int) -> OpenCallback | None:
    """Return the callback, if it is still open; in the caller's transaction."""
    row = session().execute(
        select(DeskItem.reference, DeskItem.promise_at).where(
            DeskItem.submission_id == submission_id,
            DeskItem.kind == Kind.CALLBACK,
            DeskItem.closed_at.is_(None),
        )
    )
    found = row.first()
    return OpenCallback(*found) if found else None


def part(submission_id: int) -> None:
    """Put on the desk by itself what had joined an item that is closed; in the transaction."""
    ledger.remove_joined([submission_id])
    service.open_items(readings.for_judging([submission_id]), unsure=())


def promised(submission_id: int, from_at: datetime, due_at: datetime) -> None:
    """Let the desk know what was promised, if it does not; in the caller's transaction."""
    session().execute(
        update(DeskItem)
        .where(DeskItem.submission_id == submission_id, DeskItem.promise_at.is_(None))
        .values(promise_from=from_at, promise_at=due_at)
        .execution_options(synchronize_session=False)
    )
