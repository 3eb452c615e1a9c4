"""The times to call that opening hours leave: as soon as possible, and two hours at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from intake.hours.calendar import Calendar

SOON = "soon"
BLOCK = timedelta(hours=2)
AHEAD = timedelta(minutes=30)  # a window that begins sooner is none to choose
KEY = "%Y%m%dT%H%M"


@dataclass(frozen=True)
class Window:
    """A time to call: not before `from_at`, promised by `due_at`. `key` names it in a form."""

    key: str
    label: str
    from_at: datetime
    due_at: datetime


def soon(calendar: Calendar, now: datetime, minutes: int) -> Window:
    """Return the window of as soon as possible: so many minutes of opening time from now."""
    due_at = calendar.add(now, timedelta(minutes=minutes))
    return Window(SOON, f"As soon as possible - by {_said(due_at, calendar, now)}", now, due_at)


def blocks(calendar: Calendar, now: datetime, days: int) -> Iterator[Window]:
    """Yield the windows of the next so many open days, in order."""
    seen: set[object] = set()
    for span in calendar.spans(now + AHEAD):
        since = span.since
        while since < span.until:
            until = min(since + BLOCK, span.until)
            seen.add(since.astimezone(calendar.zone).date())
            if len(seen) > days:
                return
            if since >= now + AHEAD:
                yield window(calendar, now, since, until)
            since = until


def window(calendar: Calendar, now: datetime, since: datetime, until: datetime) -> Window:
    """Return one block as a window."""
    key = f"{since.astimezone(UTC):{KEY}}-{until.astimezone(UTC):{KEY}}"
    end = f"{until.astimezone(calendar.zone):%H:%M}"
    return Window(key, f"{_said(since, calendar, now)}-{end}", since, until)


def times(key: str) -> tuple[datetime, datetime] | None:
    """Return the times that a key of a block names."""
    since, _, until = key.partition("-")
    try:
        return _instant(since), _instant(until)
    except ValueError:
        return None


def _instant(text: str) -> datetime:
    return datetime.strptime(text, KEY).replace(tzinfo=UTC)


def _said(moment: datetime, calendar: Calendar, now: datetime) -> str:
    local, today = moment.astimezone(calendar.zone), now.astimezone(calendar.zone).date()
    away = (local.date() - today).days
    day = {0: "today", 1: "tomorrow"}.get(away, f"{local:%A}, {local.day} {local:%B}")
    return f"{day} {local:%H:%M}"
