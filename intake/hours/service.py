"""OPEN: the hours of a site as they are now, and as they were when something was promised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from intake import audit, clock
from intake.hours import store
from intake.hours.calendar import Calendar, Day, Interval, NeverOpen
from intake.hours.tables import SavedHours
from intake.sites.service import SiteView

USUAL_DAY = (Interval(9 * 60, 17 * 60),)
USUAL_WEEK = (USUAL_DAY,) * 5 + ((),) * 2
KEPT = 64  # calendars whose reckoning stays in memory


def calendar(site: SiteView) -> Calendar:
    """Return the hours of the site as they are now; usual ones until somebody saves others."""
    row = store.newest(site.id)
    return _read(row) if row else _usual(site.time_zone)


def version(number: int, site: SiteView) -> Calendar:
    """Return the hours as they were saved under this number."""
    row = store.version(number) if number else None
    return _read(row) if row else _usual(site.time_zone)


def is_set(site_id: int) -> bool:
    """Say whether anybody has saved the hours of this site."""
    return store.newest(site_id) is not None


def save(site_id: int, calendar: Calendar, account_id: int | None) -> Calendar:
    """Keep these hours as the site's newest, in the caller's transaction.

    Whoever promises something meanwhile waits until it ends. Raises NeverOpen.
    """
    check(calendar)
    take_turn(site_id)
    number = store.add(
        SavedHours(
            site_id=site_id,
            time_zone=calendar.zone.key,
            week=[_plain(day) for day in calendar.week],
            exceptions={
                on.isoformat(): {"name": calendar.names.get(on, ""), "intervals": _plain(day)}
                for on, day in sorted(calendar.exceptions.items())
            },
            account_id=account_id,
            saved_at=clock.now(),
        )
    )
    audit.note("hours.set", account_id=account_id, site_id=site_id, subject=f"hours:{number}")
    return replace(calendar, version=number)


def take_turn(site_id: int) -> None:
    """Let nobody else save hours of this site, nor promise by them, until we are done."""
    store.take_turn(site_id)


def check(calendar: Calendar) -> None:
    """Raise NeverOpen for hours that never open, or will not for more than a year.

    Days that are open for once are no hours: when they are over, nothing could be promised.
    """
    if not any(calendar.week):
        raise NeverOpen("These hours never open. Give at least one weekday with opening hours.")
    next(calendar.spans(clock.now()))


def zones() -> list[str]:
    """Return the names of all time zones that are places."""
    return sorted(name for name in available_timezones() if "/" in name and name[:4] != "Etc/")


def zone(name: str) -> ZoneInfo | None:
    """Return the time zone of this name, if there is one."""
    return ZoneInfo(name) if name in available_timezones() else None


def _read(row: SavedHours) -> Calendar:
    return _reckoned(row.id, row.time_zone, json.dumps(row.week), json.dumps(row.exceptions))


@lru_cache(maxsize=KEPT)
def _reckoned(number: int, time_zone: str, week: str, exceptions: str) -> Calendar:
    """Return a saved calendar. The same one again, for it keeps what it has reckoned."""
    days: dict[date, Day] = {}
    names: dict[date, str] = {}
    for on, kept in json.loads(exceptions).items():
        # Versions before names were kept have the intervals alone.
        named = kept if isinstance(kept, Mapping) else {"name": "", "intervals": kept}
        days[date.fromisoformat(on)] = _day(named["intervals"])
        if named["name"]:
            names[date.fromisoformat(on)] = named["name"]
    return Calendar(ZoneInfo(time_zone), tuple(map(_day, json.loads(week))), days, number, names)


@lru_cache(maxsize=KEPT)
def _usual(time_zone: str) -> Calendar:
    return Calendar(ZoneInfo(time_zone), USUAL_WEEK)


def _plain(day: Day) -> list[list[int]]:
    return [[interval.begins, interval.ends] for interval in day]


def _day(plain: list[Any]) -> Day:
    return tuple(Interval(*pair) for pair in plain)
