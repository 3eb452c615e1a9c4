"""Rows of destinations and alerts: who is told, what is not yet spread, who needs a reminder."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from intake import clock, db, outbox
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import session
from intake.outbox import Alert
from intake.rows import affected
from intake.sites.tables import Site
from intake.submissions.tables import Submission
from intake.words import Channel, Event, Kind, Role, Status

SPREAD_BATCH = 100


AUDIENCE = {
    Event.CONTACT_RECEIVED: Role.STAFF,
    Event.CALLBACK_RECEIVED: Role.STAFF,
    Event.HOURS_CHANGED: Role.STAFF,
    Event.QUEUE_WAITING: Role.MODERATOR,
    Event.QUEUE_NOTICED: Role.MODERATOR,
}


def _audience() -> ColumnElement[str]:
    whens = {event.value: role.value for event, role in AUDIENCE.items()}
    return case(whens, value=Alert.event)


def find(site_id: int, channel: Channel, audience: Role, address_index: str) -> Destination | None:
    return session().scalar(
        select(Destination).where(
            Destination.site_id == site_id,
            Destination.channel == channel,
            Destination.audience == audience,
            Destination.address_index == address_index,
        )
    )


def add_or_enable(values: dict[str, Any], *, is_own: bool = False) -> bool:
    """Store a destination; one that is there is enabled, with the new address and secret.

    One person's own is theirs alone: say whether it could be stored, which another's cannot.
    """
    insert = insert_on_sqlite if db.current().is_sqlite else insert_on_postgresql
    adding = insert(Destination).values(created_at=clock.now(), is_enabled=True, **values)
    new = ("is_enabled", "address_sealed", "secret_sealed", "account_id")
    mine = or_(
        Destination.account_id.is_(None), Destination.account_id == adding.excluded.account_id
    )
    done = session().execute(
        adding.on_conflict_do_update(
            index_elements=["site_id", "channel", "audience", "address_index"],
            set_={name: adding.excluded[name] for name in new},
            where=mine if is_own else None,
        ).returning(Destination.id)
    )
    return done.first() is not None


def disable(destination_id: int) -> bool:
    """Send nothing there any more; what waits for it stays, and stays visible. Say if it exists."""
    done = session().execute(
        update(Destination).where(Destination.id == destination_id).values(is_enabled=False)
    )
    return affected(done) == 1


def emails() -> Sequence[Destination]:
    """Return the addresses that are told of a site; those of single letters are not among them."""
    query = select(Destination).where(Destination.channel == Channel.EMAIL, _is_audience())
    return session().scalars(query).all()


def listed(site_id: int | None) -> list[tuple[Destination, str, str | None]]:
    """Return destinations (of one site, or of all) with the slug and what went wrong last."""
    went_wrong = (
        select(Delivery.last_error)
        .where(
            Delivery.destination_id == Destination.id,
            Delivery.accepted_at.is_not(None) | (Delivery.last_error != ""),
        )
        .order_by(Delivery.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Destination, Site.slug, went_wrong)
        .join(Site, Site.id == Destination.site_id)
        .where(_is_audience())
    )
    if site_id is not None:
        query = query.where(Site.id == site_id)
    rows = session().execute(query.order_by(Site.slug, Destination.id))
    return [(row, slug, last_error) for row, slug, last_error in rows]


def _is_audience() -> ColumnElement[bool]:
    return Destination.audience.in_(list(Role))


def has_unspread() -> bool:
    """Say whether an alert waits to be spread that somebody could be told."""
    return bool(session().scalar(select(exists().where(_is_spreadable()))))


def spread() -> None:
    """Write the deliveries of alerts that have none, in the caller's transaction.

    An alert that nobody could be told waits until somebody can.
    """
    alerts = session().execute(
        select(Alert.id, Alert.site_id, _audience())
        .where(_is_spreadable())
        .order_by(Alert.id)
        .limit(SPREAD_BATCH)
        .with_for_update(skip_locked=True, of=Alert)
    )
    for alert_id, site_id, audience in alerts.all():
        for destination_id in _enabled(site_id, audience):
            _add_delivery(alert_id, destination_id)
        outbox.mark_spread(alert_id)


def _is_spreadable() -> ColumnElement[bool]:
    can_be_told = exists().where(
        Destination.site_id == Alert.site_id,
        Destination.audience == _audience(),
        Destination.is_enabled,
    )
    return Alert.spread_at.is_(None) & can_be_told


def _enabled(site_id: int, audience: str) -> Sequence[int]:
    query = select(Destination.id).where(
        Destination.site_id == site_id, Destination.audience == audience, Destination.is_enabled
    )
    return session().scalars(query).all()


def _add_delivery(alert_id: int, destination_id: int) -> None:
    insert = insert_on_sqlite if db.current().is_sqlite else insert_on_postgresql
    session().execute(
        insert(Delivery)
        .values(
            alert_id=alert_id,
            destination_id=destination_id,
            state=DeliveryState.PENDING,
            message_id=f"msg_{secrets.token_hex(12)}",
            next_at=clock.now(),
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["alert_id", "destination_id"])
    )


def queue_length(site_id: int) -> int:
    """Return how many comments of the site wait for a decision now."""
    query = (
        select(func.count()).select_from(Submission).where(_waits(), Submission.site_id == site_id)
    )
    return session().scalar(query) or 0


def sites_with_queue(before: datetime) -> list[tuple[int, str]]:
    """Return (id, time zone) of sites with moderators where a comment waits since `before`."""
    waits = exists().where(_waits(), Submission.site_id == Site.id, Submission.received_at < before)
    moderated = exists().where(
        Destination.site_id == Site.id,
        Destination.audience == Role.MODERATOR,
        Destination.is_enabled,
    )
    query = select(Site.id, Site.time_zone).where(waits, moderated)
    return [(site_id, name) for site_id, name in session().execute(query)]


def _waits() -> ColumnElement[bool]:
    return (Submission.kind == Kind.COMMENT) & (Submission.status == Status.PENDING)


def has_alert(dedupe_key: str) -> bool:
    """Say whether an alert of this key was stored before."""
    return bool(session().scalar(select(exists().where(Alert.dedupe_key == dedupe_key))))
