"""Rows of opening hours."""

from __future__ import annotations

from sqlalchemy import select

from intake.db import session
from intake.hours.tables import SavedHours
from intake.sites.tables import Site


def newest(site_id: int) -> SavedHours | None:
    query = select(SavedHours).where(SavedHours.site_id == site_id)
    return session().scalar(query.order_by(SavedHours.id.desc()).limit(1))


def version(number: int) -> SavedHours | None:
    return session().get(SavedHours, number)


def add(row: SavedHours) -> int:
    session().add(row)
    session().flush()
    return row.id


def take_turn(site_id: int) -> None:
    """Wait until nobody else saves hours of this site or promises anything by them.

    Until the caller's transaction ends, nobody does. SQLite has one writer at a time anyway.
    """
    turn = select(Site.id).where(Site.id == site_id).with_for_update(key_share=True)
    session().execute(turn)
