"""CALL BACK, measured: how much opening time passed, for very many pairs of instants.

Asking the calendar for each pair walks its days each time; a ruler walks them once.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta

from intake.hours.calendar import Calendar


class Ruler:
    """The opening time between instants that lie between two others."""

    def __init__(self, calendar: Calendar, since: datetime, until: datetime) -> None:
        self._begins: list[datetime] = []
        self._ends: list[datetime] = []
        self._before: list[timedelta] = []  # how much was open before each span begins
        passed = timedelta()
        for span in calendar.spans(since):
            if span.since > until:
                break
            self._begins.append(span.since)
            self._ends.append(span.until)
            self._before.append(passed)
            passed += span.length

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Return how much of the time between the two is open."""
        return self._open_until(until) - self._open_until(since)

    def _open_until(self, at: datetime) -> timedelta:
        index = bisect_right(self._begins, at) - 1
        if index < 0:
            return timedelta()
        return self._before[index] + min(at, self._ends[index]) - self._begins[index]
