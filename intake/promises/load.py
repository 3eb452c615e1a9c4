"""What the desk can still keep: so many calls in an hour of opening time, earliest due first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from intake.hours.calendar import Calendar

HOUR = timedelta(hours=1)


class Load:
    """The calls that are promised, against the opening time there is to make them.

    `due` is when each open promise falls due; one that is late needs its call all the same.
    """

    def __init__(
        self, calendar: Calendar, now: datetime, calls_an_hour: int, due: Collection[datetime]
    ) -> None:
        self.calendar, self.now = calendar, now
        self.each = HOUR / calls_an_hour
        self.due = sorted(due)
        self.no_sooner = self._no_sooner()

    def soon(self, at_least: timedelta) -> datetime:
        """Return the earliest due time, after so much opening time, that one more can be kept by.

        Nothing that is promised already is kept later for it.
        """
        due_at = self.calendar.add(self.now, at_least)
        if self.no_sooner is not None:
            due_at = max(due_at, self.no_sooner)
        while True:
            calls = self._until(due_at) + 1
            enough_at = max(due_at, self.calendar.add(self.now, calls * self.each))
            if self._until(enough_at) + 1 == calls:
                return enough_at
            due_at = enough_at

    def has_room(self, since: datetime, until: datetime) -> bool:
        """Say whether one more call can be made between two instants, beside all others."""
        inside = self._until(until) - self._until(since)
        if (inside + 1) * self.each > self.calendar.between(max(since, self.now), until):
            return False
        if self.no_sooner is not None and until < self.no_sooner:
            return False
        calls = self._until(until) + 1
        return calls * self.each <= self.calendar.between(self.now, until)

    def _until(self, at: datetime) -> int:
        return sum(due <= at for due in self.due)

    def _no_sooner(self) -> datetime | None:
        """Return the last due time by which there is no opening time left for one call more."""
        full, open_time, since = None, timedelta(), self.now
        for number, due in enumerate(self.due, start=1):
            if due > since:
                open_time += self.calendar.between(since, due)
                since = due
            if (number + 1) * self.each > open_time:
                full = due
        return full
