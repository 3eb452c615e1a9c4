"""CALL BACK, at closing time: the owners hear once of what nobody took, promised anew or called."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from intake import bell, clock, outbox
from intake.alerts import people
from intake.alerts.people import About
from intake.callbacks import closing
from intake.callbacks.closing import Evening
from intake.callbacks.tables import DeskItem
from intake.db import session, transaction
from intake.duty import reaching, roster
from intake.hours import service as hours
from intake.outbox import Alert
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Event, Kind

GRACE = timedelta(minutes=10)  # in which whoever closes may still be at it


def has_due() -> bool:
    """Say whether the owners of a site should hear that its day ended unsettled."""
    return any(_is_due(site) for site in _with_open_callbacks())


def tell_due() -> int:
    """Tell the owners of each site whose day ended unsettled, once a day; return how many sites."""
    told = sum(_tell(closing.evening(site)) for site in _with_open_callbacks() if _is_due(site))
    if told:
        bell.ring("tell")
    return told


def _with_open_callbacks() -> list[SiteView]:
    query = (
        select(DeskItem.site_id)
        .where(
            DeskItem.kind == Kind.CALLBACK,
            DeskItem.closed_at.is_(None),
            DeskItem.is_synthetic.is_(False),
        )
        .distinct()
    )
    ids = set(session().scalars(query))
    return [site for site in sites.everything() if site.id in ids]


def _is_due(site: SiteView) -> bool:
    """Say whether it is closing time, something is left, and nobody was told today.

    Asked every few seconds, so what is cheap and mostly false comes first.
    """
    calendar, now = hours.calendar(site), clock.now()
    day, ends_at = closing.working_day(calendar, now)
    if not ends_at + GRACE <= now < calendar.opens_after(ends_at):
        return False
    is_told = select(Alert.id).where(Alert.dedupe_key == _key(site.id, day.isoformat()))
    return session().scalar(is_told) is None and bool(closing.evening(site).left)


def _tell(evening: Evening) -> bool:
    """Tell the owners by the first of their own ways; say whether nobody had done so."""
    site, key = evening.site, _key(evening.site.id, evening.day.isoformat())
    people_here = roster.of_site(site)
    reach = reaching.ways_of(people_here.members, site.id)
    about = About(Event.DESK_UNSETTLED, site.id)
    with transaction():
        if not outbox.add(Event.DESK_UNSETTLED, site.id, key):
            return False
        outbox.mark_spread(session().scalars(select(Alert.id).where(Alert.dedupe_key == key)).one())
        for owner in people_here.owners():
            ways = reach(owner)
            for number, way in enumerate(ways):
                if way.after_minutes == ways[0].after_minutes:
                    people.tell(about, way.destination_id, f"{key}:{owner}:{number}")
    return True


def _key(site_id: int, day: str) -> str:
    return f"unsettled:{site_id}:{day}"
