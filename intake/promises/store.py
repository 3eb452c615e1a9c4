"""Rows of promises."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from intake.db import session
from intake.promises.tables import Promise
from intake.rows import affected


def add(values: dict[str, Any]) -> None:
    session().execute(insert(Promise).values(**values))


def of(submission_id: int) -> Promise | None:
    return session().get(Promise, submission_id)


def move(submission_id: int, **values: object) -> bool:
    """Change a promise that is open; say whether it was."""
    done = session().execute(
        update(Promise)
        .where(Promise.submission_id == submission_id, Promise.settled_at.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return affected(done) == 1


def settle(submission_ids: Collection[int], at: datetime | None) -> None:
    session().execute(
        update(Promise)
        .where(Promise.submission_id.in_(submission_ids))
        .values(settled_at=at)
        .execution_options(synchronize_session=False)
    )


def open_between(site_id: int, since: datetime, until: datetime) -> list[datetime]:
    """Return when the open promises that fall due in this time do so."""
    query = select(Promise.due_at).where(
        Promise.site_id == site_id,
        Promise.settled_at.is_(None),
        Promise.due_at > since,
        Promise.due_at <= until,
    )
    return list(session().scalars(query))
