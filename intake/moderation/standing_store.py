"""Rows of standing orders: given with a bulk, in force for a day, ended with its undo."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, insert, select, update

from intake import clock
from intake.db import session
from intake.moderation.queue_tables import StandingOrder
from intake.moderation.tables import Decision, Fingerprint
from intake.rows import affected
from intake.words import Action


@dataclass(frozen=True)
class Order:
    """What is to be done with those of a campaign that are still to come."""

    id: int
    site_id: int
    campaign_id: int
    bulk_id: int
    account_id: int
    action: Action
    until: datetime


def add(values: dict[str, Any]) -> None:
    """Keep an order."""
    session().execute(insert(StandingOrder).values(**values))


def in_force(campaign_ids: Collection[int], site_ids: Collection[int]) -> list[Order]:
    """Return the orders about these campaigns of these sites, oldest first.

    Nobody ends them before the caller's transaction is over.
    """
    orders = _orders(
        StandingOrder.campaign_id.in_(campaign_ids), StandingOrder.site_id.in_(site_ids)
    )
    return _read(orders.with_for_update(read=True))


def of_bulk(bulk_id: int) -> Order | None:
    """Return the order that was given with a bulk, while it is in force."""
    return next(iter(_read(_orders(StandingOrder.bulk_id == bulk_id))), None)


def end(bulk_id: int) -> bool:
    """End what was ordered with a bulk, if it is in force; say whether it was."""
    ended = session().execute(
        update(StandingOrder)
        .where(StandingOrder.bulk_id == bulk_id, *_is_in_force())
        .values(ended_at=clock.now())
    )
    return affected(ended) > 0


def prints(submission_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return the site and the campaign of each of these."""
    rows = session().execute(
        select(Fingerprint.submission_id, Fingerprint.site_id, Fingerprint.campaign_id).where(
            Fingerprint.submission_id.in_(submission_ids)
        )
    )
    return {row.submission_id: (row.site_id, row.campaign_id) for row in rows}


def sites_of(campaign_id: int, site_ids: Collection[int]) -> list[int]:
    """Return those of these sites that have the campaign: it is one site's."""
    query = select(Fingerprint.site_id).where(
        Fingerprint.campaign_id == campaign_id, Fingerprint.site_id.in_(site_ids)
    )
    return list(session().scalars(query.distinct()))


def has_any() -> bool:
    """Say whether any order is in force."""
    query = select(StandingOrder.id).where(*_is_in_force()).limit(1)
    return session().scalar(query) is not None


def _orders(*where: ColumnElement[bool]) -> Select[StandingOrder]:
    return select(StandingOrder).where(*where, *_is_in_force()).order_by(StandingOrder.id)


def _read(query: Select[StandingOrder]) -> list[Order]:
    return [
        Order(
            row.id,
            row.site_id,
            row.campaign_id,
            row.bulk_id,
            row.account_id,
            Action(row.action),
            row.until,
        )
        for row in session().scalars(query.execution_options(populate_existing=True))
    ]


def _is_in_force() -> list[ColumnElement[bool]]:
    return [StandingOrder.ended_at.is_(None), StandingOrder.until > clock.now()]


def undecided(ids: Collection[int]) -> set[int]:
    """Return those of these about which no person has decided anything: those are to come."""
    query = select(Decision.submission_id).where(Decision.submission_id.in_(ids))
    return set(ids) - set(session().scalars(query))
