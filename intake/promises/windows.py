"""The times to call that opening hours leave: today every two hours, then by parts of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from intake.hours.calendar import Calendar, Span

SOON = "soon"
BLOCK = timedelta(hours=2)
AHEAD = timedelta(minutes=30)  # a window that begins sooner is none to choose
SHORTEST = timedelta(hours=1)  # what is shorter goes with its neighbour
PARTS = {0: "night", 6: "morning", 12: "afternoon", 18: "evening"}  # hours of the local day
KEY = "%Y%m%dT%H%M"


@dataclass(frozen=True)
class Window:
    """A time to call: not before `from_at`, promised by `due_at`. `key` names it in a form."""

    key: str
    label: str
    from_at: datetime
    due_at: datetime


def soon(calendar: Calendar, now: datetime, due_at: datetime) -> Window:
    """Return the window of as soon as possible, with the time by which the site can keep it."""
    return Window(SOON, f"As soon as possible - by {_said(due_at, calendar, now)}", now, due_at)


def blocks(calendar: Calendar, now: datetime, days: int) -> Iterator[Window]:
    """Yield the windows of the next so many open days, in order."""
    today, seen = now.astimezone(calendar.zone).date(), set[date]()
    for span in _by_day(calendar, now + AHEAD):
        day = span.since.astimezone(calendar.zone).date()
        for piece in _hours(span) if day == today else _parts(span, calendar):
            if piece.since >= now + AHEAD:
                seen.add(day)
                if len(seen) > days:
                    return
                yield _window(piece, calendar, now)


def is_known(calendar: Calendar, since: datetime, until: datetime) -> bool:
    """Say whether these hours have such a window, as seen on its day or before."""
    piece = Span(since, until)
    for span in _by_day(calendar, since):
        if span.since > since:
            return False
        if piece in _hours(span) or piece in _parts(span, calendar):
            return True
    return False


def times(key: str) -> tuple[datetime, datetime] | None:
    """Return the times that a key of a block names."""
    since, _, until = key.partition("-")
    try:
        from_at, due_at = _instant(since), _instant(until)
    except ValueError:
        return None
    return (from_at, due_at) if from_at < due_at else None


def _by_day(calendar: Calendar, after: datetime) -> Iterator[Span]:
    """Yield what is open after an instant, cut where the local day ends."""
    for span in calendar.spans(after):
        since = span.since
        while since < span.until:
            tomorrow = since.astimezone(calendar.zone).date() + timedelta(days=1)
            until = min(span.until, _at(tomorrow, 0, calendar))
            if until > after:
                yield Span(since, until)
            since = until


def _hours(span: Span) -> list[Span]:
    """Cut it every two hours; a rest that is too short belongs to the last."""
    cuts, at = [span.since], span.since + BLOCK
    while span.until - at >= SHORTEST:
        cuts.append(at)
        at += BLOCK
    return [Span(*ends) for ends in pairwise([*cuts, span.until])]


def _parts(span: Span, calendar: Calendar) -> list[Span]:
    """Cut it where a part of the local day begins, if enough is left on both sides."""
    day, cuts = span.since.astimezone(calendar.zone).date(), [span.since]
    for hour in PARTS:
        at = _at(day, hour, calendar)
        if at - cuts[-1] >= SHORTEST and span.until - at >= SHORTEST:
            cuts.append(at)
    return [Span(*ends) for ends in pairwise([*cuts, span.until])]


def _window(piece: Span, calendar: Calendar, now: datetime) -> Window:
    since, until = (at.astimezone(calendar.zone) for at in (piece.since, piece.until))
    key = f"{piece.since.astimezone(UTC):{KEY}}-{piece.until.astimezone(UTC):{KEY}}"
    hours = f"{since:%H:%M}-{until:%H:%M}"
    away = (since.date() - now.astimezone(calendar.zone).date()).days
    if away == 0:
        return Window(key, f"Today {hours}", piece.since, piece.until)
    day = "Tomorrow" if away == 1 else f"{since:%A}, {since.day} {since:%B},"
    part = next(name for hour, name in reversed(PARTS.items()) if since.hour >= hour)
    return Window(key, f"{day} {part}, {hours}", piece.since, piece.until)


def _said(moment: datetime, calendar: Calendar, now: datetime) -> str:
    local, today = moment.astimezone(calendar.zone), now.astimezone(calendar.zone).date()
    away = (local.date() - today).days
    day = {0: "", 1: " tomorrow"}.get(away, f" on {local:%A}, {local.day} {local:%B}")
    return f"{local:%H:%M}{day}"


def _at(day: date, hour: int, calendar: Calendar) -> datetime:
    return datetime.combine(day, time(hour), calendar.zone).astimezone(UTC)


def _instant(text: str) -> datetime:
    return datetime.strptime(text, KEY).replace(tzinfo=UTC)
