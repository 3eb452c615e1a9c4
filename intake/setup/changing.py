"""SET UP: which promised times other opening hours leave as they are, and what becomes of the rest.

Pure reckoning. A promise that was broken before is none of these: it stays broken, for all to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from intake.callbacks.moving import Waiting
from intake.hours.calendar import Calendar

LEAST = timedelta(minutes=15)  # of a window, in which a call can still be made
INSTANT = timedelta(microseconds=1)
MOST_SPANS = 200  # that are looked at for one that is long enough


@dataclass(frozen=True)
class Move:
    """Another time for somebody. `is_within` what they were told: so that still holds."""

    waiting: Waiting
    from_at: datetime
    due_at: datetime
    is_within: bool


def move(waiting: Waiting, before: Calendar, calendar: Calendar, now: datetime) -> Move | None:
    """Return what becomes of a promise under the new hours; None if these keep it.

    `before` are the hours under which it was made.
    """
    start, due_at = max(waiting.from_at, now), waiting.due_at
    left = calendar.between(start, due_at)
    has_enough = left >= min(LEAST, due_at - start)
    if has_enough and calendar.is_open(due_at - INSTANT):
        return None
    if waiting.from_at <= waiting.made_at:
        return Move(waiting, waiting.from_at, _soon(waiting, before, calendar, now), False)
    if has_enough:
        return Move(waiting, waiting.from_at, calendar.add(start, left), True)
    return Move(waiting, *_window(calendar, start, due_at - waiting.from_at), False)


def _soon(waiting: Waiting, before: Calendar, calendar: Calendar, now: datetime) -> datetime:
    """Return the same amount of opening time after the same moment, or after now."""
    amount = before.between(waiting.made_at, waiting.first_due_at)
    due_at = calendar.add(waiting.made_at, amount)
    return due_at if due_at > now else calendar.add(now, max(amount, LEAST))


def _window(calendar: Calendar, start: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """Return the next window of this length, or as much of it as is open at a time."""
    for span in islice(calendar.spans(start), MOST_SPANS):
        since = max(span.since, start)
        until = min(since + max(length, LEAST), span.until)
        if until - since >= LEAST:
            return since, until
    opens = calendar.opens_after(start)
    return opens, calendar.add(opens, LEAST)
