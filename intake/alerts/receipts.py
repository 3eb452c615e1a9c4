"""Receipts: a channel says that an alert arrived at its person, or that it did not after all.

A receipt only adds to what is known. One that comes late, twice, or about nothing of its sender's
changes nothing. Where an alert was taken and then did not arrive, it needs attention: nobody sends
it there again, the desk shows it, and the next way of the person's ladder goes out in its time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import aliased

from intake import clock
from intake.alerts import own_store
from intake.alerts.inbound import Signed
from intake.alerts.tables import Delivery, DeliveryState
from intake.db import session, transaction
from intake.rows import affected

SCOPE = "receipts"
DELIVERED, FAILED = "delivery.delivered", "delivery.failed"
NOT_ARRIVED = "taken, but not delivered"
# It may be known to have arrived before we know that it was taken.
_MAY_ARRIVE = (
    DeliveryState.COMMITTING,
    DeliveryState.ACCEPTED,
    DeliveryState.UNKNOWN,
    DeliveryState.NEEDS_ATTENTION,
)


def take(signed: Signed) -> None:
    """Write down what the receipt says."""
    data = signed.body.get("data")
    message_id = data.get("id") if isinstance(data, dict) else None
    if not isinstance(message_id, str):
        return
    with transaction():
        if signed.body.get("type") == DELIVERED:
            _delivered(signed.destination_id, message_id)
        elif signed.body.get("type") == FAILED:
            _failed(signed.destination_id, message_id)


def _delivered(destination_id: int, message_id: str) -> None:
    which = _of(destination_id, message_id)
    if _set(*which, Delivery.state.in_(_MAY_ARRIVE), delivered_at=clock.now()):
        own_store.prove(destination_id, clock.now())
        # Whoever has it in hand finishes it; what nobody knew of is known now.
        doubted = Delivery.state.in_((DeliveryState.UNKNOWN, DeliveryState.NEEDS_ATTENTION))
        _set(
            *_of(destination_id, message_id, is_delivered=True),
            doubted,
            state=DeliveryState.ACCEPTED,
            accepted_at=clock.now(),
            next_at=None,
            last_error="",
        )


def _failed(destination_id: int, message_id: str) -> None:
    _set(
        *_of(destination_id, message_id),
        Delivery.state.in_((DeliveryState.ACCEPTED, DeliveryState.UNKNOWN)),
        state=DeliveryState.NEEDS_ATTENTION,
        next_at=None,
        last_error=NOT_ARRIVED,
    )


def _of(
    destination_id: int, message_id: str, *, is_delivered: bool = False
) -> tuple[ColumnElement[bool], ...]:
    known = Delivery.delivered_at
    other = aliased(Delivery)
    carrier = select(other.id).where(other.message_id == message_id).scalar_subquery()
    return (
        Delivery.destination_id == destination_id,
        or_(Delivery.message_id == message_id, Delivery.carried_by == carrier),
        known.is_not(None) if is_delivered else known.is_(None),
    )


def _set(*which: ColumnElement[bool], **values: Any) -> int:
    done = session().execute(
        update(Delivery).where(*which).values(**values).execution_options(synchronize_session=False)
    )
    return affected(done)
