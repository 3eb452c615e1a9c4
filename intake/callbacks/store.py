"""Rows of the desk: put there once, claimed by lease, closed by compare-and-set."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from intake import clock
from intake.accounts.tables import Account
from intake.callbacks.tables import DeskItem
from intake.db import session
from intake.rows import affected
from intake.submissions.tables import CallbackRequest, ContactMessage, Submission
from intake.words import Kind, Status


@dataclass(frozen=True)
class Task:
    """An item of the desk with who has it."""

    submission_id: int
    site_id: int
    kind: Kind
    reference: str
    is_unsure: bool
    opened_at: datetime
    promise_at: datetime | None
    claimed_by: int | None
    claimer: str | None
    claimed_until: datetime | None
    closed_by: int | None
    closer: str | None
    closed_at: datetime | None
    status: Status
    received_at: datetime
    receipt: str
    name_sealed: str
    window: str

    @property
    def is_callback(self) -> bool:
        return self.kind is Kind.CALLBACK

    @property
    def is_claimed(self) -> bool:
        """Say whether somebody is on it right now."""
        return self.claimed_until is not None and self.claimed_until > clock.now()

    @property
    def is_overdue(self) -> bool:
        """Say whether we have broken our promise."""
        is_open = self.closed_at is None
        return is_open and self.promise_at is not None and self.promise_at < clock.now()


@dataclass(frozen=True)
class Part:
    """What a visitor wrote to the staff, as it is stored."""

    site_id: int
    receipt: str
    name_sealed: str
    phone_sealed: str
    email_sealed: str
    text_sealed: str
    window: str | None
    is_voicemail_ok: bool | None


def add(values: dict[str, Any]) -> None:
    """Put an item on the desk."""
    session().execute(insert(DeskItem).values(**values))


def open_tasks(site_ids: Collection[int], limit: int) -> list[Task]:
    """Return what waits: promises first, by when they are due, then messages by age."""
    query = _tasks().where(DeskItem.site_id.in_(site_ids), DeskItem.closed_at.is_(None))
    first = (DeskItem.promise_at.is_(None), DeskItem.promise_at, DeskItem.opened_at)
    return _read(query.order_by(*first, DeskItem.submission_id).limit(limit))


def done_tasks(site_ids: Collection[int], limit: int) -> list[Task]:
    """Return what was dealt with last, newest first; not what turned out to be spam."""
    query = _tasks().where(
        DeskItem.site_id.in_(site_ids),
        DeskItem.closed_at.is_not(None),
        Submission.status == Status.APPROVED,
    )
    return _read(query.order_by(DeskItem.closed_at.desc(), DeskItem.submission_id).limit(limit))


def count_open(site_ids: Collection[int]) -> int:
    """Return how many items wait."""
    query = select(func.count()).where(DeskItem.site_id.in_(site_ids), DeskItem.closed_at.is_(None))
    return session().scalar(query) or 0


def with_reference(site_ids: Collection[int], reference: str) -> list[Task]:
    """Return the items with this reference, at most one a site."""
    return _read(
        _tasks()
        .where(DeskItem.site_id.in_(site_ids), DeskItem.reference == reference)
        .order_by(DeskItem.site_id)
    )


def claim(submission_id: int, account_id: int, until: datetime) -> bool:
    """Take the lease unless it is somebody else's; say whether we have it."""
    return _changed(
        update(DeskItem)
        .where(DeskItem.submission_id == submission_id, _is_open_to(account_id))
        .values(claimed_by=account_id, claimed_until=until)
    )


def close(submission_id: int, account_id: int) -> bool:
    """Close what is open and not in somebody else's hands; say whether we did."""
    return _changed(
        update(DeskItem)
        .where(DeskItem.submission_id == submission_id, _is_open_to(account_id))
        .values(closed_by=account_id, closed_at=clock.now(), claimed_until=None)
    )


