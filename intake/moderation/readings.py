"""DECIDE, read: the review queue. Every reading names the sites whose items it may show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, true, union_all

from intake.callbacks import letters
from intake.db import session
from intake.errors import NotFound
from intake.moderation import store
from intake.moderation.store import Decided, Judged
from intake.submissions.tables import Comment, EvidenceFound, Submission, Thread
from intake.words import Evidence, Kind, Status

PAGE = 50
MOST_ROWS = 2**63  # what the databases can count to


class Tab(StrEnum):
    """What moderators leaf through, by where items are."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    TRASH = "trash"


STATUSES = {
    Tab.WAITING: (Status.PENDING, Status.RECEIVED),
    Tab.PUBLISHED: (Status.APPROVED,),
    Tab.REJECTED: (Status.REJECTED,),
    Tab.SPAM: (Status.SPAM,),
    Tab.TRASH: (Status.TRASHED,),
}
# Messages to the staff are in the inbox; only those taken out of it are shown here.
PLACES = {
    tab: [
        (kind, status)
        for status in statuses
        for kind in Kind
        if kind is Kind.COMMENT or status not in {Status.RECEIVED, Status.APPROVED}
    ]
    for tab, statuses in STATUSES.items()
}


@dataclass(frozen=True)
class Item:
    """A row of the queue. Of a message to the staff it holds no words: the inbox opens those."""

    id: int
    site_id: int
    kind: Kind
    status: Status
    reference: str
    received_at: datetime
    author: str
    website: str
    text: str
    path: str
    email: str  # masked
    verdict: Judged | None
    evidence: tuple[Evidence, ...]
    standing: Decided | None

    @property
    def is_comment(self) -> bool:
        return self.kind is Kind.COMMENT

    @property
    def undoable(self) -> Decided | None:
        """Return the decision that Undo would take back."""
        return self.standing if self.standing and self.standing.new is self.status else None


@dataclass(frozen=True)
class Page:
    """One page of a tab, newest first; `older` is the cursor of the next, if there is one."""

    items: list[Item]
    older: str


def counts(site_ids: Collection[int]) -> dict[Tab, int]:
    """Return how many items each tab has."""
    place = (Submission.site_id, Submission.kind, Submission.status)
    rows = session().execute(
        select(*place, func.count()).where(Submission.site_id.in_(site_ids)).group_by(*place)
    )
    found: Counter[tuple[Kind, Status]] = Counter()
    for _, kind, status, number in rows:
        found[Kind(kind), Status(status)] += number
    return {tab: sum(found[place] for place in PLACES[tab]) for tab in Tab}


def page(site_ids: Collection[int], tab: Tab, cursor: str = "") -> Page:
    """Return the items of a tab behind the cursor. Raises NotFound for an impossible cursor."""
    is_older = _older_than(cursor) if cursor else true()
    newest = union_all(
        *(
            select(_newest(site_id, kind, status, is_older))
            for site_id in site_ids
            for kind, status in PLACES[tab]
        )
    ).subquery()
    query = (
        _rows()
        .where(Submission.id.in_(select(newest.c.id)))
        .order_by(Submission.received_at.desc(), Submission.id.desc())
        .limit(PAGE + 1)
    )
    items = _items(query)
    older = _cursor(items[PAGE - 1]) if len(items) > PAGE else ""
    return Page(items[:PAGE], older)


def _newest(site_id: int, kind: Kind, status: Status, where: ColumnElement[bool]) -> Subquery:
    """Take a page from one place: one walk along the index, however many rows lie there."""
    return (
        select(Submission.id)
        .where(Submission.site_id == site_id, Submission.kind == kind)
        .where(Submission.status == status, where)
        .order_by(Submission.received_at.desc(), Submission.id.desc())
        .limit(PAGE + 1)
        .subquery()
    )


def item(site_ids: Collection[int], submission_id: int) -> Item:
    """Return one item of these sites. Raises NotFound."""
    query = _rows().where(Submission.site_id.in_(site_ids), Submission.id == submission_id)
    for found in _items(query):
        return found
    raise NotFound("There is no such item here.")


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Submission.id,
            Submission.site_id,
            Submission.kind,
            Submission.status,
            Submission.reference,
            Submission.received_at,
            Submission.receipt,
            Comment.author,
            Comment.website,
            Comment.text,
            Comment.email_sealed,
            Thread.path,
        )
        .outerjoin(Comment, Comment.submission_id == Submission.id)
        .outerjoin(Thread, Thread.id == Comment.thread_id)
    )


def _items(query: Select[*tuple[Any, ...]]) -> list[Item]:
    rows = session().execute(query).all()
    ids = [row.id for row in rows]
    verdicts = {verdict.submission_id: verdict for verdict in store.verdicts(ids)}
    evidence, standing = _evidence(ids), store.standing(ids)
    return [
        Item(
            id=row.id,
            site_id=row.site_id,
            kind=Kind(row.kind),
            status=Status(row.status),
            reference=row.reference,
            received_at=row.received_at,
            author=row.author or "",
            website=row.website or "",
            text=row.text or "",
            path=row.path or "",
            email=letters.masked(row.email_sealed or "", "email", row.receipt),
            verdict=verdicts.get(row.id),
            evidence=evidence.get(row.id, ()),
            standing=standing.get(row.id),
        )
        for row in rows
    ]


def _evidence(ids: Collection[int]) -> dict[int, tuple[Evidence, ...]]:
    found: dict[int, tuple[Evidence, ...]] = {}
    rows = session().execute(
        select(EvidenceFound.submission_id, EvidenceFound.name)
        .where(EvidenceFound.submission_id.in_(ids))
        .order_by(EvidenceFound.id)
    )
    for submission_id, name in rows:
        found[submission_id] = (*found.get(submission_id, ()), Evidence(name))
    return found


def _cursor(last: Item) -> str:
    return f"{last.received_at.isoformat()}~{last.id}"


def _older_than(cursor: str) -> ColumnElement[bool]:
    moment, _, number = cursor.partition("~")
    try:
        received_at, id_ = datetime.fromisoformat(moment).astimezone(UTC), int(number)
        if not 0 < id_ < MOST_ROWS:
            raise ValueError
    except (ValueError, OverflowError):
        raise NotFound("There is no such page of the queue.") from None
    return or_(
        Submission.received_at < received_at,
        and_(Submission.received_at == received_at, Submission.id < id_),
    )
