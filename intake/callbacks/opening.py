"""CALL BACK, measured: how much opening time passed, for very many pairs of instants.

Asking the calendar for each pair walks its days each time; a ruler walks them once. Instants are
seconds of the epoch here, which are cheap by the ten thousand.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime

from intake.hours.calendar import Calendar


class Ruler:
    """The opening time between instants that lie between two others."""

    def __init__(self, calendar: Calendar, since: int, until: int) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []  # how much was open before each span begins
        passed = 0
        for span in calendar.spans(datetime.fromtimestamp(since, UTC)):
            begins, ends = int(span.since.timestamp()), int(span.until.timestamp())
            if begins > until:
                break
            self._begins.append(begins)
            self._ends.append(ends)
            self._before.append(passed)
            passed += ends - begins

    def between(self, since: int, until: int) -> int:
        """Return how many seconds of the time between the two are open."""
        return self._open_until(until) - self._open_until(since)

    def _open_until(self, at: int) -> int:
        index = bisect_right(self._begins, at) - 1
        if index < 0:
            return 0
        return self._before[index] + min(at, self._ends[index]) - self._begins[index]
