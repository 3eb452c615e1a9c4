"""TELL one of our own: by which ways a person is reached, in their order, and telling them so."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from intake import clock, outbox
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import session
from intake.outbox import Alert
from intake.words import Channel, Event

OWN = "own"  # the audience of a destination that is one person's own way


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
    """Return how this person is reached about this site, in the order of their ladder."""
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


def tell(about: About, destination_id: int, key: str) -> bool:
    """Store an alert for one way of one person once, in the caller's transaction; say if new."""
    is_new = outbox.add(
        about.event,
        about.site_id,
        key,
        submission_id=about.submission_id,
        reference=about.reference,
        due_at=about.due_at,
    )
    if not is_new:
        return False
    alert_id = session().scalars(select(Alert.id).where(Alert.dedupe_key == key)).one()
    outbox.mark_spread(alert_id)
    session().execute(
        insert(Delivery).values(
            alert_id=alert_id,
            destination_id=destination_id,
            state=DeliveryState.PENDING,
            message_id=f"msg_{secrets.token_hex(12)}",
            next_at=clock.now(),
            created_at=clock.now(),
        )
    )
    return True
