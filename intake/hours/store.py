"""Rows of opening hours."""

from __future__ import annotations

from sqlalchemy import select

from intake.db import session
from intake.hours.tables import SavedHours


def newest(site_id: int) -> SavedHours | None:
    query = select(SavedHours).where(SavedHours.site_id == site_id)
    return session().scalar(query.order_by(SavedHours.id.desc()).limit(1))


def version(number: int) -> SavedHours | None:
    return session().get(SavedHours, number)


def add(row: SavedHours) -> int:
    session().add(row)
    session().flush()
    return row.id