def take_away(submission_id: int, account_id: int) -> bool:
    """Close an open item whoever has it, because it does not belong on the desk."""
    return _changed(
        update(DeskItem)
        .where(DeskItem.submission_id == submission_id, DeskItem.closed_at.is_(None))
        .values(closed_by=account_id, closed_at=clock.now(), claimed_until=None)
    )


def reopen(submission_id: int) -> bool:
    """Open again what is closed and does belong on the desk; say whether we did."""
    belongs = exists().where(
        Submission.id == DeskItem.submission_id, Submission.status == Status.APPROVED
    )
    return _changed(
        update(DeskItem)
        .where(DeskItem.submission_id == submission_id, DeskItem.closed_at.is_not(None), belongs)
        .values(closed_by=None, closed_at=None, claimed_by=None, claimed_until=None)
    )


def is_there(submission_id: int) -> bool:
    """Say whether this was ever put on the desk."""
    return bool(session().scalar(select(exists().where(DeskItem.submission_id == submission_id))))


def closed_at(submission_id: int) -> datetime | None:
    """Return when this was closed; None if it is open, or was never on the desk."""
    query = select(DeskItem.closed_at).where(DeskItem.submission_id == submission_id)
    return session().scalar(query)


def part(submission_id: int) -> Part | None:
    """Return what the visitor wrote, sealed."""
    contact, callback = ContactMessage, CallbackRequest
    row = session().execute(
        select(
            Submission.site_id,
            Submission.receipt,
            func.coalesce(contact.name_sealed, callback.name_sealed),
            func.coalesce(contact.phone_sealed, callback.phone_sealed),
            func.coalesce(contact.email_sealed, callback.email_sealed),
            func.coalesce(contact.text_sealed, callback.text_sealed),
            callback.window,
            callback.is_voicemail_ok,
        )
        .outerjoin(contact, contact.submission_id == Submission.id)
        .outerjoin(callback, callback.submission_id == Submission.id)
        .where(Submission.id == submission_id, Submission.kind != Kind.COMMENT)
    )
    found = row.first()
    return Part(*found) if found else None


def _is_open_to(account_id: int) -> ColumnElement[bool]:
    """Only what is open may be worked on, and only by whoever has it, if anybody has."""
    is_free = or_(DeskItem.claimed_until.is_(None), DeskItem.claimed_until <= clock.now())
    return and_(DeskItem.closed_at.is_(None), or_(is_free, DeskItem.claimed_by == account_id))


def _changed(statement: Update) -> bool:
    result = session().execute(statement)
    return affected(result) == 1


def _tasks() -> Select[*tuple[Any, ...]]:
    claimer, closer = aliased(Account), aliased(Account)
    contact, callback = ContactMessage, CallbackRequest
    return (
        select(
            DeskItem.submission_id,
            DeskItem.site_id,
            DeskItem.kind,
            DeskItem.reference,
            DeskItem.is_unsure,
            DeskItem.opened_at,
            DeskItem.promise_at,
            DeskItem.claimed_by,
            claimer.name.label("claimer"),
            DeskItem.claimed_until,
            DeskItem.closed_by,
            closer.name.label("closer"),
            DeskItem.closed_at,
            Submission.status,
            Submission.received_at,
            Submission.receipt,
            func.coalesce(contact.name_sealed, callback.name_sealed, "").label("name_sealed"),
            func.coalesce(callback.window, "").label("window"),
        )
        .join(Submission, Submission.id == DeskItem.submission_id)
        .outerjoin(contact, contact.submission_id == DeskItem.submission_id)
        .outerjoin(callback, callback.submission_id == DeskItem.submission_id)
        .outerjoin(claimer, claimer.id == DeskItem.claimed_by)
        .outerjoin(closer, closer.id == DeskItem.closed_by)
    )


def _read(query: Select[*tuple[Any, ...]]) -> list[Task]:
    rows = (row._asdict() for row in session().execute(query))
    return [
        Task(**row | {"kind": Kind(row["kind"]), "status": Status(row["status"])}) for row in rows
    ]
