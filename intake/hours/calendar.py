"""Opening hours as arithmetic: local wall-clock intervals, reckoned in UTC so that DST is right.

What an edge means when the clocks change: one that is skipped is the moment of the change; one
that comes twice is its first time. So time on the wall never runs backwards from edge to edge, and
hours that follow each other without a break stay so. A night shift has the hours that it really
lasts, and whoever is open all day is so for 23 or 25 hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from intake.errors import IntakeError

FURTHEST_DAYS = 400  # a calendar that opens on no day of these never opens
LONGEST_SPAN = timedelta(days=7)  # whoever never closes is told so in parts
DAY_MINUTES = 24 * 60
NOTHING = timedelta()


class NeverOpen(IntakeError):
    """Opening hours that never open."""

    status = 422
    code = "never_open"


@dataclass(frozen=True, order=True)
class Interval:
    """Open from `begins` to `ends`, minutes of the local day. `ends <= begins`: of the next day."""

    begins: int
    ends: int

    def __post_init__(self) -> None:
        if not (0 <= self.begins < DAY_MINUTES and 0 <= self.ends <= DAY_MINUTES):
            raise ValueError(f"No day has the minutes {self.begins} to {self.ends}")

    @property
    def length(self) -> int:
        """How many minutes the clock on the wall goes on, of a day on which it is not changed."""
        over = DAY_MINUTES if self.ends <= self.begins else 0
        return self.ends + over - self.begins


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

    A shift belongs to the day on which it begins: an exception for the next day leaves it alone.
    `version` is the number under which it is kept; 0 is the usual one that nobody has saved.
    `names` says of some exceptions what they are.
    """

    zone: ZoneInfo
    week: tuple[Day, ...]
    exceptions: Mapping[date, Day] = field(default_factory=dict)
    version: int = 0
    names: Mapping[date, str] = field(default_factory=dict)
    _kept: dict[int, tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # the spans of each day, by its ordinal, reckoned once

    def spans(self, after: datetime) -> Iterator[Span]:
        """Yield what is open after an instant, in order, neighbours joined. Raises NeverOpen."""
        opens = False
        for span in self._spans_to(after):
            if span.until > after:
                opens = True
                yield span
        if not opens:
            raise NeverOpen("These hours never open. Give at least one day with opening hours.")

    def is_open(self, at: datetime) -> bool:
        return any(span.since <= at < span.until for span in islice(self._spans_to(at), 2))

    def opens_after(self, at: datetime) -> datetime:
        """Return the first open instant that is not before `at`. Raises NeverOpen."""
        return max(next(self.spans(at)).since, at.astimezone(UTC))

    def add(self, at: datetime, amount: timedelta) -> datetime:
        """Return the instant at which so much open time has passed; it may be closing time.

        Less than nothing counts as nothing. Raises NeverOpen.
        """
        left = max(amount, NOTHING)
        for span in self._spans_to(at):
            since = max(span.since, at)
            if since + left <= span.until:
                return (since + left).astimezone(UTC)
            left -= span.until - since
        raise NeverOpen("These hours open too seldom.")

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Return how much of the time between two instants is open."""
        total = NOTHING
        if until <= since:
            return total
        for span in self._spans_to(since):
            if span.since >= until:
                break
            total += min(span.until, until) - max(span.since, since)
        return total

    def day(self, of: date) -> Day:
        """Return the intervals that begin on this local day."""
        return self.exceptions.get(of, self.week[of.weekday()])

    def length_of(self, day: date) -> timedelta:
        """Return how long this local day lasts: 23 or 25 hours when the clocks change."""
        return self._instant(day, DAY_MINUTES) - self._instant(day, 0)

    def _spans_to(self, first: datetime) -> Iterator[Span]:
        """Yield what is open from an instant on, also what closes at that very instant."""
        today = first.astimezone(self.zone).toordinal() - 2  # a shift may begin the day before
        last, waiting = today + FURTHEST_DAYS, None
        while today < last:
            today += 1
            for span in self._kept.get(today) or self._spans_of(today):
                if span.until < first:
                    continue
                last = today + FURTHEST_DAYS
                if waiting is None:
                    waiting = span
                elif span.until <= waiting.until:
                    continue
                elif span.since <= waiting.until and waiting.length < LONGEST_SPAN:
                    waiting = Span(waiting.since, span.until)
                else:
                    yield waiting
                    waiting = Span(max(span.since, waiting.until), span.until)
        if waiting is not None:
            yield waiting

    def _spans_of(self, ordinal: int) -> tuple[Span, ...]:
        day = date.fromordinal(ordinal)
        edges = (
            (
                self._instant(day, interval.begins),
                self._instant(day, interval.begins + interval.length),
            )
            for interval in self.day(day)
        )
        spans = tuple(sorted(Span(since, until) for since, until in edges if since < until))
        self._kept[ordinal] = spans
        return spans

    def _instant(self, day: date, minutes: int) -> datetime:
        """Return the instant of a wall-clock time."""
        days, minute = divmod(minutes, DAY_MINUTES)
        wall = datetime.combine(day + timedelta(days=days), time(*divmod(minute, 60)))
        aware = wall.replace(tzinfo=self.zone)
        instant = aware.astimezone(UTC)
        if instant.astimezone(self.zone).replace(tzinfo=None) == wall:
            return instant
        return self._change(aware.replace(fold=1).astimezone(UTC), instant)

    def _change(self, before: datetime, after: datetime) -> datetime:
        """Return the second at which the clocks are changed between two instants."""
        offset = after.astimezone(self.zone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
            if middle.astimezone(self.zone).utcoffset() == offset:
                after = middle
            else:
                before = middle
        return after
