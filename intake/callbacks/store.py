"""Rows of the desk, read: what waits, what is done, and what a visitor wrote, still sealed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from intake import clock
from intake.accounts.tables import Account
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.db import session
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
    promise_from: datetime | None = None
    is_urgent: bool = False
    is_synthetic: bool = False
    assigned_to: int | None = None
    assignee: str | None = None
    assigned_at: datetime | None = None
    asked: int = 1
    attempts: int = 0
    first_try_at: datetime | None = None
    next_try_at: datetime | None = None
    review_at: datetime | None = None
    outcome: str = ""
    phone_sealed: str = ""

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
        if self.closed_at or self.review_at or self.promise_at is None:
            return False
        is_kept = self.next_try_at is not None and self.next_try_at > self.promise_at
        return self.promise_at < clock.now() and not is_kept

    @property
    def is_waiting(self) -> bool:
        """Say whether its next try is yet to come."""
        return self.next_try_at is not None and self.next_try_at > clock.now()


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
    language: str
    reference: str
    received_at: datetime


def open_tasks(site_ids: Collection[int], limit: int) -> list[Task]:
    """Return what waits: the urgent, then promises by when they are due, then messages by age."""
    query = _tasks().where(DeskItem.site_id.in_(site_ids), _waits())
    first = (
        DeskItem.is_urgent.desc(),
        DeskItem.promise_at.is_(None),
        DeskItem.promise_at,
        DeskItem.opened_at,
    )
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
    query = select(func.count()).where(DeskItem.site_id.in_(site_ids), _waits())
    return session().scalar(query) or 0


def with_reference(site_ids: Collection[int], reference: str) -> list[Task]:
    """Return the items with this reference, or that of a request joined there; one a site."""
    joined = (
        select(JoinedRequest.item_id)
        .join(Submission, Submission.id == JoinedRequest.submission_id)
        .where(Submission.site_id.in_(site_ids), Submission.reference == reference)
    )
    is_it = or_(DeskItem.reference == reference, DeskItem.submission_id.in_(joined))
    query = _tasks().where(DeskItem.site_id.in_(site_ids), is_it)
    return _read(query.order_by(DeskItem.site_id))


def by_id(submission_id: int) -> Task | None:
    """Return the item of this submission, or the one where it is joined."""
    joined = select(JoinedRequest.item_id).where(JoinedRequest.submission_id == submission_id)
    is_it = or_(DeskItem.submission_id == submission_id, DeskItem.submission_id.in_(joined))
    return next(iter(_read(_tasks().where(is_it).limit(1))), None)


def is_there(submission_id: int) -> bool:
    """Say whether this was ever put on the desk as an item of its own."""
    return bool(session().scalar(select(exists().where(DeskItem.submission_id == submission_id))))


def closed_at(submission_id: int) -> datetime | None:
    """Return when this was closed; None if it is open, or was never on the desk."""
    found = by_id(submission_id)
    return found.closed_at if found else None


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
            func.coalesce(callback.language, ""),
            Submission.reference,
            Submission.received_at,
        )
        .outerjoin(contact, contact.submission_id == Submission.id)
        .outerjoin(callback, callback.submission_id == Submission.id)
        .where(Submission.id == submission_id, Submission.kind != Kind.COMMENT)
    )
    found: tuple[Any, ...] = tuple(row.first() or ())
    return Part(*found) if found else None


def _waits() -> ColumnElement[bool]:
    """Open, and no trial of our own."""
    return and_(DeskItem.closed_at.is_(None), DeskItem.is_synthetic.is_(False))


def _tasks() -> Select[*tuple[Any, ...]]:
    claimer, closer, assignee = aliased(Account), aliased(Account), aliased(Account)
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
            DeskItem.promise_from,
            DeskItem.is_urgent,
            DeskItem.is_synthetic,
            DeskItem.assigned_to,
            assignee.name.label("assignee"),
            DeskItem.assigned_at,
            DeskItem.asked,
            DeskItem.attempts,
            DeskItem.first_try_at,
            DeskItem.next_try_at,
            DeskItem.review_at,
            DeskItem.outcome,
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
            func.coalesce(callback.phone_sealed, "").label("phone_sealed"),
        )
        .join(Submission, Submission.id == DeskItem.submission_id)
        .outerjoin(contact, contact.submission_id == DeskItem.submission_id)
        .outerjoin(callback, callback.submission_id == DeskItem.submission_id)
        .outerjoin(claimer, claimer.id == DeskItem.claimed_by)
        .outerjoin(closer, closer.id == DeskItem.closed_by)
        .outerjoin(assignee, assignee.id == DeskItem.assigned_to)
    )


def _read(query: Select[*tuple[Any, ...]]) -> list[Task]:
    rows = (row._asdict() for row in session().execute(query))
    return [
        Task(**row | {"kind": Kind(row["kind"]), "status": Status(row["status"])}) for row in rows
    ]
