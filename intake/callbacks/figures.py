"""CALL BACK, counted: promises kept, how soon the first try was made, and what the tries came to.

Counted are the callbacks that came in within the period. A promise is kept if the first try was
made at or before the time that was promised at first, whatever was agreed later. It is not counted
while its time still runs, nor if the request was closed without a try before that: whoever takes it
back, or is found to be nobody, waits for nothing. What we send ourselves to try the way never is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, func, select

from intake import clock, db
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
QUARTER = 15 * 60  # seconds: the offsets of all zones are whole quarters of an hour


@dataclass
class Tally:
    """What became of some callbacks. `waits` and `open_waits` are seconds to the first try."""

    came: int = 0
    kept: int = 0
    broken: int = 0
    waits: list[int] = field(default_factory=list)
    open_waits: list[int] = field(default_factory=list)

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


def _median(waits: Sequence[int]) -> timedelta | None:
    return timedelta(seconds=median(waits)) if waits else None


@dataclass(frozen=True)
class Figures:
    """A site's callbacks of a period; weekdays are from Monday, hours of the site's own clock."""

    all: Tally
    weekdays: Sequence[Tally]
    hours: Sequence[Tally]
    outcomes: dict[str, int]
    open_now: int


class _Came(NamedTuple):
    """One callback, in seconds of the epoch: by the ten thousand they are cheaper than instants."""

    received_at: int
    first_try_at: int | None
    closed_at: int | None
    first_due_at: int
    hours_version: int


def of(site: SiteView, period: Period) -> Figures:
    """Count a site's callbacks of a period."""
    rows, now = _rows(site.id, period), int(clock.now().timestamp())
    rulers, place = _rulers(site, rows), _places(ZoneInfo(site.time_zone))
    weekdays, of_day = [Tally() for _ in WEEKDAYS], [Tally() for _ in HOURS]
    for row in rows:
        weekday, hour = place(row.received_at // QUARTER)
        is_kept = _is_kept(row, now)
        wait = open_wait = 0
        if row.first_try_at is not None:
            wait = row.first_try_at - row.received_at
            open_wait = rulers[row.hours_version].between(row.received_at, row.first_try_at)
        for tally in (weekdays[weekday], of_day[hour]):
            tally.came += 1
            if is_kept is not None:
                tally.kept += is_kept
                tally.broken += not is_kept
            if row.first_try_at is not None:
                tally.waits.append(wait)
                tally.open_waits.append(open_wait)
    tries, still_open = outcomes(site.id, period), open_now(site.id)
    return Figures(_together(weekdays), weekdays, of_day, tries, still_open)


def _together(tallies: Sequence[Tally]) -> Tally:
    together = Tally()
    for tally in tallies:
        together.came += tally.came
        together.kept += tally.kept
        together.broken += tally.broken
        together.waits += tally.waits
        together.open_waits += tally.open_waits
    return together


def _places(zone: ZoneInfo) -> Callable[[int], tuple[int, int]]:
    """Return what says weekday and hour of a quarter of an hour, in which no zone changes them."""

    @cache
    def place(quarter: int) -> tuple[int, int]:
        local = datetime.fromtimestamp(quarter * QUARTER, zone)
        return local.weekday(), local.hour

    return place


def _is_kept(row: _Came, now: int) -> bool | None:
    """Say whether the promise was kept; None: it is not decided, or nobody waited for it."""
    if row.first_try_at is not None:
        return row.first_try_at <= row.first_due_at
    ended_at = now if row.closed_at is None else row.closed_at
    return None if ended_at <= row.first_due_at else False


def _rows(site_id: int, period: Period) -> list[_Came]:
    query = (
        select(
            _seconds(Submission.received_at),
            _seconds(DeskItem.first_try_at),
            _seconds(DeskItem.closed_at),
            _seconds(Promise.first_due_at),
            Promise.hours_version,
        )
        .join(DeskItem, DeskItem.submission_id == Submission.id)
        .join(Promise, Promise.submission_id == Submission.id)
        .where(*counted(site_id, period))
    )
    return [_Came(*row) for row in session().execute(query)]


def _seconds(column: Any) -> ColumnElement[int]:
    """Return an instant as seconds of the epoch, as each database says it."""
    if db.current().is_sqlite:
        return func.unixepoch(column, type_=Integer)
    return cast(func.floor(func.extract("epoch", column)), BigInteger)


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
    reach: dict[int, tuple[int, int]] = {}
    for row in rows:
        if row.first_try_at is not None:
            since, until = reach.get(row.hours_version, (row.received_at, row.first_try_at))
            reach[row.hours_version] = min(since, row.received_at), max(until, row.first_try_at)
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
