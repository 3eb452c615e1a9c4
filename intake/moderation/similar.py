"""DECIDE, read: what became of earlier items like this one, and what makes them alike.

Each look at the past goes back so many rows at most, along an index, however long the past is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select

from intake.db import session
from intake.moderation import store
from intake.moderation.agreement import EXCERPT_CHARACTERS, excerpt
from intake.moderation.items import Item
from intake.moderation.tables import Decision, Fingerprint, HostSeen
from intake.submissions.tables import Comment, Submission
from intake.words import Kind, Status

MOST = 5
LOOKS_AT = 300  # rows back, of each likeness
CANDIDATES = 10  # of each likeness: some of them may have been undone
MOST_HOSTS = 3


class Because(StrEnum):
    """What makes two items alike; what says most about them comes first."""

    TEXT = "nearly the same text"
    AUTHOR = "same author, address confirmed"
    HOST = "links to the same place"
    NAME = "same name on the same page"


@dataclass(frozen=True)
class Similar:
    """An earlier item and what became of it. `text` is the beginning of a comment, else empty."""

    id: int
    kind: Kind
    reference: str
    author: str
    text: str
    became: Status
    account_name: str
    decided_at: datetime
    because: tuple[Because, ...]

    @property
    def is_comment(self) -> bool:
        return self.kind is Kind.COMMENT


def of(item: Item) -> list[Similar]:
    """Return the nearest others of the item's site that a person decided about, newest first.

    Messages to the staff are only like one another, and only by their text: or else whoever sees
    comments alone could find out what the sealed ones link to.
    """
    because: dict[int, list[Because]] = {}
    looks = _looks(item)
    decided = _decided({id_ for ids in looks.values() for id_ in ids} - {item.id})
    for reason, ids in looks.items():
        for id_ in [id_ for id_ in ids if id_ in decided][:CANDIDATES]:
            because.setdefault(id_, []).append(reason)
    rows, rank = _rows(because, item), list(Because)
    standing = store.standing(rows).values() if rows else ()
    nearest = sorted(
        standing, key=lambda one: (rank.index(because[one.submission_id][0]), -one.id)
    )[:MOST]
    return [
        Similar(
            id=one.submission_id,
            kind=Kind(rows[one.submission_id].kind),
            reference=rows[one.submission_id].reference,
            author=rows[one.submission_id].author or "",
            text=excerpt(rows[one.submission_id].text or ""),
            became=one.new,
            account_name=one.account_name,
            decided_at=one.decided_at,
            because=tuple(because[one.submission_id]),
        )
        for one in sorted(nearest, key=lambda one: -one.id)
    ]


def _looks(item: Item) -> dict[Because, Sequence[int]]:
    """Return for each likeness which have it, the newest first, in the order of Because."""
    campaign_id = session().scalar(
        select(Fingerprint.campaign_id).where(Fingerprint.submission_id == item.id)
    )
    found = {Because.TEXT: _newest(Fingerprint, Fingerprint.campaign_id == campaign_id)}
    if not item.is_comment:
        return found
    mine = session().execute(
        select(Comment.thread_id, Comment.author, Comment.email_index, Comment.confirmed_at).where(
            Comment.submission_id == item.id
        )
    )
    for thread_id, author, email_index, confirmed_at in mine.all():
        if confirmed_at is not None:
            same = (Comment.email_index == email_index, Comment.confirmed_at.is_not(None))
            found[Because.AUTHOR] = _newest(Comment, *same)
        found[Because.HOST] = _linking(item)
        found[Because.NAME] = _comments(
            _newest(Comment, Comment.thread_id == thread_id), Comment.author == author
        )
    return found


def _newest(
    table: type[Fingerprint | HostSeen | Comment], *where: ColumnElement[bool]
) -> Sequence[int]:
    query = select(table.submission_id).where(*where).order_by(table.submission_id.desc())
    return session().scalars(query.limit(LOOKS_AT)).all()


def _linking(item: Item) -> list[int]:
    hosts = select(HostSeen.host).where(HostSeen.submission_id == item.id).limit(MOST_HOSTS)
    found: set[int] = set()
    for host in session().scalars(hosts).all():
        found.update(_newest(HostSeen, HostSeen.site_id == item.site_id, HostSeen.host == host))
    return _comments(sorted(found, reverse=True)[:LOOKS_AT])


def _comments(ids: Sequence[int], *where: ColumnElement[bool]) -> list[int]:
    """Return those of these that are comments like that, in the same order."""
    same = select(Comment.submission_id).where(Comment.submission_id.in_(ids), *where)
    known = set(session().scalars(same)) if ids else set()
    return [id_ for id_ in ids if id_ in known]


def _decided(ids: Collection[int]) -> set[int]:
    """Return which of these a person decided about."""
    query = select(Decision.submission_id).where(Decision.submission_id.in_(ids))
    return set(session().scalars(query)) if ids else set()


def _rows(ids: Collection[int], item: Item) -> dict[int, Any]:
    """Return what is shown of these, but of nothing from another site or of the other kind."""
    if not ids:
        return {}
    is_comment = Submission.kind == Kind.COMMENT
    rows = session().execute(
        select(
            Submission.id,
            Submission.kind,
            Submission.reference,
            Comment.author,
            func.substr(Comment.text, 1, EXCERPT_CHARACTERS + 1).label("text"),
        )
        .outerjoin(Comment, Comment.submission_id == Submission.id)
        .where(Submission.id.in_(ids), Submission.site_id == item.site_id)
        .where(is_comment if item.is_comment else ~is_comment)
    )
    return {row.id: row for row in rows}
