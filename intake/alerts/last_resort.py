"""TELL somebody who has no way of their own: by the address they sign in with; and take back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from intake.alerts import destinations, store
from intake.alerts.destinations import WrongAddress
from intake.alerts.people import OWN, Way
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import session
from intake.outbox import Alert
from intake.rows import affected
from intake.sealing import sealer
from intake.words import Channel

NOT_KEPT = 0  # no destination has this id: this way is kept when it is needed


def way(email: str) -> Way | None:
    """Return the way of somebody who has named none; None if no mail can be sent there."""
    try:
        destinations.check_email(email)
    except WrongAddress:
        return None
    return Way(NOT_KEPT, Channel.EMAIL, 0, None)


def keep(account_id: int, site_id: int, email: str) -> int:
    """Make the address a way of this person, in the caller's transaction; return its number."""
    address = destinations.plain_email(email)
    index = sealer().index(address.casefold(), f"own:{account_id}:{site_id}")
    store.add_or_enable(
        {
            "site_id": site_id,
            "channel": Channel.EMAIL,
            "audience": OWN,
            "address_index": index,
            "address_sealed": sealer().seal(address, f"destination:address:{index}"),
            "secret_sealed": sealer().seal("", f"destination:secret:{index}"),
            "account_id": account_id,
        }
    )
    query = select(Destination.id).where(
        Destination.site_id == site_id,
        Destination.channel == Channel.EMAIL,
        Destination.audience == OWN,
        Destination.address_index == index,
    )
    return session().scalars(query).one()


def withdraw(keys: Collection[str]) -> int:
    """Take alerts back that nobody has begun to deliver, in the caller's transaction; say how many.

    So nobody is rung for what is done.
    """
    taken = session().execute(
        update(Delivery)
        .where(
            Delivery.alert_id.in_(select(Alert.id).where(Alert.dedupe_key.in_(keys))),
            Delivery.state == DeliveryState.PENDING,
        )
        .values(state=DeliveryState.WITHDRAWN, next_at=None)
        .execution_options(synchronize_session=False)
    )
    return affected(taken)
