"""SET UP, typed: `flask intake hours` sets when a site is open, and what is open follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import click
from flask.cli import with_appcontext

from intake.hours import holidays_library, service, written
from intake.hours.calendar import Calendar
from intake.hours.written import WEEKDAYS, WrongHours
from intake.setup import recompute
from intake.sites import service as sites

EXAMPLE = "Mon-Fri 9:00-12:30, 13:30-17:00"


@click.command("hours")
@click.argument("slug")
@click.option("--week", multiple=True, help=f'Such as "{EXAMPLE}". Days in none are closed.')
@click.option("--zone", help="The time zone, such as Europe/Berlin.")
@click.option("--closed", multiple=True, help="A date on which the site is closed.")
@click.option("--holidays", help="A country, such as US or DE-BY, whose holidays are added.")
@click.option("--year", multiple=True, type=int, help="Of these holidays.")
@with_appcontext
def set_hours(
    slug: str,
    week: tuple[str, ...],
    zone: str | None,
    closed: tuple[str, ...],
    holidays: str | None,
    year: tuple[int, ...],
) -> None:
    """Show when a site is open; set it with --week and the rest. Open callbacks follow."""
    site = sites.get(slug)
    before = service.calendar(site)
    now = _zoned(before, zone)
    if week:
        now = replace(now, week=written.read_week(week))
    now = _without(now, {_date(on): "" for on in closed})
    if holidays:
        country, _, part = holidays.partition("-")
        now = _without(now, holidays_library.public(country, part, year))
    if now != before:
        done = recompute.save(site, now, None, agreed=None)
        click.echo(f"Saved. Open callbacks with another time: {done.count}.")
    for name, day in zip(WEEKDAYS, now.week, strict=True):
        click.echo(f"{name}: {written.say(day) or 'closed'}")
    click.echo(f"Time zone: {now.zone.key}. Days that are not like that: {len(now.exceptions)}.")


def _zoned(calendar: Calendar, name: str | None) -> Calendar:
    zone = service.zone(name) if name else calendar.zone
    if zone is None:
        raise WrongHours(f"A time zone looks like Europe/Berlin, not {name}.")
    return replace(calendar, zone=zone)


def _without(calendar: Calendar, days: dict[date, str]) -> Calendar:
    """Close these days, except for those of which something else was said before."""
    new = {on: name for on, name in days.items() if on not in calendar.exceptions}
    names = {on: name for on, name in new.items() if name}
    return replace(
        calendar,
        exceptions={**calendar.exceptions, **dict.fromkeys(new, ())},
        names={**calendar.names, **names},
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongHours(f"A date looks like 2026-12-24, not {text}.") from None
