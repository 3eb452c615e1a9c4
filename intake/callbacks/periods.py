"""CALL BACK, counted: the days or the month that figures are about, on the site's clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.errors import NotFound

DAYS = (7, 30, 90)
USUAL = "30"
MONTHS = 12  # so many may be chosen
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Period:
    """From `since` until before `until`; `key` names it in an address, `label` to a person."""

    key: str
    label: str
    since: datetime
    until: datetime


def choices(now: datetime, time_zone: str) -> list[Period]:
    """Return what may be chosen: the last days, then months, the newest first."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    months = [_months_back(today, back) for back in range(MONTHS)]
    keys = [*map(str, DAYS), *(f"{month:%Y-%m}" for month in months)]
    return [period(key, now, time_zone) for key in keys]


def period(key: str, now: datetime, time_zone: str) -> Period:
    """Return the period of a key: a number of days up to today, or a month. Raises NotFound."""
    zone = ZoneInfo(time_zone)
    if key in map(str, DAYS):
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        first = tomorrow - timedelta(days=int(key))
        label = f"the last {key} days"
        return Period(key, label, _midnight(first, zone), _midnight(tomorrow, zone))
    found = _MONTH.fullmatch(key)
    if not found:
        raise NotFound("There are no figures of such a time.")
    first = date(int(found[1]), int(found[2]), 1)
    until = _months_back(first, -1)
    label = f"{first:%B %Y}"
    return Period(key, label, _midnight(first, zone), _midnight(until, zone))


def _months_back(day: date, back: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(years, month + 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
