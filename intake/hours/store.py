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


def hold(site_id: int) -> None:
    """Let nobody else save hours of this site, nor store what belongs to it, until we are done."""
    session().execute(select(Site.id).where(Site.id == site_id).with_for_update())
