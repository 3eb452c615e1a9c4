"""Rows of promises."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from intake import db
from intake.db import session
from intake.promises.tables import Offer, Promise
from intake.rows import affected
from intake.sites.tables import Site


def take_turn(site_id: int) -> None:
    """Wait until nobody else promises anything for this site, in the caller's transaction.

    SQLite has one writer at a time anyway. Who only names the site in a row need not wait.
    """
    turn = select(Site.id).where(Site.id == site_id).with_for_update(key_share=True)
    session().execute(turn)


def add(values: dict[str, Any]) -> None:
    session().execute(insert(Promise).values(**values))


def of(submission_id: int) -> Promise | None:
    return session().get(Promise, submission_id, populate_existing=True)


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
        .values(settled_at=at, **({} if at else {"cancelled_at": None}))
        .execution_options(synchronize_session=False)
    )


def cancel(submission_id: int, at: datetime, *, even_settled: bool) -> bool:
    """Settle a promise because its visitor wants no call; say whether we did."""
    is_open = Promise.cancelled_at if even_settled else Promise.settled_at
    done = session().execute(
        update(Promise)
        .where(Promise.submission_id == submission_id, is_open.is_(None))
        .values(settled_at=at, cancelled_at=at)
        .execution_options(synchronize_session=False)
    )
    return affected(done) == 1


_joined: list[Select[tuple[int]]] = []


def leave_out(submission_ids: Select[tuple[int]]) -> None:
    """Have what this selects not counted as a call of its own."""
    _joined.append(submission_ids)


def open_due(site_id: int, besides: int | None = None) -> list[datetime]:
    """Return when the open promises fall due, or did; all but that of one submission.

    Requests that are dealt with in one call are one.
    """
    query = select(Promise.due_at).where(Promise.site_id == site_id, Promise.settled_at.is_(None))
    for joined in _joined:
        query = query.where(Promise.submission_id.not_in(joined))
    if besides is not None:
        query = query.where(Promise.submission_id != besides)
    return list(session().scalars(query))


def offer(site_id: int) -> Offer | None:
    return session().get(Offer, site_id)


def save_offer(site_id: int, values: dict[str, Any]) -> None:
    """Keep it in the place of what was offered before, if anything was."""
    session().execute(db.insert_once(Offer).values(site_id=site_id, **values))
    session().execute(
        update(Offer)
        .where(Offer.site_id == site_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
