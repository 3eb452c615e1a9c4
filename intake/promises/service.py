"""PROMISE: what a site offers now, and what was promised, moved and settled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select

from intake import clock
from intake.errors import IntakeError
from intake.hours import service as hours
from intake.hours.calendar import Calendar
from intake.promises import offers, store, windows
from intake.promises.load import Load
from intake.promises.tables import Promise
from intake.promises.windows import SOON, Window
from intake.sites.service import SiteView

MOST_CHOICES = 8  # more than these nobody reads
MOST_TODAY = 4
GONE = "That time was just taken. Nothing was sent yet: choose another time and send it again"


class WindowGone(IntakeError):
    """A time to call that was offered, and that the site cannot keep any more."""

    status = 422
    code = "window_gone"


def offered(site: SiteView, now: datetime) -> list[Window]:
    """Return the times to call that the site can keep, the soonest first; never none."""
    offer, calendar = offers.of(site.id), hours.calendar(site)
    load = _load(site, calendar, now)
    free = [
        window
        for window in windows.blocks(calendar, now, offer.days)
        if load.has_room(window.from_at, window.due_at)
    ]
    today = sum(window.label.startswith("Today") for window in free)
    late = free[today:]
    soon = windows.soon(calendar, now, load.soon(timedelta(minutes=offer.soon_minutes)))
    return [soon, *free[: min(today, MOST_TODAY)], *late][:MOST_CHOICES]


def is_offered(site: SiteView, key: str) -> bool:
    """Say whether the site has such a window, even if others have taken all of it meanwhile.

    A page that stood open for some minutes may name one that has begun.
    """
    if key == SOON:
        return True
    if (named := windows.times(key)) is None:
        return False
    calendar, now = hours.calendar(site), clock.now()
    furthest = [window.due_at for window in windows.blocks(calendar, now, offers.of(site.id).days)]
    return named[1] <= max(furthest, default=now) and windows.is_known(calendar, *named)


def has_room(site: SiteView, key: str) -> bool:
    """Say whether the site can keep one promise more in this window."""
    named, now = windows.times(key), clock.now()
    return named is None or _fits(_load(site, hours.calendar(site), now), now, *named)


def make(site: SiteView, submission_id: int, key: str) -> Promise:
    """Promise to call in the window of this key, in the caller's transaction.

    A key that names no window means as soon as possible. Raises WindowGone.
    """
    store.take_turn(site.id)
    calendar, now = hours.calendar(site), clock.now()
    from_at, due_at = _times(site, calendar, now, key)
    values = {
        "submission_id": submission_id,
        "site_id": site.id,
        "window": key if windows.times(key) else SOON,
        "from_at": from_at,
        "due_at": due_at,
        "first_due_at": due_at,
        "hours_version": calendar.version,
        "made_at": now,
    }
    store.add(values)
    return Promise(**values)


def take_turn(site_id: int) -> None:
    """Let nobody else promise anything for this site until the caller's transaction ends."""
    store.take_turn(site_id)


def change(site: SiteView, submission_id: int, seen_due_at: datetime, key: str) -> bool:
    """Promise another window instead, in the caller's transaction, as the visitor asked for.

    Say whether the promise was open and as it was seen. Raises WindowGone.
    """
    store.take_turn(site.id)
    promise = store.of(submission_id)
    if promise is None or promise.settled_at is not None or promise.due_at != seen_due_at:
        return False
    calendar, now = hours.calendar(site), clock.now()
    from_at, due_at = _times(site, calendar, now, key, besides=promise)
    values = {
        "window": key,
        "from_at": from_at,
        "due_at": due_at,
        "hours_version": calendar.version,
        "moved_at": now,
    }
    return store.move(submission_id, **values)


def of(submission_id: int) -> Promise | None:
    """Return what was promised to whoever sent this."""
    return store.of(submission_id)


def move(submission_id: int, from_at: datetime, due_at: datetime) -> bool:
    """Promise another time, in the caller's transaction; say whether it was still open."""
    return store.move(submission_id, from_at=from_at, due_at=due_at, moved_at=clock.now())


def cancel(submission_id: int, *, even_settled: bool = False) -> bool:
    """Note that the visitor wants no call, in the caller's transaction; say whether we did.

    `even_settled`: also if nobody would have called, of which the visitor knows nothing.
    """
    return store.cancel(submission_id, clock.now(), even_settled=even_settled)


def leave_out(submission_ids: Select[tuple[int]]) -> None:
    """Have what this selects not counted as a call of its own: it is part of another's."""
    store.leave_out(submission_ids)


def settle(submission_ids: Collection[int]) -> None:
    """Say that nobody waits for these any more, in the caller's transaction."""
    store.settle(submission_ids, clock.now())


def renew(submission_ids: Collection[int]) -> None:
    """Say that somebody waits for these again, in the caller's transaction."""
    store.settle(submission_ids, None)


def _times(
    site: SiteView, calendar: Calendar, now: datetime, key: str, besides: Promise | None = None
) -> tuple[datetime, datetime]:
    """Return from when and until when the site can call in this window. Raises WindowGone."""
    load, named = _load(site, calendar, now, besides), windows.times(key)
    if named is None:
        return now, load.soon(timedelta(minutes=offers.of(site.id).soon_minutes))
    if not _fits(load, now, *named):
        raise WindowGone(f"{GONE}.")
    return named


def _fits(load: Load, now: datetime, from_at: datetime, due_at: datetime) -> bool:
    return due_at - now >= windows.AHEAD and load.has_room(from_at, due_at)


def _load(
    site: SiteView, calendar: Calendar, now: datetime, besides: Promise | None = None
) -> Load:
    """Return what the site's people have to do already; `besides` a promise that is to go."""
    due = store.open_due(site.id, besides.submission_id if besides else None)
    return Load(calendar, now, offers.of(site.id).calls_an_hour, due)
