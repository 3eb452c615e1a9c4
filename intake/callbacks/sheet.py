"""CALL BACK, on paper: who is to be called, for the day on which nobody can look it up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from intake import clock
from intake.callbacks import allowing, letters
from intake.callbacks.letters import Field
from intake.callbacks.tables import DeskItem
from intake.db import session, transaction
from intake.privacy import service as privacy
from intake.sites.service import SiteView
from intake.submissions.tables import CallbackRequest, Submission
from intake.words import Kind

MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """One who is to be called. `is_again`: we tried before, and `due_at` is the next time."""

    submission_id: int
    site_id: int
    reference: str
    receipt: str
    name_sealed: str
    phone_sealed: str
    received_at: datetime
    from_at: datetime | None
    due_at: datetime | None
    is_again: bool
    attempts: int
    is_urgent: bool
    is_voicemail_ok: bool
    is_text_ok: bool
    is_only_number: bool
    language: str


@dataclass(frozen=True)
class Whose:
    """Whom a line is about: the initial and the end of the number, or both in full."""

    name: str
    number: str


def today(sites: Collection[SiteView]) -> list[Line]:
    """Return who is to be called until the end of this day, where each site is, or was to be."""
    ends = {site.id: _day_ends(site.time_zone) for site in sites}
    return [line for line in everything(sites) if line.due_at and line.due_at < ends[line.site_id]]


def everything(sites: Collection[SiteView]) -> list[Line]:
    """Return every open callback of these sites, in the order in which they are due."""
    due_at = func.coalesce(DeskItem.next_try_at, DeskItem.promise_at)
    query = (
        select(
            DeskItem.submission_id,
            DeskItem.site_id,
            DeskItem.reference,
            Submission.receipt,
            CallbackRequest.name_sealed,
            CallbackRequest.phone_sealed,
            Submission.received_at,
            DeskItem.promise_from.label("from_at"),
            due_at.label("due_at"),
            DeskItem.next_try_at.is_not(None).label("is_again"),
            DeskItem.attempts,
            DeskItem.is_urgent,
            CallbackRequest.language,
        )
        .join(Submission, Submission.id == DeskItem.submission_id)
        .join(CallbackRequest, CallbackRequest.submission_id == DeskItem.submission_id)
        .where(
            DeskItem.site_id.in_([site.id for site in sites]),
            DeskItem.kind == Kind.CALLBACK,
            DeskItem.closed_at.is_(None),
            DeskItem.is_synthetic.is_(False),
        )
        .order_by(DeskItem.is_urgent.desc(), due_at, DeskItem.submission_id)
        .limit(MOST_LINES)
    )
    rows = session().execute(query).all()
    allowed = allowing.of_all([row.submission_id for row in rows])
    return [Line(**row._asdict(), **vars(allowed[row.submission_id])) for row in rows]


def masked(lines: Sequence[Line]) -> Mapping[int, Whose]:
    """Return just enough of each to recognise them by."""
    return {
        line.submission_id: Whose(
            letters.initial(line.name_sealed, line.receipt),
            letters.masked(line.phone_sealed, "phone", line.receipt),
        )
        for line in lines
    }


def revealed(lines: Sequence[Line], account_id: int) -> Mapping[int, Whose]:
    """Return names and numbers in full, after noting for each who looked."""
    with transaction():
        for line in lines:
            privacy.note_access(account_id, line.site_id, line.submission_id, Field.PHONE)
    return {
        line.submission_id: Whose(
            letters.opened(line.name_sealed, "name", line.receipt),
            letters.opened(line.phone_sealed, "phone", line.receipt, letters.readable),
        )
        for line in lines
    }


def _day_ends(time_zone: str) -> datetime:
    zone = ZoneInfo(time_zone)
    tomorrow = clock.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
