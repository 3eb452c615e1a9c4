"""Which deliveries may be taken now: those that are due, where their destination is not rung often.

Who gets short messages gets at most one in so many seconds. What becomes due meanwhile waits, and
then one message tells of all of it: nothing is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, literal, or_, select
from sqlalchemy.orm import aliased

from intake import clock
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import Moment, session
from intake.outbox import Alert
from intake.sites.tables import Site
from intake.words import Channel, Event

# Seconds between two messages to one destination, by channel; the others are not held back.
GAP_SECONDS = {Channel.SMS: 60, Channel.CHAT: 60, Channel.PUSH: 60}
MOST_CARRIED = 50
LOOKS = 3  # for a destination whose turn it is, before others have theirs
# What one message can tell several of, where it is about a callback.
BUNDLED = {
    *(Event.CALLBACK_DUE, Event.CALLBACK_HANDED, Event.CALLBACK_RECEIVED),
    Event.DUTY_NOBODY,
}
_OTHER = aliased(Delivery)  # made once: it is asked for at every delivery
_TAKEN = (DeliveryState.CLAIMED, DeliveryState.COMMITTING)


@dataclass(frozen=True)
class Claimed:
    """A delivery that is ours until the lease ends, with what is needed to write its text.

    `ids` are its own and of those that it carries; `also` are the references of the latter.
    """

    id: int
    token: str
    message_id: str
    attempts: int
    unknowns: int
    created_at: datetime
    destination_id: int
    channel: str
    audience: str
    address_sealed: str
    address_index: str
    secret_sealed: str
    event: str
    reference: str
    due_at: datetime | None
    happened_at: datetime
    account_id: int | None
    site_id: int
    site: str
    time_zone: str
    ids: tuple[int, ...] = ()
    also: tuple[str, ...] = ()


def has_due() -> bool:
    """Say whether a delivery is due that nobody works at."""
    return session().execute(_due(select(Delivery.id)).limit(1)).first() is not None


def count_due(most: int) -> int:
    """Return how many are due that nobody works at, counting no further than `most`."""
    return len(session().execute(_due(select(Delivery.id)).limit(most)).all())


def oldest() -> dict[str, Any] | None:
    """Lock and return what is due longest, in the caller's transaction; short messages first."""
    return _oldest_short() or _first(_oldest(Destination.channel.not_in(GAP_SECONDS)))


def _oldest_short() -> dict[str, Any] | None:
    """Return what is due longest for a destination that nobody else takes something for."""
    waits = exists().where(
        Delivery.destination_id == Destination.id,
        Delivery.next_at <= clock.now(),
        Delivery.state != DeliveryState.COMMITTING,
        ~_goes_with_another(),
    )
    turn = (
        select(Destination.id)
        .where(
            Destination.channel.in_(GAP_SECONDS),
            Destination.is_enabled,
            _may_ring(Destination.id),
            waits,
        )
        .order_by(Destination.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    # Whoever had the turn a moment ago may have taken all of it: only the lock shows that.
    for _ in range(LOOKS):
        id_ = session().scalar(turn)
        row = _first(_oldest(Destination.id == id_)) if id_ else None
        if row or not id_:
            return row
    return None


def _first(query: Select[*tuple[Any, ...]]) -> dict[str, Any] | None:
    row = session().execute(query).mappings().first()
    return dict(row) if row else None


def carried(row: dict[str, Any]) -> list[tuple[int, str]]:
    """Lock and return (id, reference) of what goes with this one, in the caller's transaction.

    A message of which nobody knows whether it arrived goes once more just as it was.
    """
    is_bundled = row["event"] in BUNDLED and row["reference"]
    if row["channel"] not in GAP_SECONDS or not is_bundled:
        return []
    same = Delivery.carried_by == row["id"], Delivery.unknowns > 0
    found = session().execute(
        select(Delivery.id, Alert.reference)
        .join(Alert, Alert.id == Delivery.alert_id)
        .where(
            Delivery.destination_id == row["destination_id"],
            Delivery.id != row["id"],
            Delivery.next_at <= clock.now(),
            Delivery.state != DeliveryState.COMMITTING,
            Alert.event.in_(BUNDLED),
            Alert.reference != "",
            *(same if row["unknowns"] else (Delivery.unknowns == 0,)),
        )
        .order_by(Delivery.next_at, Delivery.id)
        .limit(MOST_CARRIED)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    return [(id_, reference) for id_, reference in found]


def _due(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join(Destination, Destination.id == Delivery.destination_id).where(
        Delivery.next_at <= clock.now(),
        Destination.is_enabled,
        ~_goes_with_another(),
        or_(Destination.channel.not_in(GAP_SECONDS), _may_ring(Delivery.destination_id)),
    )


def _goes_with_another() -> ColumnElement[bool]:
    """Say of what was carried by a message that perhaps arrived: it goes again with that alone."""
    return and_(Delivery.carried_by.is_not(None), Delivery.unknowns > 0)


def _may_ring(destination_id: ColumnElement[int] | Any) -> ColumnElement[bool]:
    other, now = _OTHER, clock.now()
    since = {
        channel.value: literal(now - timedelta(seconds=gap), Moment())
        for channel, gap in GAP_SECONDS.items()
    }
    was_rung = other.accepted_at > case(since, value=Destination.channel)
    is_being_rung = and_(other.state.in_(_TAKEN), other.next_at > now)
    return ~exists().where(other.destination_id == destination_id, or_(was_rung, is_being_rung))


def _oldest(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = select(
        Delivery.id,
        Delivery.message_id,
        Delivery.attempts,
        Delivery.unknowns,
        Delivery.created_at,
        Delivery.destination_id,
        Destination.channel,
        Destination.audience,
        Destination.address_sealed,
        Destination.address_index,
        Destination.secret_sealed,
        Destination.account_id,
        Alert.event,
        Alert.reference,
        Alert.due_at,
        Alert.created_at.label("happened_at"),
        Site.id.label("site_id"),
        Site.name.label("site"),
        Site.time_zone,
    )
    return (
        _due(columns)
        .join(Alert, Alert.id == Delivery.alert_id)
        .join(Site, Site.id == Destination.site_id)
        .where(which, Delivery.state != DeliveryState.COMMITTING)
        .order_by(Delivery.next_at, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Delivery)
    )
