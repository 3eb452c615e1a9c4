"""Alerts stored with the fact they report: written in the same transaction, delivered afterwards.

A row has no field that could hold what somebody wrote: a reference, a due time and ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Mapped, mapped_column

from intake import clock, db
from intake.words import Event


class Alert(db.Base):
    """One thing to tell the people of a site; `spread_at` is when its deliveries were written."""

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(40))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    reference: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime | None]
    dedupe_key: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime]
    spread_at: Mapped[datetime | None] = mapped_column(index=True)


def add(
    event: Event,
    site_id: int,
    dedupe_key: str,
    *,
    submission_id: int | None = None,
    reference: str = "",
    due_at: datetime | None = None,
) -> bool:
    """Store the alert once, in the caller's transaction; say whether it is new."""
    insert = insert_on_sqlite if db.current().is_sqlite else insert_on_postgresql
    added = db.session().execute(
        insert(Alert)
        .values(
            event=event,
            site_id=site_id,
            submission_id=submission_id,
            reference=reference,
            due_at=due_at,
            dedupe_key=dedupe_key,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(Alert.id)
    )
    return added.first() is not None


def add_spread(alerts: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Store several alerts, each once, whose deliveries the caller writes in its transaction.

    Return the ids of the new ones by their keys.
    """
    now = clock.now()
    rows = [alert | {"created_at": now, "spread_at": now} for alert in alerts]
    statement = db.insert_once(Alert).returning(Alert.dedupe_key, Alert.id)
    added = db.session().execute(statement, rows) if rows else ()
    return {key: id_ for key, id_ in added}  # noqa: C416 - rows are no pairs to mypy


def mark_spread(alert_id: int) -> None:
    """Note, in the caller's transaction, that the alert's deliveries are written."""
    db.session().execute(
        update(Alert)
        .where(Alert.id == alert_id, Alert.spread_at.is_(None))
        .values(spread_at=clock.now())
    )
