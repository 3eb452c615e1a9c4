"""TRY: the rows that the account is made of, read by join, a few hundred at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from intake import db
from intake.alerts.tables import Delivery, DeliveryState
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.db import session
from intake.moderation.tables import VerdictGiven
from intake.outbox import Alert
from intake.submissions import readings
from intake.submissions.tables import Submission
from intake.words import Kind, Status

CHUNK = 500  # ids in one statement
SETTLED = (DeliveryState.ACCEPTED, DeliveryState.NEEDS_ATTENTION)

T = TypeVar("T")
Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Stored:
    """A submission with its words, opened."""

    id: int
    receipt: str
    kind: Kind
    status: Status
    text: str


def newest_id() -> int:
    """Return the id of the newest submission: what is newer was made after this moment."""
    db.done()
    return session().scalar(select(func.max(Submission.id))) or 0


def waiting(since_id: int) -> int:
    """Count what is not judged yet."""
    received = Submission.status == Status.RECEIVED
    return _count(select(func.count()).where(Submission.id > since_id, received))


def untold(since_id: int) -> int:
    """Count what somebody must still be told of."""
    ours = Alert.submission_id > since_id
    unspread = select(func.count()).where(ours, Alert.spread_at.is_(None))
    unsettled = (
        select(func.count()).select_from(Delivery).join(Alert, Alert.id == Delivery.alert_id)
    )
    return _count(unspread) + _count(unsettled.where(ours, Delivery.state.not_in(SETTLED)))


def stored_twice(since_id: int) -> int:
    """Count rows with the words of another one: each visit says something of its own."""
    words = (Submission.site_id, Submission.kind, Submission.content_digest)
    same = (
        select((func.count() - 1).label("too_many"))
        .where(Submission.id > since_id)
        .group_by(*words)
        .having(func.count() > 1)
        .subquery()
    )
    return _count(select(func.coalesce(func.sum(same.c.too_many), 0)))


def stored(receipts: Sequence[str]) -> list[Stored]:
    """Return what is stored under these receipts."""
    return [row for some in _chunks(receipts) for row in _stored(some)]


def verdict_seconds(ids: Sequence[int]) -> list[float]:
    """Return how long each waited for its verdict, shortest first."""
    query = select(Submission.received_at, VerdictGiven.judged_at).join(
        VerdictGiven, VerdictGiven.submission_id == Submission.id
    )
    rows = _rows(query, Submission.id, ids)
    return sorted((judged_at - received_at).total_seconds() for received_at, judged_at in rows)


def on_desk(ids: Sequence[int]) -> int:
    """Count those that the staff have before them, be it together with an earlier one."""
    lone = list(_rows(select(DeskItem.submission_id), DeskItem.submission_id, ids))
    joined = list(_rows(select(JoinedRequest.submission_id), JoinedRequest.submission_id, ids))
    return len(lone) + len(joined)


def alert_states(ids: Sequence[int]) -> list[str]:
    """Return the state of each alert about these, to each destination."""
    query = select(Delivery.state).join(Alert, Alert.id == Delivery.alert_id)
    return [state for (state,) in _rows(query, Alert.submission_id, ids)]


def _stored(receipts: Sequence[str]) -> Iterator[Stored]:
    query = select(Submission.id, Submission.receipt, Submission.status)
    found = {row.id: row for row in _rows(query, Submission.receipt, receipts)}
    for item in readings.for_judging(list(found)):
        row = found[item.id]
        yield Stored(item.id, row.receipt, item.kind, Status(row.status), item.message.text)


def _rows(query: Query, column: Any, values: Sequence[Any]) -> Iterator[Any]:
    for some in _chunks(values):
        yield from session().execute(query.where(column.in_(some)))


def _count(query: Query) -> int:
    db.done()
    return int(session().scalar(query) or 0)


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
