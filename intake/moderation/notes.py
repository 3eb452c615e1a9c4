"""DECIDE: what colleagues write about an item, for one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from intake import audit, clock
from intake.accounts.tables import Account
from intake.db import session, transaction
from intake.moderation.queue_tables import Note


@dataclass(frozen=True)
class Written:
    """A note, and by whom."""

    by: str
    text: str
    written_at: datetime


def add(submission_id: int, site_id: int, account: Account, text: str) -> None:
    """Keep a note about this item."""
    with transaction():
        session().execute(
            insert(Note).values(
                submission_id=submission_id,
                account_id=account.id,
                text=text,
                written_at=clock.now(),
            )
        )
        audit.note(
            "note.write",
            account_id=account.id,
            site_id=site_id,
            subject=f"submission:{submission_id}",
        )


def of(submission_id: int) -> list[Written]:
    """Return the notes about an item, oldest first."""
    rows = session().execute(
        select(Account.name, Note.text, Note.written_at)
        .join(Account, Account.id == Note.account_id)
        .where(Note.submission_id == submission_id)
        .order_by(Note.id)
    )
    return [Written(*row) for row in rows]
