"""The practice of the simulated year: its hours, its people, its ladder, and how each is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.year_sinks import Receivers
from intake import bell, clock, db, migrating, sealing
from intake.accounts import store as accounts
from intake.accounts.tables import Account
from intake.alerts import channels, ways
from intake.alerts import service as alerts
from intake.alerts.ways import Wish
from intake.config import Secrets, Settings
from intake.db import transaction
from intake.duty import keeping, ladders
from intake.duty.keeping import Shift
from intake.duty.ladders import ON_DUTY, PERSON, ROLE, Counts, Rungs, Step
from intake.hours import holidays_library
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Day, Interval
from intake.promises import offers
from intake.promises.offers import SiteOffer
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Channel, Role

YEAR = 2026
ZONE = ZoneInfo("America/New_York")
BEGINS = datetime(YEAR, 1, 1, 5, tzinfo=UTC)
ENDS = datetime(YEAR + 1, 1, 1, 5, tzinfo=UTC)
STAFF = ("Ana", "Ben", "Cleo")
NOWHERE = "redis://127.0.0.1:1/0"  # nobody rings: the simulation itself sees what is due

MORNING, AFTERNOON = Interval(9 * 60, 12 * 60 + 30), Interval(13 * 60 + 30, 17 * 60)
LONG, SHORT = Interval(13 * 60 + 30, 19 * 60), Interval(9 * 60, 12 * 60)
WEEK = ((MORNING, AFTERNOON),) * 3 + ((MORNING, LONG), (MORNING, AFTERNOON), (SHORT,), ())


@dataclass(frozen=True)
class Practice:
    """Whom the year is about. `staff` are accounts; who is on duty is told before the owner."""

    site: SiteView
    calendar: Calendar
    staff: tuple[int, ...]
    on_duty: int
    owner: int

    @property
    def people(self) -> tuple[int, ...]:
        return (*self.staff, self.on_duty, self.owner)


def settings(data: Path, database_url: str, smtp_url: str) -> Settings:
    """Return the settings of an installation in this directory."""
    names = ("secret_key", "index_key", "sender_key")
    words = {name: f"only-for-a-simulated-year-{name * 3}" for name in names}
    return Settings(
        data=data,
        database_url=database_url,
        redis_url=NOWHERE,
        base_url="http://intake.example",
        secrets=Secrets(**words, field_keys={"k1": b"k" * 32}),
        smtp_url=smtp_url,
        may_call_private_webhooks=True,
    )


def connect(installed: Settings) -> None:
    """Make this process, and those that it forks, ready to work."""
    sealing.equip(installed.secrets)
    db.connect(installed)
    bell.hang(installed)
    channels.equip(installed)


def open_practice(installed: Settings, receivers: Receivers) -> Practice:
    """Make the database, and the practice in it as it is on the first day."""
    migrating.migrate(installed.database_url)
    connect(installed)
    sites.forget()
    clock.pin(lambda: BEGINS)
    site = sites.add("practice", "Riverside Practice", [], time_zone=str(ZONE))
    people = {name: _account(site, name, Role.STAFF) for name in (*STAFF, "Dora")}
    owner = _account(site, "Olga", Role.OWNER)
    practice = Practice(
        site, _save_hours(site), tuple(people[name] for name in STAFF), people["Dora"], owner
    )
    _save_ladder(practice)
    alerts.add_webhook(site.id, f"{receivers.urls['hook']}/desk", Role.STAFF)
    for account_id in practice.staff[1:]:
        ways.add(account_id, site.id, Wish(Channel.PAGE, ""))
    push = receivers.urls["push"].replace("http://", "ntfy://")
    ways.add(practice.on_duty, site.id, Wish(Channel.PUSH, f"{push}/duty"))
    ways.add(practice.on_duty, site.id, Wish(Channel.EMAIL, "dora@practice.example", "", 15))
    return practice


def _account(site: SiteView, name: str, role: Role) -> int:
    email = f"{name.lower()}@practice.example"
    account = Account(
        email=email, name=name, password="", fs_uniquifier=email, created_at=clock.now()
    )
    with transaction():
        id_ = accounts.add_account(account)
        accounts.add_membership(id_, site.id, role)
    return id_


def _save_hours(site: SiteView) -> Calendar:
    known: dict[date, Day] = dict.fromkeys(
        holidays_library.public("US", "NY", [YEAR, YEAR + 1]), ()
    )
    known |= {date(YEAR, 12, day): (SHORT,) for day in (24, 31)}
    with transaction():
        offers.save(site.id, SiteOffer(soon_minutes=60, calls_an_hour=20, days=3), None)
        return hours.save(site.id, Calendar(ZONE, WEEK, known), None)


def _save_ladder(practice: Practice) -> None:
    steps = (
        Step(f"{PERSON}{practice.staff[0]}"),
        Step(f"{ROLE}{Role.STAFF}", 75, Counts.SHARE),
        Step(ON_DUTY, 85, Counts.SHARE),
        Step(f"{ROLE}{Role.OWNER}", 95, Counts.SHARE),
    )
    with transaction():
        ladders.save(practice.site.id, Rungs(steps, 0.6, (22 * 60, 7 * 60), 2), None)
    for weekday in range(7):
        keeping.add_week(practice.site.id, practice.on_duty, Shift(weekday, 0, 24 * 60), None)


def opens_after(practice: Practice, at: datetime) -> datetime:
    """Return when somebody is there who could look."""
    return practice.calendar.opens_after(at)


def later(practice: Practice, at: datetime, minutes: float) -> datetime:
    """Return the instant after so many minutes of opening time."""
    return practice.calendar.add(at, timedelta(minutes=minutes))


def closings(practice: Practice, since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield a little before each day's last hours end."""
    before: datetime | None = None
    for span in practice.calendar.spans(since):
        if before and span.since.astimezone(ZONE).date() != before.astimezone(ZONE).date():
            yield before - timedelta(minutes=5)
        if span.since > until:
            return
        before = span.until
