"""The addresses of a site that are told of everything at once: no ladder decides about them."""

from __future__ import annotations

from intake.alerts import service as alerts
from intake.words import Role


def count(site_id: int) -> int:
    """Return how many of them there are."""
    return sum(
        told.is_enabled and told.audience == Role.STAFF for told in alerts.everybody(site_id)
    )
