"""Alerts of callbacks that reach nobody now: what the desk shows as a red line.

It says which callback and which channel, never an address.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import session
from intake.outbox import Alert
from intake.words import Channel, Event

WAITS_TOO_LONG = timedelta(minutes=3)
LOOKED_BACK = timedelta(days=3)  # longer than anything is tried
ABOUT_CALLBACKS = (Event.CALLBACK_DUE, Event.CALLBACK_HANDED, Event.CALLBACK_RECEIVED)


@dataclass(frozen=True)
class Undeliverable:
    """A callback of which no alert has arrived by this channel, nor by another one since."""

    site_id: int
    submission_id: int
    channel: Channel


def undeliverable(
    site_ids: Collection[int], now: datetime, open_ids: Collection[int] | None = None
) -> list[Undeliverable]:
    """Return what could not be told, of those callbacks that are still open if they are named.

    Told is a callback that any server took an alert of, later than the one that failed was made.
    """
    failed = Delivery.state.in_((DeliveryState.REFUSED, DeliveryState.NEEDS_ATTENTION))
    waits = and_(
        Delivery.state.in_(
            (DeliveryState.PENDING, DeliveryState.UNKNOWN, DeliveryState.COMMITTING)
        ),
        Delivery.created_at < now - WAITS_TOO_LONG,
        Destination.channel != Channel.PAGE,  # where nobody looks, the next way goes out
    )
    query = (
        select(Alert.site_id, Alert.submission_id, Destination.channel)
        .distinct()
        .join(Delivery, Delivery.alert_id == Alert.id)
        .join(Destination, Destination.id == Delivery.destination_id)
        .where(
            Alert.site_id.in_(site_ids),
            Alert.event.in_(ABOUT_CALLBACKS),
            Alert.created_at > now - LOOKED_BACK,
            Alert.submission_id.is_not(None),
            or_(failed, waits, ~Destination.is_enabled & Delivery.accepted_at.is_(None)),
            ~_told_since(),
        )
        .order_by(Alert.site_id, Alert.submission_id, Destination.channel)
    )
    if open_ids is not None:
        query = query.where(Alert.submission_id.in_(open_ids))
    return [
        Undeliverable(site_id, submission_id or 0, Channel(channel))
        for site_id, submission_id, channel in session().execute(query)
    ]


def count(
    site_ids: Collection[int], now: datetime, open_ids: Collection[int]
) -> dict[Channel, int]:
    """Return how many open callbacks nobody could be told of, by the channel that fails."""
    found = undeliverable(site_ids, now, open_ids)
    return {
        channel: sum(one.channel is channel for one in found)
        for channel in sorted({one.channel for one in found})
    }


def _told_since() -> ColumnElement[bool]:
    other_alert, other = aliased(Alert), aliased(Delivery)
    return exists().where(
        other_alert.submission_id == Alert.submission_id,
        other.alert_id == other_alert.id,
        other.state == DeliveryState.ACCEPTED,
        other_alert.created_at >= Alert.created_at,
    )
