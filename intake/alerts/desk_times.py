"""TELL from when to call: the window that was promised, or the next try, as it is when told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import column, select, table

from intake.db import Moment, session
from intake.words import Event

# This slice knows no desk, which knows it; of its items it reads the few columns that it must.
_ITEM = table(
    "desk_item",
    *(column("site_id"), column("reference")),
    column("opened_at", Moment()),
    column("promise_from", Moment()),
    column("promise_at", Moment()),
    column("next_try_at", Moment()),
)
ABOUT_CALLS = {Event.CALLBACK_RECEIVED, Event.CALLBACK_DUE, Event.CALLBACK_HANDED}
AT_ONCE = timedelta(minutes=1)  # a promise that begins so soon is one of no window


def from_at(event: Event, site_id: int, reference: str, due_at: datetime | None) -> datetime | None:
    """Return from when somebody is to call; None: at once, or nobody knows any more."""
    if due_at is None or event not in ABOUT_CALLS:
        return None
    item = _ITEM.c
    row = session().execute(
        select(item.opened_at, item.promise_from, item.promise_at, item.next_try_at)
        .where(item.site_id == site_id, item.reference == reference)
        .limit(1)
    )
    found = row.first()
    if found is None or found.promise_at != due_at:
        return None
    if found.next_try_at:
        next_try_at: datetime = found.next_try_at
        return next_try_at
    begins_at: datetime | None = found.promise_from
    return begins_at if begins_at and begins_at - found.opened_at > AT_ONCE else None
