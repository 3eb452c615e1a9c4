"""CALL BACK, counted: promises kept, how soon the first try was made, and what the tries came to.

Counted are the callbacks that came in within the period. A promise is kept if the first try was
made at or before the time that was promised at first, whatever was agreed later. It is not counted
while its time still runs, nor if the request was closed without a try before that: whoever takes it
back, or is found to be nobody, waits for nothing. What we send ourselves to try the way never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from intake import clock
from intake.callbacks.opening import Ruler
from intake.callbacks.periods import Period
from intake.callbacks.tables import Attempt, DeskItem
from intake.db import session
from intake.hours import service as hours
from intake.promises.tables import Promise
from intake.sites.service import SiteView
from intake.submissions.tables import Submission
from intake.words import Kind, Status

HOURS, WEEKDAYS = range(24), range(7)


@dataclass
class Tally:
    """What became of some callbacks. `waits` and `open_waits` are those until the first try."""

    came: int = 0
    kept: int = 0
    broken: int = 0
    waits: list[timedelta] = field(default_factory=list)
    open_waits: list[timedelta] = field(default_factory=list)

    @property
    def kept_share(self) -> float | None:
        """Return the share of promises that were kept, 0 to 1; None where none is decided yet."""
        decided = self.kept + self.broken
        return self.kept / decided if decided else None

    @property
    def median_wait(self) -> timedelta | None:
        return _median(self.waits)

    @property
    def median_open_wait(self) -> timedelta | None:
        """Return the median of the opening time until the first try."""
        return _median(self.open_waits)


def _median(waits: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None


@dataclass(frozen=True)
class Figures:
    """A site's callbacks of a period; weekdays are from Monday, hours of the site's own clock."""

    all: Tally
    weekdays: Sequence[Tally]
    hours: Sequence[Tally]
    outcomes: dict[str, int]
    open_now: int


@dataclass(frozen=True)
class _Came:
    received_at: datetime
    first_try_at: datetime | None
    closed_at: datetime | None
    first_due_at: datetime
    hours_version: int


def of(site: SiteView, period: Period) -> Figures:
    """Count a site's callbacks of a period."""
    rows, zone, now = _rows(site.id, period), ZoneInfo(site.time_zone), clock.now()
    rulers = _rulers(site, rows)
    everything = Tally()
    weekdays, of_day = [Tally() for _ in WEEKDAYS], [Tally() for _ in HOURS]
    for row in rows:
        local = row.received_at.astimezone(zone)
        is_kept, wait, open_wait = _is_kept(row, now), None, None
        if row.first_try_at is not None:
            wait = row.first_try_at - row.received_at
            open_wait = rulers[row.hours_version].between(row.received_at, row.first_try_at)
        for tally in (everything, weekdays[local.weekday()], of_day[local.hour]):
            tally.came += 1
            if is_kept is not None:
                tally.kept += is_kept
                tally.broken += not is_kept
            if wait is not None and open_wait is not None:
                tally.waits.append(wait)
                tally.open_waits.append(open_wait)
    return Figures(everything, weekdays, of_day, outcomes(site.id, period), open_now(site.id))


def _is_kept(row: _Came, now: datetime) -> bool | None:
    """Say whether the promise was kept; None: it is not decided, or nobody waited for it."""
    if row.first_try_at is not None:
        return row.first_try_at <= row.first_due_at
    ended_at = row.closed_at or now
    return None if ended_at <= row.first_due_at else False


def _rows(site_id: int, period: Period) -> list[_Came]:
    query = (
        select(
            Submission.received_at,
            DeskItem.first_try_at,
            DeskItem.closed_at,
            Promise.first_due_at,
            Promise.hours_version,
        )
        .join(DeskItem, DeskItem.submission_id == Submission.id)
        .join(Promise, Promise.submission_id == Submission.id)
        .where(*counted(site_id, period))
    )
    return [_Came(*row) for row in session().execute(query)]


def counted(site_id: int, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return what a callback must be to be counted in a period: join Submission and DeskItem."""
    return (
        Submission.site_id == site_id,
        Submission.kind == Kind.CALLBACK,
        Submission.status == Status.APPROVED,
        Submission.received_at >= period.since,
        Submission.received_at < period.until,
        DeskItem.is_synthetic.is_(False),
    )


def _rulers(site: SiteView, rows: Iterable[_Came]) -> dict[int, Ruler]:
    """Return a ruler for each version of the hours, long enough for all that is measured by it."""
    reach: dict[int, tuple[datetime, datetime]] = {}
    for row in rows:
        if row.first_try_at is not None:
            ends = (row.received_at, row.first_try_at)
            since, until = reach.get(row.hours_version, ends)
            reach[row.hours_version] = min(since, ends[0]), max(until, ends[1])
    return {
        version: Ruler(hours.version(version, site), since, until)
        for version, (since, until) in reach.items()
    }


def outcomes(site_id: int, period: Period) -> dict[str, int]:
    """Return how often a try of this period had which outcome."""
    query = (
        select(Attempt.outcome, func.count())
        .join(DeskItem, DeskItem.submission_id == Attempt.item_id)
        .where(Attempt.site_id == site_id, DeskItem.is_synthetic.is_(False))
        .where(Attempt.at >= period.since, Attempt.at < period.until)
        .group_by(Attempt.outcome)
    )
    return {outcome: count for outcome, count in session().execute(query)}  # noqa: C416


def open_now(site_id: int) -> int:
    """Return how many callbacks of a site wait now."""
    query = select(func.count()).where(
        DeskItem.site_id == site_id,
        DeskItem.kind == Kind.CALLBACK,
        DeskItem.closed_at.is_(None),
        DeskItem.is_synthetic.is_(False),
    )
    return session().scalar(query) or 0
