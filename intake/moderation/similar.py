"""DECIDE, read: what became of earlier items like this one, and what makes them alike.

Each look at the past goes back so many rows at most, along an index, however long the past is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, func, select

from intake.db import session
from intake.moderation import store
from intake.moderation.agreement import EXCERPT_CHARACTERS, excerpt
from intake.moderation.items import Item
from intake.moderation.tables import Decision, Fingerprint, HostSeen
from intake.submissions.tables import Comment, Submission
from intake.words import Action, Kind, Status

MOST = 5
LOOKS_AT = 500  # rows back, of each likeness
CANDIDATES = 10  # of each likeness, the newest
MOST_HOSTS = 5


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
    for reason, ids in _looks(item).items():
        for id_ in ids:
            because.setdefault(id_, []).append(reason)
    standing = store.standing(because) if because else {}
    rank = list(Because)
    nearest = sorted(
        standing.values(), key=lambda one: (rank.index(because[one.submission_id][0]), -one.id)
    )[:MOST]
    rows = _rows([one.submission_id for one in nearest])
    return [
        Similar(
            id=one.submission_id,
            kind=item.kind,
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


def _looks(item: Item) -> dict[Because, list[int]]:
    """Return for each likeness which others have it, in the order of Because."""
    campaign_id = session().scalar(
        select(Fingerprint.campaign_id).where(Fingerprint.submission_id == item.id)
    )
    found = {Because.TEXT: [] if campaign_id is None else _decided(_of_text(campaign_id), item)}
    if not item.is_comment:
        return found
    mine = session().execute(
        select(Comment.thread_id, Comment.author, Comment.email_index, Comment.confirmed_at).where(
            Comment.submission_id == item.id
        )
    )
    for thread_id, author, email_index, confirmed_at in mine.all():
        if confirmed_at is not None:
            found[Because.AUTHOR] = _decided(_of_address(email_index), item)
        found[Because.HOST] = _decided(_of_hosts(item), item)
        found[Because.NAME] = _decided(_of_thread(thread_id), item, author=author)
    return found


def _of_text(campaign_id: int) -> Select[int]:
    return (
        select(Fingerprint.submission_id)
        .where(Fingerprint.campaign_id == campaign_id)
        .order_by(Fingerprint.submission_id.desc())
    )


def _of_address(email_index: str) -> Select[int]:
    return (
        select(Comment.submission_id)
        .where(Comment.email_index == email_index, Comment.confirmed_at.is_not(None))
        .order_by(Comment.submission_id.desc())
    )


def _of_hosts(item: Item) -> Select[int]:
    hosts = select(HostSeen.host).where(HostSeen.submission_id == item.id).limit(MOST_HOSTS)
    known = list(session().scalars(hosts))
    return (
        select(HostSeen.submission_id)
        .where(HostSeen.site_id == item.site_id, HostSeen.host.in_(known))
        .order_by(HostSeen.submission_id.desc())
    )


def _of_thread(thread_id: int) -> Select[int]:
    return (
        select(Comment.submission_id)
        .where(Comment.thread_id == thread_id)
        .order_by(Comment.submission_id.desc())
    )


def _decided(look: Select[int], item: Item, author: str | None = None) -> list[int]:
    """Of the newest that are looked at, return those that were decided about, newest first."""
    seen = look.limit(LOOKS_AT).subquery()
    of = seen.c.submission_id
    query = (
        select(of)
        .join(Submission, Submission.id == of)
        .where(of != item.id, Submission.site_id == item.site_id, Submission.kind == item.kind)
        .where(exists().where(Decision.submission_id == of, Decision.action != Action.UNDO))
    )
    if author is not None:
        query = query.join(Comment, Comment.submission_id == of).where(Comment.author == author)
    return list(session().scalars(query.order_by(of.desc()).limit(CANDIDATES)))


def _rows(ids: Collection[int]) -> dict[int, Any]:
    if not ids:
        return {}
    rows = session().execute(
        select(
            Submission.id,
            Submission.reference,
            Comment.author,
            func.substr(Comment.text, 1, EXCERPT_CHARACTERS + 1).label("text"),
        )
        .outerjoin(Comment, Comment.submission_id == Submission.id)
        .where(Submission.id.in_(ids))
    )
    return {row.id: row for row in rows}
