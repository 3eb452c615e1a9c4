"""OPEN: the hours of a site as they are now, and as they were when something was promised."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from intake import audit, clock
from intake.hours import store
from intake.hours.calendar import Calendar, Day, Interval
from intake.hours.tables import SavedHours
from intake.sites.service import SiteView

USUAL_DAY = (Interval(9 * 60, 17 * 60),)
USUAL_WEEK = (USUAL_DAY,) * 5 + ((),) * 2


def calendar(site: SiteView) -> Calendar:
    """Return the hours of the site as they are now; usual ones until somebody saves others."""
    row = store.newest(site.id)
    return _read(row) if row else Calendar(ZoneInfo(site.time_zone), USUAL_WEEK)


def version(number: int, site: SiteView) -> Calendar:
    """Return the hours as they were saved under this number."""
    row = store.version(number) if number else None
    return _read(row) if row else Calendar(ZoneInfo(site.time_zone), USUAL_WEEK)


def save(site_id: int, calendar: Calendar, account_id: int | None) -> Calendar:
    """Keep these hours as the site's newest, in the caller's transaction.

    Raises NeverOpen.
    """
    next(calendar.spans(clock.now()))
    number = store.add(
        SavedHours(
            site_id=site_id,
            time_zone=calendar.zone.key,
            week=[_plain(day) for day in calendar.week],
            exceptions={on.isoformat(): _plain(day) for on, day in calendar.exceptions.items()},
            account_id=account_id,
            saved_at=clock.now(),
        )
    )
    audit.note("hours.set", account_id=account_id, site_id=site_id, subject=f"hours:{number}")
    return Calendar(calendar.zone, calendar.week, calendar.exceptions, number)


def _read(row: SavedHours) -> Calendar:
    exceptions = {date.fromisoformat(on): _day(day) for on, day in row.exceptions.items()}
    return Calendar(ZoneInfo(row.time_zone), tuple(map(_day, row.week)), exceptions, row.id)


def _plain(day: Day) -> list[list[int]]:
    return [[interval.begins, interval.ends] for interval in day]


def _day(plain: list[Any]) -> Day:
    return tuple(Interval(*pair) for pair in plain)
