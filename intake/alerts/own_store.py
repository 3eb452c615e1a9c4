"""Rows of people's own ways: destinations of the audience `own`, sealed like all others."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, update

from intake import clock
from intake.alerts import store
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import session
from intake.errors import Conflict
from intake.rows import affected
from intake.sealing import sealer
from intake.words import Channel

OWN = "own"  # the audience of a destination that is one person's own way


def index(site_id: int, account_id: int, channel: Channel, address: str) -> str:
    """Return the keyed hash that this way of this person is found by."""
    if channel is not Channel.EMAIL:  # in URLs capitals matter, which an index does not tell apart
        address = hashlib.sha256(address.encode()).hexdigest()
    return sealer().index(address, f"own:{account_id}:{site_id}")


def number_index(site_id: int, number: str) -> str:
    """Return the keyed hash that whoever has this number is found by."""
    return sealer().index(number, f"way-number:{site_id}")


def add(
    site_id: int,
    account_id: int,
    channel: Channel,
    address: str,
    *,
    number: str = "",
    secret: str = "",
) -> int:
    """Store a way, in the caller's transaction; one that is there is enabled. Return its id.

    By a number's new address nothing has arrived yet. Raises Conflict if it is another's number.
    """
    found_by = (
        number_index(site_id, number) if number else index(site_id, account_id, channel, address)
    )
    is_stored = store.add_or_enable(
        {
            "site_id": site_id,
            "channel": channel,
            "audience": OWN,
            "address_index": found_by,
            "address_sealed": sealer().seal(address, f"destination:address:{found_by}"),
            "secret_sealed": sealer().seal(secret, f"destination:secret:{found_by}"),
            "account_id": account_id,
        },
        is_own=True,
    )
    if not is_stored:
        raise Conflict("This number is somebody else’s way already.")
    id_ = session().scalars(_with_index(site_id, channel, found_by)).one()
    if number:
        _set(account_id, id_, {"proven_at": None})
    return id_


def of_number(site_id: int, number: str) -> Destination | None:
    """Return the way that leads to this number, if it is anybody's."""
    found_by = number_index(site_id, number)
    id_ = session().scalar(_with_index(site_id, Channel.SMS, found_by))
    return session().get(Destination, id_) if id_ else None


def _with_index(site_id: int, channel: Channel, found_by: str) -> Select[int]:
    return select(Destination.id).where(
        Destination.site_id == site_id,
        Destination.channel == channel,
        Destination.audience == OWN,
        Destination.address_index == found_by,
    )


def listed(site_ids: Collection[int], account_id: int | None = None) -> Sequence[Destination]:
    """Return the ways of this person, or of everybody, on these sites, by person and order."""
    query = select(Destination).where(
        Destination.audience == OWN,
        Destination.site_id.in_(site_ids),
        Destination.account_id.is_not(None),
    )
    if account_id is not None:
        query = query.where(Destination.account_id == account_id)
    by = (Destination.site_id, Destination.account_id, Destination.after_minutes, Destination.id)
    return session().scalars(query.order_by(*by)).all()


def one(account_id: int, id_: int) -> Destination | None:
    """Return this person's way of this number."""
    query = select(Destination).where(
        Destination.id == id_, Destination.audience == OWN, Destination.account_id == account_id
    )
    return session().scalar(query)


def set_minutes(account_id: int, id_: int, minutes: int) -> bool:
    """Let it ring after so many minutes, in the caller's transaction; say if it is there."""
    return _set(account_id, id_, {"after_minutes": minutes})


def remove(account_id: int, id_: int) -> bool:
    """Make it nobody's and forget its address; what was sent there stays in the ledger."""
    gone = {"is_enabled": False, "account_id": None, "address_index": f"removed:{id_}"}
    return _set(account_id, id_, gone | {"address_sealed": "", "secret_sealed": ""})


def _set(account_id: int, id_: int, values: dict[str, Any]) -> bool:
    done = session().execute(
        update(Destination)
        .where(
            Destination.id == id_, Destination.audience == OWN, Destination.account_id == account_id
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return affected(done) == 1


def prove(destination_id: int, at: datetime) -> bool:
    """Note that something surely arrived there, in the caller's transaction; say if that is new."""
    done = session().execute(
        update(Destination)
        .where(
            Destination.id == destination_id,
            or_(Destination.proven_at.is_(None), Destination.proven_at < at),
        )
        .values(proven_at=at)
        .execution_options(synchronize_session=False)
    )
    return affected(done) == 1


def last_sent(ids: Collection[int]) -> dict[int, datetime]:
    """Return when each destination's server took something last."""
    rows = session().execute(
        select(Delivery.destination_id, func.max(Delivery.accepted_at))
        .where(Delivery.destination_id.in_(ids), Delivery.accepted_at.is_not(None))
        .group_by(Delivery.destination_id)
    )
    return {id_: at for id_, at in rows if at}


def last_errors(ids: Collection[int]) -> dict[int, str]:
    """Return what is wrong with what each destination was sent last, if something is."""
    newest = (
        select(func.max(Delivery.id))
        .where(
            Delivery.destination_id.in_(ids),
            or_(Delivery.accepted_at.is_not(None), Delivery.last_error != ""),
        )
        .group_by(Delivery.destination_id)
    )
    rows = session().execute(
        select(Delivery.destination_id, Delivery.last_error).where(Delivery.id.in_(newest))
    )
    return {id_: error for id_, error in rows if error}


def has_page(account_id: int) -> bool:
    """Say whether a page of ours is one of this person's ways."""
    return session().execute(_pages(account_id).limit(1)).first() is not None


def waits_for_page(account_id: int) -> bool:
    """Say whether something waits until this person looks at a page."""
    waits = select(Delivery.id).where(
        Delivery.destination_id.in_(_pages(account_id)), Delivery.state == DeliveryState.PENDING
    )
    return session().execute(waits.limit(1)).first() is not None


def _pages(account_id: int) -> Select[int]:
    return select(Destination.id).where(
        Destination.account_id == account_id,
        Destination.audience == OWN,
        Destination.channel == Channel.PAGE,
        Destination.is_enabled,
    )


def show_on_page(account_id: int) -> None:
    """Accept what waits for this person's page, in the caller's transaction."""
    shown = session().execute(
        update(Delivery)
        .where(
            Delivery.destination_id.in_(_pages(account_id)),
            Delivery.state == DeliveryState.PENDING,
        )
        .values(state=DeliveryState.ACCEPTED, accepted_at=clock.now(), delivered_at=clock.now())
        .returning(Delivery.destination_id)
        .execution_options(synchronize_session=False)
    )
    for destination_id in set(shown.scalars()):
        prove(destination_id, clock.now())


def shown_since(account_id: int, since: datetime) -> Sequence[int]:
    """Return the alerts that this person's page has shown since then."""
    query = select(Delivery.alert_id).where(
        Delivery.destination_id.in_(_pages(account_id)), Delivery.accepted_at >= since
    )
    return session().scalars(query.order_by(Delivery.id)).all()
