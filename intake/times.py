"""How an instant is said to a person: how long ago, and at what time where the site is."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from intake import clock

STEPS = ((86_400, "day", "days"), (3600, "h", "h"), (60, "min", "min"))


def span(duration: timedelta) -> str:
    """Say how long, in its largest unit: 12 s, 3 min, 2 h, 5 days."""
    seconds = max(int(duration.total_seconds()), 0)
    for size, one, many in STEPS:
        if number := seconds // size:
            return f"{number} {one if number == 1 else many}"
    return f"{seconds} s"


def since(moment: datetime) -> str:
    """Say how long ago it was."""
    duration = clock.now() - moment
    return "just now" if duration < timedelta(seconds=1) else f"{span(duration)} ago"


def time_at(moment: datetime, time_zone: str) -> str:
    """Say the time of day at the site."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%H:%M}"


def place_of(time_zone: str) -> str:
    """Say of which place a time zone's time is: New York, and UTC of none."""
    return time_zone.rpartition("/")[2].replace("_", " ")


def moment_at(moment: datetime, time_zone: str) -> str:
    """Say day and time at the site; today and tomorrow by name."""
    zone = ZoneInfo(time_zone)
    local, today = moment.astimezone(zone), clock.now().astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M} today"
    if local.date() == today + timedelta(days=1):
        return f"{local:%H:%M} tomorrow"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"
