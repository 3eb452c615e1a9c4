"""Rows of comments as their authors may see and change them, and which letters they were sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from intake import clock
from intake.db import session
from intake.outbox import Alert
from intake.submissions.tables import Comment, Submission
from intake.words import Event, Status

DAY_SECONDS = 24 * 3600
MOST_LOOKED_AT = 300  # of an address's comments of a day; whoever has more gets no letter


@dataclass(frozen=True)
class Words:
    """What everybody may read of a comment, and its author may change."""

    author: str
    website: str
    text: str


@dataclass(frozen=True)
class Own:
    """A comment as its author has it."""

    id: int
    site_id: int
    thread_id: int
    status: Status
    revision: int
    receipt: str
    words: Words
    email_sealed: str
    email_index: str
    wants_mail: bool
    confirmed_at: datetime | None


_OWN = select(
    Submission.id,
    Submission.site_id,
    Comment.thread_id,
    Submission.status,
    Comment.revision,
    Submission.receipt,
    Comment.author,
    Comment.website,
    Comment.text,
    Comment.email_sealed,
    Comment.email_index,
    Comment.wants_mail,
    Comment.confirmed_at,
).join(Comment, Comment.submission_id == Submission.id)


def by_receipt(receipt: str) -> Own | None:
    """Return the comment with this receipt."""
    return _one(_OWN.where(Submission.receipt == receipt))


def by_id(submission_id: int) -> Own | None:
    """Return the comment."""
    return _one(_OWN.where(Submission.id == submission_id))


def lock(submission_id: int) -> Own | None:
    """Return the comment; until the transaction ends nobody may move it."""
    return _one(_OWN.where(Submission.id == submission_id).with_for_update(of=Submission))


def to_ask(ids: Collection[int]) -> list[Own]:
    """Return those of these whose authors want letters and have not shown whose address it is."""
    rows = session().execute(
        _OWN.where(
            Submission.id.in_(ids),
            Submission.status.in_([Status.PENDING, Status.APPROVED]),
            Comment.wants_mail,
            Comment.confirmed_at.is_(None),
            Comment.email_index != "",
        ).order_by(Submission.id)
    )
    return [_of(row) for row in rows]


def asked_lately(email_index: str) -> int:
    """Return how often this address was asked within a day whether it is the author's."""
    since = clock.ago(DAY_SECONDS)
    lately = (
        select(Comment.submission_id, Comment.revision)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Comment.email_index == email_index, Comment.wants_mail)
        .where(or_(Submission.received_at > since, Comment.edited_at > since))
        .order_by(Comment.submission_id.desc())
        .limit(MOST_LOOKED_AT)
    )
    rows = session().execute(lately).all()
    if len(rows) == MOST_LOOKED_AT:
        return MOST_LOOKED_AT
    keys = [ask_key(id_, n) for id_, revision in rows for n in range(1, revision + 1)]
    return len(stored(keys, since))


def ask_key(submission_id: int, revision: int) -> str:
    """Return the key of the letter that asks whether the address is the author's."""
    return f"{Event.AUTHOR_CONFIRM}:{submission_id}:{revision}"


def stored(keys: Iterable[str], since: datetime | None = None) -> set[str]:
    """Return which of these letters were written, perhaps only lately."""
    query = select(Alert.dedupe_key).where(Alert.dedupe_key.in_(list(keys)))
    if since:
        query = query.where(Alert.created_at > since)
    return set(session().scalars(query))


def _one(query: Select[*tuple[Any, ...]]) -> Own | None:
    row = session().execute(query).first()
    return _of(row) if row else None


def _of(row: Any) -> Own:
    words = Words(row.author, row.website, row.text)
    return Own(
        row.id,
        row.site_id,
        row.thread_id,
        Status(row.status),
        row.revision,
        row.receipt,
        words,
        *row[9:],
    )


def wanting(ids: Collection[int]) -> list[int]:
    """Return those of these whose authors want letters and have shown whose address it is."""
    query = select(Comment.submission_id).where(
        Comment.submission_id.in_(ids), Comment.wants_mail, Comment.confirmed_at.is_not(None)
    )
    return list(session().scalars(query.order_by(Comment.submission_id)))
