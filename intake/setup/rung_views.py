"""SET UP: "Who will be rung?" - the ladder is tried for tonight, Saturday and the next holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake import clock
from intake.accounts import guard
from intake.duty import at_once, dry_run, reaching, timing, wording
from intake.duty.dry_run import Run
from intake.duty.firing import Stand
from intake.duty.here import my_site
from intake.duty.timing import Promised
from intake.hours.calendar import Calendar, NeverOpen
from intake.promises import service as promises
from intake.setup.rung_forms import ArrivalForm
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("rung", __name__)

DAYS_LOOKED_AT = 7
EVENING, NOON = 20 * 60, 11 * 60
SATURDAY = 5
MOST_GAPS = 50


@dataclass(frozen=True)
class Tried:
    """A callback that arrives at a moment, and what would happen. `run`: None if never open."""

    title: str
    at: datetime
    run: Run | None


@bp.get("/staff/rung")
@guard.requires(Role.OWNER)
def page() -> ResponseReturnValue:
    """Show who would be told of callbacks that nobody takes, and when nobody would be."""
    site, now = my_site(Role.OWNER), clock.now()
    stand = reaching.stand(site)
    form = ArrivalForm(stand.roster.zone, request.args)
    is_asked = "at" in request.args
    is_wrong = is_asked and not form.validate()
    moments = _moments(stand.calendar, now)
    if is_asked and not is_wrong and (at := form.moment()):
        moments = [("At the time that you chose", at), *moments]
    page = render_template(
        "duty/rung.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        stand=stand,
        zone=stand.roster.zone,
        form=form,
        is_wrong=is_wrong,
        gaps=dry_run.gaps(stand, now, now + timedelta(days=DAYS_LOOKED_AT)),
        most_gaps=MOST_GAPS,
        tried=[Tried(title, at, _run(site, stand, at)) for title, at in moments],
        at_once=at_once.count(site.id),
        wording=wording,
    )
    return page, 422 if is_wrong else 200


def _run(site: SiteView, stand: Stand, at: datetime) -> Run | None:
    try:
        soon = promises.offered(site, at)[0]
    except NeverOpen:
        return None
    return dry_run.run(stand, Promised(soon.from_at, soon.due_at))


def _moments(calendar: Calendar, now: datetime) -> list[tuple[str, datetime]]:
    """Return the moments worth a look, in order."""
    zone = calendar.zone
    today = now.astimezone(zone).date()
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    found = [
        ("Now", now),
        ("Tonight", max(timing.wall(zone, today, EVENING), now)),
        ("On Saturday", max(timing.wall(zone, saturday, NOON), now)),
    ]
    return sorted([*found, *_holiday(calendar, zone, now)], key=lambda each: each[1])


def _holiday(calendar: Calendar, zone: ZoneInfo, now: datetime) -> list[tuple[str, datetime]]:
    """Return the next day that is closed for once."""
    today = now.astimezone(zone).date()
    closed = sorted(on for on, day in calendar.exceptions.items() if on > today and not day)
    if not closed:
        return []
    name = calendar.names.get(closed[0], "")
    title = f"On the next holiday, {name}" if name else "On the next day that is closed"
    return [(title, timing.wall(zone, closed[0], NOON))]
