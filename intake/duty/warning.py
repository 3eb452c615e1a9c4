"""WARN the owners a day before a stretch of time in which nobody could be told of a callback."""

from __future__ import annotations

from datetime import datetime, timedelta

from intake import bell, clock
from intake.alerts import people
from intake.alerts.people import About
from intake.db import transaction
from intake.duty import dry_run, reaching, store, timing
from intake.duty.firing import Stand
from intake.hours.calendar import Span
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Event

MORNING_HOUR = 9  # early enough to find somebody, and not at night
LOOK_AGAIN = timedelta(hours=1)

_looked: dict[int, datetime] = {}  # when this process looked at a site last


def warn_uncovered() -> int:
    """Tell owners, once a day, of times tomorrow that nobody covers; return of how many sites."""
    return sum(_warn(site) for site in sites.everything() if _is_due(site))


def _is_due(site: SiteView) -> bool:
    now, before = clock.now(), _looked.get(site.id)
    if before and timedelta() <= now - before < LOOK_AGAIN:
        return False
    _looked[site.id] = now
    return store.is_set_up(site.id)


def _warn(site: SiteView) -> bool:
    stand, now = reaching.stand(site), clock.now()
    today = now.astimezone(stand.roster.zone)
    if today.hour < MORNING_HOUR or not _gaps(stand, today):
        return False
    about, key = About(Event.DUTY_NOBODY, site.id), f"uncovered:{site.id}:{today:%Y-%m-%d}"
    with transaction():
        told = [
            people.tell(about, ways[0].destination_id, f"{key}:{id_}")  # by their first way
            for id_ in stand.roster.owners()
            if (ways := people.ways(id_, site.id))
        ]
    if any(told):
        bell.ring("tell")
    return any(told)


def _gaps(stand: Stand, today: datetime) -> list[Span]:
    tomorrow = today.date() + timedelta(days=1)
    since = timing.wall(stand.roster.zone, tomorrow, 0)
    until = timing.wall(stand.roster.zone, tomorrow + timedelta(days=1), 0)
    return [gap.span for gap in dry_run.gaps(stand, since, until)]
