"""CALL BACK: put messages and callback requests on the desk, with the promise that was made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import insert

from intake import clock, outbox
from intake.callbacks.tables import DeskItem
from intake.db import session
from intake.sites import service as sites
from intake.submissions.readings import Readable
from intake.words import Event, Kind

EVENTS = {Kind.CONTACT: Event.CONTACT_RECEIVED, Kind.CALLBACK: Event.CALLBACK_RECEIVED}


def open_items(items: Sequence[Readable], *, unsure: Collection[int]) -> None:
    """Put these on the desk and store their alerts, in the caller's transaction.

    `unsure` are the ids of those that the classifier doubted. Only a callback has a promise.
    """
    promised = _promised_minutes() if items else {}
    for item in items:
        minutes = promised.get((item.site_id, item.window))
        promise_at = None if minutes is None else item.received_at + timedelta(minutes=minutes)
        session().execute(
            insert(DeskItem).values(
                submission_id=item.id,
                site_id=item.site_id,
                kind=item.kind,
                reference=item.reference,
                is_unsure=item.id in unsure,
                opened_at=clock.now(),
                promise_at=promise_at,
            )
        )
        outbox.add(
            EVENTS[item.kind],
            item.site_id,
            f"desk:{item.id}",
            submission_id=item.id,
            reference=item.reference,
            due_at=promise_at,
        )


def _promised_minutes() -> dict[tuple[int, str], int]:
    return {
        (site.id, window.key): window.minutes
        for site in sites.everything()
        for window in site.windows
    }
