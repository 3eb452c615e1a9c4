"""Opening hours as arithmetic: local wall-clock intervals, reckoned in UTC so that DST is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.errors import IntakeError

FURTHEST_DAYS = 400  # a calendar that opens on no day of these never opens
LONGEST_SPAN = timedelta(days=7)  # whoever never closes is told so in parts
DAY_MINUTES = 24 * 60


class NeverOpen(IntakeError):
    """Opening hours that never open."""

    status = 422
    code = "never_open"


@dataclass(frozen=True, order=True)
class Interval:
    """Open from `begins` to `ends`, minutes of the local day. `ends <= begins`: of the next day."""

    begins: int
    ends: int


@dataclass(frozen=True, order=True)
class Span:
    """Open from one instant to another, both in UTC; `until` is the first closed one."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return self.until - self.since


Day = tuple[Interval, ...]


@dataclass(frozen=True)
class Calendar:
    """The opening hours of a site. `week` is from Monday; `exceptions` replace a day, () closes it.

    `version` is the number under which it is kept; 0 is the usual one that nobody has saved.
    """

    zone: ZoneInfo
    week: tuple[Day, ...]
    exceptions: Mapping[date, Day] = field(default_factory=dict)
    version: int = 0

    def spans(self, after: datetime) -> Iterator[Span]:
        """Yield what is open after an instant, in order, neighbours joined. Raises NeverOpen."""
        day = after.astimezone(self.zone).date() - timedelta(days=1)
        last, waiting = day + timedelta(days=FURTHEST_DAYS), None
        while day <= last:
            for span in sorted(self._spans_of(day)):
                if span.until <= after:
                    continue
                if waiting is None:
                    waiting = span
                elif span.since <= waiting.until and waiting.length < LONGEST_SPAN:
                    waiting = Span(waiting.since, max(waiting.until, span.until))
                else:
                    yield waiting
                    last, waiting = day + timedelta(days=FURTHEST_DAYS), span
            day += timedelta(days=1)
        if waiting is None:
            raise NeverOpen("These hours never open. Give at least one day with opening hours.")
        yield waiting

    def is_open(self, at: datetime) -> bool:
        return next(self.spans(at)).since <= at

    def opens_after(self, at: datetime) -> datetime:
        """Return the first open instant that is not before `at`. Raises NeverOpen."""
        return max(next(self.spans(at)).since, at)

    def add(self, at: datetime, amount: timedelta) -> datetime:
        """Return the instant at which so much open time has passed. Raises NeverOpen."""
        left = amount
        for span in self.spans(at):
            since = max(span.since, at)
            if since + left <= span.until:
                return since + left
            left -= span.until - since
        raise NeverOpen("These hours open too seldom.")

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Return how much of the time between two instants is open."""
        total = timedelta()
        for span in self.spans(since):
            if span.since >= until:
                break
            total += min(span.until, until) - max(span.since, since)
        return total

    def day(self, of: date) -> Day:
        """Return the intervals that begin on this local day."""
        return self.exceptions.get(of, self.week[of.weekday()])

    def _spans_of(self, day: date) -> Iterator[Span]:
        for interval in self.day(day):
            goes_on = interval.ends <= interval.begins
            since = self._instant(day, interval.begins)
            until = self._instant(day, interval.ends + (DAY_MINUTES if goes_on else 0))
            if since < until:
                yield Span(since, until)

    def _instant(self, day: date, minutes: int) -> datetime:
        """Return the instant of a wall-clock time; one that is skipped is the end of the gap."""
        days, minute = divmod(minutes, DAY_MINUTES)
        wall = datetime.combine(day + timedelta(days=days), time(*divmod(minute, 60)))
        return wall.replace(tzinfo=self.zone).astimezone(UTC)
