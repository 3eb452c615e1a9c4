"""CALL BACK, written: rows of the desk change by compare-and-set, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Update,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    text,
    update,
)

from intake import clock, db
from intake.callbacks.tables import Answer, Attempt, DeskItem, DeskNote, JoinedRequest
from intake.db import session
from intake.rows import affected
from intake.submissions.tables import Submission
from intake.words import Status

LOCK = 0xDE5C  # of PostgreSQL's advisory locks, ours for what comes onto the desk
FREE: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
LOOKED_AT_ANEW: dict[str, Any] = {"next_try_at": None, "review_at": None}


def take_turns() -> None:
    """Let nobody else put anything on the desk until this transaction ends.

    Two judges would otherwise not see each other's new item for the same number.
    """
    if not db.current().is_sqlite:  # where writers take turns anyway
        session().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def add(values: dict[str, Any]) -> None:
    """Put an item on the desk."""
    session().execute(insert(DeskItem).values(**values))


def add_attempt(values: dict[str, Any]) -> None:
    """Keep what came of one try."""
    session().execute(insert(Attempt).values(**values))


def change(item_id: int, account_id: int, *where: ColumnElement[bool], **values: object) -> bool:
    """Change what is open and not in somebody else's hands; say whether we did."""
    return _changed(
        update(DeskItem)
        .where(DeskItem.submission_id == item_id, _is_open_to(account_id), *where)
        .values(**values)
    )


def change_open(item_id: int, **values: object) -> bool:
    """Change an open item whoever has it; say whether it was open."""
    return _changed(
        update(DeskItem)
        .where(DeskItem.submission_id == item_id, DeskItem.closed_at.is_(None))
        .values(**values)
    )


def set_asked(item_id: int, asked: int) -> None:
    """Keep how many requests an item is about, open or not."""
    _changed(update(DeskItem).where(DeskItem.submission_id == item_id).values(asked=asked))


def close_any(item_id: int, account_id: int | None, outcome: str) -> bool:
    """Close an open item whoever has it; say whether it was open. None: no person here did."""
    ended = {"closed_by": account_id, "closed_at": clock.now(), "outcome": outcome}
    return change_open(item_id, claimed_until=None, **ended, **LOOKED_AT_ANEW)


def name_outcome(item_id: int, was: Collection[str], outcome: str) -> bool:
    """Say otherwise how a closed item ended, if it ended so; say whether it did."""
    return _changed(
        update(DeskItem)
        .where(
            DeskItem.submission_id == item_id,
            DeskItem.closed_at.is_not(None),
            DeskItem.outcome.in_(was),
        )
        .values(outcome=outcome)
    )


def reopen(item_id: int) -> bool:
    """Open again what is closed and does belong on the desk; say whether we did."""
    belongs = exists().where(
        Submission.id == DeskItem.submission_id, Submission.status == Status.APPROVED
    )
    return _changed(
        update(DeskItem)
        .where(DeskItem.submission_id == item_id, DeskItem.closed_at.is_not(None), belongs)
        .values(closed_by=None, closed_at=None, outcome="", **FREE, **LOOKED_AT_ANEW)
    )


def locked(item_id: int) -> DeskItem | None:
    """Return an open item that nobody else changes until this transaction ends."""
    query = (
        select(DeskItem)
        .where(DeskItem.submission_id == item_id, DeskItem.closed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session().scalar(query)


def lock(item_ids: Collection[int]) -> None:
    """Let nobody else change these items, open or not, until this transaction ends.

    Items before their promises, ladders, alerts: so no two who write wait for each other.
    """
    query = select(DeskItem.submission_id).where(db.among(DeskItem.submission_id, item_ids))
    session().execute(query.order_by(DeskItem.submission_id).with_for_update(key_share=True))


def is_untouched(item_id: int) -> bool:
    """Say whether nobody has claimed, tried, handed, noted or answered anything here."""
    touched = [exists().where(table.item_id == item_id) for table in (Attempt, DeskNote, Answer)]
    query = select(DeskItem.submission_id).where(
        DeskItem.submission_id == item_id,
        or_(DeskItem.claimed_until.is_(None), DeskItem.claimed_until <= clock.now()),
        DeskItem.assigned_to.is_(None),
        *(~each for each in touched),
    )
    return session().scalar(query) is not None


def remove(item_id: int) -> None:
    """Take an item off that is dealt with at another one."""
    session().execute(delete(DeskItem).where(DeskItem.submission_id == item_id))


def add_joined(submission_id: int, item_id: int) -> None:
    """Keep that this request is dealt with at that item."""
    values = {"submission_id": submission_id, "item_id": item_id, "joined_at": clock.now()}
    session().execute(insert(JoinedRequest).values(**values))


def remove_joined(submission_ids: Sequence[int]) -> None:
    """Forget that these were dealt with elsewhere."""
    session().execute(delete(JoinedRequest).where(JoinedRequest.submission_id.in_(submission_ids)))


def _is_open_to(account_id: int) -> ColumnElement[bool]:
    """Only what is open may be worked on, and only by whoever has it, if anybody has."""
    is_free = or_(DeskItem.claimed_until.is_(None), DeskItem.claimed_until <= clock.now())
    return and_(DeskItem.closed_at.is_(None), or_(is_free, DeskItem.claimed_by == account_id))


def _changed(statement: Update) -> bool:
    quiet = statement.execution_options(synchronize_session=False)
    return affected(session().execute(quiet)) == 1
