"""CALL BACK, words of an emergency: somebody is rung at once, but not woken by night."""

from __future__ import annotations

from intake import clock
from intake.callbacks.tables import DeskItem
from intake.duty import service as duty
from intake.hours import service as hours
from intake.sites import service as sites


def ring(row: DeskItem) -> None:
    """Ring at once while we are open and nobody has it, in the caller's transaction."""
    now = clock.now()
    is_claimed = row.claimed_until is not None and row.claimed_until > now
    site = next(site for site in sites.everything() if site.id == row.site_id)
    if not is_claimed and hours.calendar(site).is_open(now):
        duty.ring_again(row.submission_id, now)
