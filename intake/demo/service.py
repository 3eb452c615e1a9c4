"""TRY: the demo site."""

from __future__ import annotations

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
    site = sites.add(SLUG, "Riverside Practice", [settings.base_url], sites.USUAL_WINDOWS)
    with transaction():
        alerts.subscribe(site.id, STAFF, Role.STAFF)
        alerts.subscribe(site.id, MODERATORS, Role.MODERATOR)
