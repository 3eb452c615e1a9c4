"""CALL BACK, words of an emergency: somebody is rung at once, but not woken by night."""

from __future__ import annotations

from intake import clock
from intake.callbacks.tables import DeskItem
from intake.duty import service as duty
from intake.hours import service as hours
from intake.sites import service as sites


def ring(row: DeskItem) -> None:
    """Ring at once while we are open, in the caller's transaction; after a claim if it has one."""
    now = clock.now()
    site = next(site for site in sites.everything() if site.id == row.site_id)
    if not hours.calendar(site).is_open(now):
        return
    duty.pass_on(row.submission_id)
    if row.claimed_until and row.claimed_until > now:
        duty.hold(row.submission_id, row.claimed_until)
