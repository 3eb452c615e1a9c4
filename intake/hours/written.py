"""Opening hours as people write them: `9:00-12:30, 13:30-17:00`; nothing is closed."""

from __future__ import annotations

import re

from intake.errors import IntakeError
from intake.hours.calendar import DAY_MINUTES, Day, Interval

LIKE = "9:00-12:30, 13:30-17:00"
MOST_INTERVALS = 8
CLOSED = {"", "closed", "-", "none"}
ALL_DAY = {"24 hours", "24h", "all day", "open all day"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_BETWEEN = re.compile(r"\s*(?:-|[\u2010-\u2015\u2212]|\bto\b|\buntil\b)\s*")
_APART = re.compile(r"\s*(?:[,;\n+]|\band\b)\s*")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?")
_DAYS = re.compile(r"([a-z]+)(?:-([a-z]+))?")


class WrongHours(IntakeError):
    """Words that are no opening hours."""

    status = 422
    code = "wrong_hours"


def read(text: str) -> Day:
    """Return the hours of one day, in order, joined where they touch. Raises WrongHours."""
    plain = " ".join(text.lower().split())
    if plain in CLOSED:
        return ()
    if plain in ALL_DAY:
        return (Interval(0, DAY_MINUTES),)
    found = [_interval(part) for part in _APART.split(plain) if part]
    if not 1 <= len(found) <= MOST_INTERVALS:
        raise WrongHours(f"Enter hours like {LIKE}")
    return joined(found)


def joined(intervals: list[Interval]) -> Day:
    """Return the same hours, in order, with no two that overlap or touch."""
    day: list[Interval] = []
    for interval in sorted(intervals):
        last = day[-1] if day else None
        if last and interval.begins <= last.begins + last.length:
            until = max(last.begins + last.length, interval.begins + interval.length)
            until = min(until, last.begins + DAY_MINUTES)
            ends = until if until <= DAY_MINUTES else until - DAY_MINUTES
            day[-1] = Interval(last.begins, ends)
        else:
            day.append(interval)
    return tuple(day)


def say(day: Day) -> str:
    """Return the hours of one day as `read` takes them; empty if it is closed."""
    return ", ".join(f"{clock(each.begins)}-{clock(each.ends)}" for each in day)


def clock(minutes: int) -> str:
    """Say a minute of the day."""
    return f"{minutes // 60}:{minutes % 60:02}"


def read_week(lines: tuple[str, ...]) -> tuple[Day, ...]:
    """Read a week from lines such as `Mon-Fri 9:00-17:00`; a day of none is closed.

    Raises WrongHours.
    """
    week: list[Day] = [()] * 7
    for line in lines:
        days, _, hours = " ".join(line.split()).partition(" ")
        for number in _days(days):
            week[number] = read(hours)
    return tuple(week)


def _days(text: str) -> list[int]:
    matched = _DAYS.fullmatch(text.lower().rstrip(":"))
    if not matched:
        raise WrongHours(f"Begin with the days, like Mon-Fri {LIKE}")
    first, last = (_weekday(name) for name in (matched[1], matched[2] or matched[1]))
    return [(first + away) % 7 for away in range((last - first) % 7 + 1)]


def _weekday(name: str) -> int:
    found = [n for n, day in enumerate(WEEKDAYS) if len(name) > 1 and day.lower().startswith(name)]
    if len(found) != 1:
        raise WrongHours(f"There is no weekday called {name}. Use Mon, Tue, Wed …")
    return found[0]


def _interval(text: str) -> Interval:
    edges = _BETWEEN.split(text)
    if len(edges) != 2:
        raise WrongHours(f"Enter hours like {LIKE}")
    begins, ends = (_minutes(edge) for edge in edges)
    return Interval(begins % DAY_MINUTES, ends)


def _minutes(text: str) -> int:
    matched = _TIME.fullmatch(text)
    if not matched:
        raise WrongHours(f"Enter hours like {LIKE}")
    hour, minute, half = int(matched[1]), int(matched[2] or 0), (matched[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            raise WrongHours(f"There is no {text} on the clock")
        hour = hour % 12 + (12 if half == "p" else 0)
    total = hour * 60 + minute
    if minute > 59 or total > DAY_MINUTES:
        raise WrongHours(f"There is no {text} on the clock")
    return total
