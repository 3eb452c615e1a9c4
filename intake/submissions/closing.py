"""RECEIVE, closed: pages that take no comments any more, until a person opens them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, update

from intake import clock
from intake.db import session
from intake.rows import affected
from intake.submissions.tables import Thread


@dataclass(frozen=True)
class ClosedThread:
    """A page that takes no comments, since when."""

    id: int
    path: str
    closed_at: datetime


def close(thread_id: int) -> bool:
    """Take no more comments there, in the caller's transaction; say whether it took some before."""
    done = session().execute(
        update(Thread)
        .where(Thread.id == thread_id, Thread.closed_at.is_(None))
        .values(closed_at=clock.now())
    )
    return affected(done) == 1


def reopen(site_id: int, thread_id: int) -> bool:
    """Take comments again, in the caller's transaction; say whether it took none before."""
    done = session().execute(
        update(Thread)
        .where(Thread.id == thread_id, Thread.site_id == site_id, Thread.closed_at.is_not(None))
        .values(closed_at=None)
    )
    return affected(done) == 1


def is_closed(site_id: int, path: str) -> bool:
    """Say whether this page takes no comments."""
    closed = exists().where(
        Thread.site_id == site_id, Thread.path == path, Thread.closed_at.is_not(None)
    )
    return bool(session().scalar(select(closed)))


def closed(site_id: int, most: int) -> Sequence[ClosedThread]:
    """Return the site's pages that take no comments, those closed last first."""
    rows = session().execute(
        select(Thread.id, Thread.path, Thread.closed_at)
        .where(Thread.site_id == site_id, Thread.closed_at.is_not(None))
        .order_by(Thread.closed_at.desc(), Thread.id)
        .limit(most)
    )
    return [ClosedThread(id_, path, at) for id_, path, at in rows if at is not None]
