"""TRY: the demo site."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from intake.accounts import service as accounts
from intake.alerts import service as alerts
from intake.config import Settings
from intake.db import transaction
from intake.declared import service as declared
from intake.hours import service as hours
from intake.hours import written
from intake.hours.calendar import Calendar
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Role

SLUG = "demo"
STAFF = "staff@demo.example"
MODERATORS = "moderators@demo.example"
WEEK = ("Mon-Fri 9:00-12:30, 13:30-17:00",)
APPOINTMENT = "appointment"


def create(settings: Settings) -> None:
    """Create the demo site, once, and tell its people by mail what arrives."""
    try:
        accounts.open_site(SLUG, "Riverside Practice", [settings.base_url])
    except sites.SlugTaken:
        # It stands where Intake stands, which may be another port than at the last start.
        sites.set_origins(SLUG, [settings.base_url])
    site = sites.get(SLUG)
    with transaction():
        alerts.subscribe(site.id, STAFF, Role.STAFF)
        alerts.subscribe(site.id, MODERATORS, Role.MODERATOR)
    _furnish(site)


def _furnish(site: SiteView) -> None:
    """Give it opening hours and a form of its own, unless somebody has set others."""
    if not hours.is_set(site.id):
        with transaction():
            calendar = Calendar(ZoneInfo(site.time_zone), written.read_week(WEEK))
            hours.save(site.id, calendar, None)
    if not declared.versions(site.id, APPOINTMENT):
        declared.save(site.id, declared.example(APPOINTMENT), None)
