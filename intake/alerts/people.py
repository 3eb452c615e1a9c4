"""TELL one of our own: by which ways a person is reached, in their order, and telling them so."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import column, insert, select, table, update

from intake import clock, db, outbox
from intake.alerts import own_store
from intake.alerts.destinations import WrongAddress, plain_email
from intake.alerts.own_store import OWN
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import session
from intake.outbox import Alert
from intake.rows import affected
from intake.words import Channel, Event

__all__ = ["OWN", "About", "Telling", "Way", "tell", "tell_all", "ways", "withdraw"]

# This slice knows no accounts, which know it; of theirs it reads the one column it must.
_ACCOUNT = table("account", column("id"), column("email"), column("active"))


@dataclass(frozen=True)
class Way:
    """One way to reach a person: after so many minutes of their own ladder."""

    destination_id: int
    channel: Channel
    after_minutes: int
    proven_at: datetime | None


@dataclass(frozen=True)
class About:
    """What a person is told of: it has no field that could hold what a visitor wrote."""

    event: Event
    site_id: int
    submission_id: int | None = None
    reference: str = ""
    due_at: datetime | None = None


def ways(account_id: int, site_id: int) -> list[Way]:
    """Return how this person is reached about this site, in the order of their ladder.

    Who has no way of their own has their account's e-mail. It becomes one in the caller's
    transaction; outside of any it is shown with the number 0, because reading changes nothing.
    """
    if found := _ways(account_id, site_id):
        return found
    email = _email(account_id)
    if email and db.is_writing():
        own_store.add(site_id, account_id, Channel.EMAIL, email)
        return _ways(account_id, site_id)
    return [Way(0, Channel.EMAIL, 0, None)] if email else []


def _ways(account_id: int, site_id: int) -> list[Way]:
    rows = session().scalars(
        select(Destination)
        .where(
            Destination.account_id == account_id,
            Destination.site_id == site_id,
            Destination.audience == OWN,
            Destination.is_enabled,
        )
        .order_by(Destination.after_minutes, Destination.id)
    )
    return [Way(row.id, Channel(row.channel), row.after_minutes, row.proven_at) for row in rows]


def _email(account_id: int) -> str:
    """Return the address of their account; none where no mail can be sent to it."""
    wanted = select(_ACCOUNT.c.email).where(_ACCOUNT.c.id == account_id, _ACCOUNT.c.active)
    found = session().scalar(wanted)
    try:
        return plain_email(found) if found else ""
    except WrongAddress:
        return ""


@dataclass(frozen=True)
class Telling:
    """Somebody is told by one of their ways; `key` says what makes it the same as another."""

    about: About
    destination_id: int
    key: str


def tell(about: About, destination_id: int, key: str) -> bool:
    """Store an alert for one way of one person once, in the caller's transaction; say if new."""
    return bool(tell_all([Telling(about, destination_id, key)]))


def tell_all(tellings: Sequence[Telling]) -> set[str]:
    """Store alerts, each for one way of one person and once; return the keys of the new ones."""
    alerts = outbox.add_spread(
        [
            {
                "event": one.about.event,
                "site_id": one.about.site_id,
                "submission_id": one.about.submission_id,
                "reference": one.about.reference,
                "due_at": one.about.due_at,
                "dedupe_key": one.key,
            }
            for one in tellings
        ]
    )
    to = {one.key: one.destination_id for one in tellings if one.key in alerts}
    pages = _pages(set(to.values()))
    now = clock.now()
    deliveries = [
        {
            "alert_id": alerts[key],
            "destination_id": id_,
            "state": DeliveryState.PENDING,
            "message_id": f"msg_{secrets.token_hex(12)}",
            # What a page shows is delivered when it is shown: nobody sends it.
            "next_at": None if id_ in pages else now,
            "created_at": now,
        }
        for key, id_ in to.items()
    ]
    if deliveries:
        session().execute(insert(Delivery), deliveries)
    return set(alerts)


def _pages(ids: Collection[int]) -> set[int]:
    """Return which of these destinations are shown on a page."""
    if not ids:
        return set()
    query = select(Destination.id).where(Destination.channel == Channel.PAGE)
    return set(session().scalars(query.where(db.among(Destination.id, ids))))


def withdraw(key: str) -> bool:
    """Take back what nobody has begun to deliver, in the caller's transaction; say if it was."""
    taken = session().execute(
        update(Delivery)
        .where(
            Delivery.alert_id.in_(select(Alert.id).where(Alert.dedupe_key == key)),
            Delivery.state == DeliveryState.PENDING,
        )
        .values(state=DeliveryState.WITHDRAWN, next_at=None)
        .execution_options(synchronize_session=False)
    )
    return affected(taken) > 0
