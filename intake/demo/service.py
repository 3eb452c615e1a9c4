"""TRY: the demo site."""

from __future__ import annotations

from intake.accounts import service as accounts
from intake.alerts import service as alerts
from intake.config import Settings
from intake.db import transaction
from intake.sites import service as sites
from intake.words import Role

SLUG = "demo"
STAFF = "staff@demo.example"
MODERATORS = "moderators@demo.example"


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
