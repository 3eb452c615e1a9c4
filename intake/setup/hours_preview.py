"""SET UP: how the next days will be, said as on a door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from intake.hours import written
from intake.hours.calendar import Calendar

DAYS = 14
USUAL_LENGTH = timedelta(days=1)


@dataclass(frozen=True)
class Shown:
    """One day, closed if it has no hours. `note` is what is unusual about it."""

    on: date
    label: str
    hours: tuple[str, ...]
    note: str


def days(calendar: Calendar, today: date) -> list[Shown]:
    """Return the next days, today first."""
    return [_day(calendar, today + timedelta(days=away), away) for away in range(DAYS)]


def _day(calendar: Calendar, on: date, away: int) -> Shown:
    name = {0: "Today", 1: "Tomorrow"}.get(away, f"{on:%A}")
    intervals = calendar.day(on)
    said = tuple(
        f"{written.clock(each.begins)}-{written.clock(each.ends)}"
        + (" the next day" if each.ends <= each.begins else "")
        for each in intervals
    )
    return Shown(on, f"{name}, {on.day} {on:%B}", said, _note(calendar, on))


def _note(calendar: Calendar, on: date) -> str:
    notes = []
    if on in calendar.exceptions:
        notes.append(calendar.names.get(on) or "Not as usual")
    length = calendar.length_of(on)
    if length != USUAL_LENGTH:
        notes.append(f"the clocks change: this day has {length / timedelta(hours=1):g} hours")
    return "; ".join(notes)
