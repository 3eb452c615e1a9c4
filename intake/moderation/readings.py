"""DECIDE, read: the review queue. Every reading names the sites whose items it may show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select, true, union_all

from intake.db import session
from intake.errors import NotFound
from intake.moderation import items
from intake.moderation.items import Item
from intake.moderation.tables import Fingerprint
from intake.moderation.tabs import PLACES, Tab
from intake.submissions.tables import Submission
from intake.words import Kind, Status

PAGE = 50
MOST_ROWS = 2**63  # what the databases can count to


@dataclass(frozen=True)
class Page:
    """One page of a tab, newest first; `older` is the cursor of the next, if there is one."""

    items: list[Item]
    older: str


def counts(site_ids: Collection[int]) -> dict[Tab, int]:
    """Return how many items each tab has."""
    return _counted(site_ids, true())


def _counted(site_ids: Collection[int], where: ColumnElement[bool]) -> dict[Tab, int]:
    place = (Submission.site_id, Submission.kind, Submission.status)
    rows = session().execute(
        select(*place, func.count()).where(Submission.site_id.in_(site_ids), where).group_by(*place)
    )
    found: Counter[tuple[Kind, Status]] = Counter()
    for _, kind, status, number in rows:
        found[Kind(kind), Status(status)] += number
    return {tab: sum(found[place] for place in PLACES[tab]) for tab in Tab}


def page(
    site_ids: Collection[int], tab: Tab, cursor: str = "", campaign_id: int | None = None
) -> Page:
    """Return the items of a tab behind the cursor, of one campaign if it is named.

    Raises NotFound for an impossible cursor.
    """
    is_older = _older_than(cursor) if cursor else true()
    if campaign_id is not None:
        is_older = and_(is_older, _is_of(campaign_id))
    newest = union_all(
        *(
            select(_newest(site_id, kind, status, is_older))
            for site_id in site_ids
            for kind, status in PLACES[tab]
        )
    ).subquery()
    query = (
        items.rows()
        .where(Submission.id.in_(select(newest.c.id)))
        .order_by(Submission.received_at.desc(), Submission.id.desc())
        .limit(PAGE + 1)
    )
    found = items.read(query)
    older = _cursor(found[PAGE - 1]) if len(found) > PAGE else ""
    return Page(found[:PAGE], older)


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


def alike(site_ids: Collection[int], campaign_id: int) -> dict[Tab, int]:
    """Return how many items of a campaign each tab has."""
    return _counted(site_ids, _is_of(campaign_id))


def _is_of(campaign_id: int) -> ColumnElement[bool]:
    return Submission.id.in_(
        select(Fingerprint.submission_id).where(Fingerprint.campaign_id == campaign_id)
    )


def these(site_ids: Collection[int], ids: Collection[int]) -> list[Item]:
    """Return those of these items that are of these sites, newest first."""
    query = items.rows().where(Submission.site_id.in_(site_ids), Submission.id.in_(ids))
    return items.read(query.order_by(Submission.id.desc())) if ids else []


def item(site_ids: Collection[int], submission_id: int) -> Item:
    """Return one item of these sites. Raises NotFound."""
    query = items.rows().where(Submission.site_id.in_(site_ids), Submission.id == submission_id)
    for found in items.read(query):
        return found
    raise NotFound("There is no such item here.")


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
