"""PROMISE: what a site offers now, and what was promised, moved and settled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from intake import clock
from intake.hours import service as hours
from intake.promises import store, windows
from intake.promises.tables import Promise
from intake.promises.windows import Window
from intake.sites.service import SiteView

SOON_MINUTES, DAYS = 60, 2


def offered(site: SiteView, now: datetime) -> list[Window]:
    """Return the times to call that the site can keep, the soonest first."""
    calendar = hours.calendar(site)
    return [
        windows.soon(calendar, now, SOON_MINUTES),
        *windows.blocks(calendar, now, DAYS),
    ]


def make(site: SiteView, submission_id: int, key: str) -> Promise:
    """Promise to call in the window of this key, in the caller's transaction.

    A key that names no window means as soon as possible.
    """
    calendar, now = hours.calendar(site), clock.now()
    times = windows.times(key)
    if times is None:
        soon = windows.soon(calendar, now, SOON_MINUTES)
        times = soon.from_at, soon.due_at
    from_at, due_at = times
    values = {
        "submission_id": submission_id,
        "site_id": site.id,
        "window": key,
        "from_at": from_at,
        "due_at": due_at,
        "first_due_at": due_at,
        "hours_version": calendar.version,
        "made_at": now,
    }
    store.add(values)
    return Promise(**values)


def of(submission_id: int) -> Promise | None:
    """Return what was promised to whoever sent this."""
    return store.of(submission_id)


def move(submission_id: int, from_at: datetime, due_at: datetime) -> bool:
    """Promise another time, in the caller's transaction; say whether it was still open."""
    return store.move(submission_id, from_at=from_at, due_at=due_at, moved_at=clock.now())


def settle(submission_ids: Collection[int]) -> None:
    """Say that nobody waits for these any more, in the caller's transaction."""
    store.settle(submission_ids, clock.now())


def renew(submission_ids: Collection[int]) -> None:
    """Say that somebody waits for these again, in the caller's transaction."""
    store.settle(submission_ids, None)
