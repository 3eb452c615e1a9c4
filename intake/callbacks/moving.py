"""CALL BACK, at other times: what is open when a site's hours change, and how it is moved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from intake import clock
from intake.callbacks import ledger, promise_letters
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.db import session
from intake.duty import service as duty
from intake.promises.tables import Promise
from intake.submissions.tables import Submission
from intake.words import Status

NOT_REFUSED = (Status.RECEIVED, Status.PENDING, Status.APPROVED)


@dataclass(frozen=True)
class Waiting:
    """Somebody to whom we promised a time that has not come. `item_id`: where it is dealt with."""

    submission_id: int
    item_id: int
    reference: str
    status: str
    from_at: datetime
    due_at: datetime
    first_due_at: datetime
    made_at: datetime
    hours_version: int


def lock(site_id: int) -> None:
    """Let nobody else change what is open here until the caller's transaction ends."""
    ledger.take_turns()
    query = select(DeskItem.submission_id)
    open_here = query.where(DeskItem.site_id == site_id, DeskItem.closed_at.is_(None))
    ledger.lock(session().scalars(open_here).all())


def waiting(site_id: int, now: datetime) -> list[Waiting]:
    """Return whom we still owe the call that we promised, the first due first.

    A promise that was broken stays so, and one that was kept by a try is no promise any more.
    """
    item_id = func.coalesce(JoinedRequest.item_id, Submission.id)
    columns: tuple[Any, ...] = (
        *(Submission.id, item_id, Submission.reference, Submission.status, Promise.from_at),
        *(Promise.due_at, Promise.first_due_at, Promise.made_at, Promise.hours_version),
    )
    query = (
        select(*columns)
        .join(Promise, Promise.submission_id == Submission.id)
        .outerjoin(JoinedRequest, JoinedRequest.submission_id == Submission.id)
        .outerjoin(DeskItem, DeskItem.submission_id == item_id)
        .where(
            Promise.site_id == site_id,
            Promise.settled_at.is_(None),
            Promise.due_at > now,
            Submission.status.in_(NOT_REFUSED),
            DeskItem.closed_at.is_(None),
            or_(
                DeskItem.first_try_at.is_(None),
                DeskItem.first_try_at < Promise.made_at,
                DeskItem.first_try_at <= Promise.moved_at,  # by this very try, perhaps
            ),
        )
        .order_by(Promise.due_at, Submission.id)
    )
    return [Waiting(*row) for row in session().execute(query)]


def tries(site_id: int, now: datetime) -> list[tuple[int, datetime]]:
    """Return (item, when) of the tries to come that nobody was promised."""
    query = select(DeskItem.submission_id, DeskItem.next_try_at).where(
        DeskItem.site_id == site_id,
        DeskItem.closed_at.is_(None),
        DeskItem.next_try_at > now,
        _is_no_promise(),
    )
    return [(id_, at) for id_, at in session().execute(query) if at is not None]


def _is_no_promise() -> ColumnElement[bool]:
    # Who asked to be called at a time was promised just that.
    return DeskItem.next_try_at != func.coalesce(DeskItem.promise_from, DeskItem.opened_at)


def move_try(item_id: int, at: datetime) -> None:
    """Try again at this time instead, in the caller's transaction."""
    row = ledger.locked(item_id)
    if row is not None and row.next_try_at:
        ledger.change_open(item_id, next_try_at=at)
        duty.ring_again(item_id, at)
        if row.claimed_until and row.claimed_until > clock.now():
            duty.hold(item_id, row.claimed_until)


def tell(moved: Collection[Waiting]) -> int:
    """Write to those of these who gave an address; return how many letters there are."""
    # Whoever is not on the desk may turn out to be spam, with another's address.
    approved = (each for each in moved if each.status == Status.APPROVED)
    return sum(promise_letters.moved(each.submission_id) for each in approved)
