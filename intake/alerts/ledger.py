"""The ledger: each delivery is claimed by a lease, marked before its last byte, and finished once.

A crash while claimed means: not delivered, sent again, not counted. A crash while committing means:
nobody knows; sent once more under the same id, and after a second time of not knowing a person
decides. So nothing is accepted more than twice. Every write carries the claim's token. What one
message carries shares its fate: all of its rows are claimed, marked and finished together.
"""

from __future__ import annotations

import random
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, literal, null, or_, select, update

from intake import clock
from intake.alerts import due, store
from intake.alerts.due import Claimed, count_due, has_due
from intake.alerts.outcomes import LostLease, Refused
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import Moment, session, transaction
from intake.rows import affected
from intake.words import Channel

__all__ = [
    "Claimed",
    "accept",
    "claim",
    "count_due",
    "doubt",
    "doubt_abandoned",
    "has_due",
    "mark_committing",
    "refuse",
]

LEASE_SECONDS = 30  # longer than the longest try
PAUSES_SECONDS = (10, 30, 120, 600, 1800)  # after the first refusals; hourly from then on
HOURLY_SECONDS = 3600
TRIED_FOR = timedelta(hours=48)
MOST_REFUSALS = 8  # then a person should look, while it is tried on
MOST_UNKNOWNS = 2  # the second time may already be the second delivery

_WAITING = (
    DeliveryState.PENDING,
    DeliveryState.REFUSED,
    DeliveryState.UNKNOWN,
    DeliveryState.NEEDS_ATTENTION,
)


def claim() -> Claimed | None:
    """Take a lease on the delivery that is due longest and on what it carries, or return None."""
    token = secrets.token_hex(16)
    with transaction():
        row = due.oldest()
        if row is None:
            return None
        others = due.carried(row)
        mine = [row["id"], *(id_ for id_, _ in others)]
        _update(
            Delivery.id.in_(mine),
            state=DeliveryState.CLAIMED,
            lease_token=token,
            next_at=clock.in_(LEASE_SECONDS),
            carried_by=case((Delivery.id == row["id"], null()), else_=literal(row["id"])),
        )
        also = tuple(reference for _, reference in others)
        return Claimed(token=token, ids=tuple(mine), also=also, **row)


def doubt_abandoned() -> None:
    """Write down that nobody knows of those whose worker died while the last byte went out.

    The token stays: should the worker live after all, it may still finish until the next claim.
    """
    now = clock.now()
    abandoned = Delivery.next_at <= now, Delivery.state == DeliveryState.COMMITTING
    if session().execute(select(Delivery.id).where(*abandoned).limit(1)).first():
        with transaction():
            _doubt(*abandoned, again_at=now)


def mark_committing(claimed: Claimed) -> None:
    """Write down that the last byte goes out now. Raises LostLease."""
    with transaction():
        marked = _update(
            *_ours(claimed),
            Delivery.state == DeliveryState.CLAIMED,
            state=DeliveryState.COMMITTING,
            next_at=clock.in_(LEASE_SECONDS),
        )
    if not marked:
        raise LostLease


def accept(claimed: Claimed) -> DeliveryState:
    """Write down that it was accepted; return its state. Raises LostLease."""
    with transaction():
        _finish(
            claimed,
            state=DeliveryState.ACCEPTED,
            accepted_at=clock.now(),
            next_at=None,
            last_error="",
        )
    return DeliveryState.ACCEPTED


def doubt(claimed: Claimed, reason: str) -> DeliveryState:
    """Write down that nobody knows whether it was accepted; return its state. Raises LostLease."""
    with transaction():
        again_at = clock.in_(PAUSES_SECONDS[0])
        _finish(claimed, last_error=reason)
        _doubt(*_ours(claimed), again_at=again_at)
        _postpone(claimed, again_at)  # who takes everything in silence keeps the others waiting
    return DeliveryState.UNKNOWN


def refuse(claimed: Claimed, refusal: Refused) -> DeliveryState:
    """Write down that it was surely not accepted, and when it is tried again; return its state.

    Raises LostLease.
    """
    attempts = claimed.attempts + 1
    again_at = clock.in_(max(_pause(attempts), refusal.retry_after_seconds))
    began = again_at - TRIED_FOR  # what is older is over
    is_over = refusal.is_gone or claimed.created_at < began
    needs_attention = is_over or attempts >= MOST_REFUSALS
    shown, refused = DeliveryState.NEEDS_ATTENTION, DeliveryState.REFUSED
    over = or_(literal(refusal.is_gone), Delivery.created_at < literal(began, Moment()))
    often = Delivery.attempts >= MOST_REFUSALS - 1
    with transaction():
        _finish(
            claimed,
            state=case((or_(over, often), shown.value), else_=refused.value),
            attempts=Delivery.attempts + 1,
            next_at=case((over, null()), else_=literal(again_at, Moment())),
            last_error=str(refusal),
        )
        if refusal.is_gone:
            store.disable(claimed.destination_id)
        elif refusal.is_route_down:
            _postpone(claimed, again_at)
    return shown if needs_attention else refused


def _pause(attempts: int) -> float:
    pauses = PAUSES_SECONDS[attempts - 1 : attempts] or (HOURLY_SECONDS,)
    return pauses[0] * random.uniform(1, 1.1)  # noqa: S311 - spreads load, guards nothing


def _postpone(claimed: Claimed, again_at: datetime) -> None:
    """Let what goes the same way wait too: a dead server must not take the turn of the others."""
    same_way = Delivery.destination_id == claimed.destination_id
    if claimed.channel == Channel.EMAIL:  # one server for all addresses
        by_mail = select(Destination.id).where(Destination.channel == Channel.EMAIL)
        same_way = Delivery.destination_id.in_(by_mail)
    _update(same_way, Delivery.state.in_(_WAITING), Delivery.next_at < again_at, next_at=again_at)


def _doubt(*which: ColumnElement[bool], again_at: datetime) -> None:
    is_second = Delivery.unknowns >= MOST_UNKNOWNS - 1
    again = literal(again_at, Moment())
    _update(
        *which,
        unknowns=Delivery.unknowns + 1,
        state=case(
            (is_second, DeliveryState.NEEDS_ATTENTION.value), else_=DeliveryState.UNKNOWN.value
        ),
        next_at=case((is_second, null()), else_=again),
    )


def _finish(claimed: Claimed, **values: object) -> None:
    if not _update(*_ours(claimed), **values):
        raise LostLease


def _ours(claimed: Claimed) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Delivery.id.in_(claimed.ids), Delivery.lease_token == claimed.token


def _update(*which: ColumnElement[bool], **values: object) -> int:
    done = session().execute(
        update(Delivery).where(*which).values(**values).execution_options(synchronize_session=False)
    )
    return affected(done)
