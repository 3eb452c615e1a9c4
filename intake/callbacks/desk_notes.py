"""CALL BACK, noted: what colleagues write about an item for one another, sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from intake import clock
from intake.accounts.tables import Account
from intake.callbacks import letters, service
from intake.callbacks.store import Task
from intake.callbacks.tables import DeskNote
from intake.db import session, transaction
from intake.submissions import parts

COLUMN = "note"  # what the words are sealed as
TWICE_SECONDS = 60  # the same words of the same person so soon: the button was pressed twice


@dataclass(frozen=True)
class Written:
    """A note, and by whom."""

    account_id: int | None
    name: str | None
    words: str
    written_at: datetime


def add(task: Task, account: Account, words: str) -> None:
    """Keep a note about an item."""
    just_now = clock.ago(TWICE_SECONDS)
    for note in of(task):
        if (note.account_id, note.words) == (account.id, words) and note.written_at > just_now:
            return
    with transaction():
        session().execute(
            insert(DeskNote).values(
                item_id=task.submission_id,
                account_id=account.id,
                text_sealed=parts.seal(words, COLUMN, task.receipt),
                written_at=clock.now(),
            )
        )
        service.note("desk.note", task, account)


def of(task: Task) -> list[Written]:
    """Return the notes about an item, the oldest first."""
    query = (
        select(DeskNote.account_id, Account.name, DeskNote.text_sealed, DeskNote.written_at)
        .outerjoin(Account, Account.id == DeskNote.account_id)
        .where(DeskNote.item_id == task.submission_id)
        .order_by(DeskNote.id)
    )
    return [
        Written(id_, name, letters.opened(sealed, COLUMN, task.receipt), at)
        for id_, name, sealed, at in session().execute(query)
    ]
