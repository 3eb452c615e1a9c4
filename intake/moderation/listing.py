"""DECIDE, read: a page of the queue and the numbers on its tabs, however much waits.

A filter that is about few items is asked which they are, and those are sorted. Any other, about so
many that there is one to be met soon, is tried on what a walk through the queue comes by; a walk
that has seen enough without filling its page stops, and goes on from there if it is asked to.
So no page reads more than a bounded number of rows, and neither does a number on a tab.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from intake.callbacks.tables import DeskItem
from intake.db import session
from intake.moderation import finding, items, walking
from intake.moderation.finding import Holders
from intake.moderation.items import Item
from intake.moderation.tabs import Tab
from intake.moderation.walking import LEGS, Found, Leg, Place, Start
from intake.moderation.wanted import Wanted
from intake.submissions.tables import Submission

PAGE = 50
FEW = 2000  # matches of a filter that are all read
MOST_LOOKED = 5_000  # items that a walk looks at for one page
MOST_COUNTED = 10_000  # items of one place that a tab's number counts


class Counted(int):
    """How many there are; `is_least`: there are more, or may be. Said as a person reads it."""

    is_least: bool

    def __new__(cls, number: int, *, is_least: bool = False) -> Self:
        counted = super().__new__(cls, number)
        counted.is_least = is_least
        return counted

    def __str__(self) -> str:
        if not self and self.is_least:
            return "…"
        return f"{int(self):,}{'+' if self.is_least else ''}"


@dataclass(frozen=True)
class Page:
    """One page of a tab; `older` is the cursor of the next, if there is one.

    `is_partial`: the walk stopped before the page was full; there may be more behind the cursor.
    """

    items: list[Item]
    older: str
    is_partial: bool = False


@dataclass(frozen=True)
class Listing:
    """A page, and how many each tab has."""

    page: Page
    counts: dict[Tab, Counted]


@dataclass(frozen=True)
class _Picked:
    ids: list[int]
    older: str
    is_partial: bool


def listing(site_ids: Collection[int], wanted: Wanted, cursor: str = "") -> Listing:
    """Return what is wanted of these sites, behind the cursor. Raises NotFound for a wrong one."""
    begin = walking.start(wanted.sort, cursor)
    few = _few(site_ids, wanted)
    if few is None:
        picked = _walk(site_ids, wanted, begin)
    else:
        picked = _sorted(few, wanted, finding.places(wanted, site_ids, wanted.tab), begin)
    if few is not None:
        counts = _counted_few(site_ids, wanted, few)
    elif finding.narrowing(wanted, site_ids):
        counts = _counted_page(wanted, picked, is_first=not cursor)
    else:
        counts = counted(site_ids, wanted)
    return Listing(Page(_items(site_ids, picked.ids), picked.older, picked.is_partial), counts)


def _few(site_ids: Collection[int], wanted: Wanted) -> list[Found] | None:
    """Return all that match, in any tab, if a filter knows that they are few."""
    filters = finding.held(wanted, site_ids)
    for holders in filters:
        ids = _ids(holders)
        if len(ids) <= FEW:
            break
    else:
        return None
    rest = [finding.has_one(other) for other in filters if other is not holders]
    query = (
        select(*walking.COLUMNS.values())
        .outerjoin(DeskItem, DeskItem.submission_id == Submission.id)
        .where(_is_one_of(ids), *rest, *finding.plain(wanted), *finding.received(wanted))
    )
    return list(session().execute(query))


def _ids(holders: Holders) -> set[int]:
    """Return which items they are about, but of each no more than it takes to call them many."""
    found = union_all(*(select(one.ids().limit(FEW + 1).subquery()) for one in holders))
    return {id_ for (id_,) in session().execute(found)}


def _is_one_of(ids: Collection[int]) -> ColumnElement[bool]:
    """Say so with the ids written out, because many values to bind take longer than the query."""
    those: BindParameter[int] = bindparam("ids", [*ids], expanding=True, literal_execute=True)
    return Submission.id.in_(those)


def _sorted(few: Sequence[Found], wanted: Wanted, places: Sequence[Place], begin: Start) -> _Picked:
    here = set(places)
    rows = [row for row in few if (row.site_id, row.kind, row.status) in here]
    first, behind = begin
    found: list[tuple[Leg, Found]] = []
    for number, leg in enumerate(LEGS[wanted.sort]):
        if number >= first:
            mine = leg.sorted(rows)
            is_inside = number == first and behind
            found += [(leg, row) for row in mine if not is_inside or leg.is_behind(row, behind)]
    return _picked(found)


def _picked(found: Sequence[tuple[Leg, Found]]) -> _Picked:
    older = ""
    if len(found) > PAGE:
        leg, last = found[PAGE - 1]
        older = leg.cursor(last)
    return _Picked([row.id for _, row in found[:PAGE]], older, is_partial=False)


def _walk(site_ids: Collection[int], wanted: Wanted, begin: Start) -> _Picked:
    places, received = finding.places(wanted, site_ids, wanted.tab), finding.received(wanted)
    first, behind = begin
    found: list[tuple[Leg, Found]] = []
    looked = 0
    for leg in LEGS[wanted.sort][first:]:
        for rows in walking.stretches(leg, places, behind, received, PAGE + 1):
            found += [(leg, row) for row in _kept(rows, site_ids, wanted)]
            looked += len(rows)
            if len(found) > PAGE:
                return _picked(found)
            if looked >= MOST_LOOKED:
                ids = [row.id for _, row in found]
                return _Picked(ids, leg.cursor(rows[-1]), is_partial=True)
        behind = ()
    return _picked(found)


def _kept(rows: Sequence[Found], site_ids: Collection[int], wanted: Wanted) -> Sequence[Found]:
    """Return those of the rows that meet what narrows the list."""
    ids = [row.id for row in rows]
    conditions = finding.narrowing(wanted, site_ids, (min(ids), max(ids))) if ids else []
    if not conditions:
        return rows
    kept = set(session().scalars(select(Submission.id).where(_is_one_of(ids), *conditions)))
    return [row for row in rows if row.id in kept]


def _items(site_ids: Collection[int], ids: Sequence[int]) -> list[Item]:
    if not ids:
        return []
    found = items.read(items.rows().where(Submission.id.in_(ids)))
    by_id = {item.id: item for item in found if item.site_id in site_ids}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def counted(site_ids: Collection[int], wanted: Wanted | None = None) -> dict[Tab, Counted]:
    """Return how many items each tab has, of these sites, kinds and days; of each up to a bound."""
    wanted = wanted or Wanted()
    places = {place: tab for tab in Tab for place in finding.places(wanted, site_ids, tab)}
    if not places:
        return dict.fromkeys(Tab, Counted(0))
    received = finding.received(wanted)
    counting = (_counting(number, place, received) for number, place in enumerate(places))
    query = union_all(*counting).order_by("place")
    totals: Counter[Tab] = Counter()
    full: set[Tab] = set()
    for (_, number), tab in zip(session().execute(query), places.values(), strict=True):
        totals[tab] += min(number, MOST_COUNTED)
        full |= {tab} if number > MOST_COUNTED else set()
    return {tab: Counted(totals[tab], is_least=tab in full) for tab in Tab}


def _counting(
    number: int, place: Place, received: Sequence[ColumnElement[bool]]
) -> Select[int, int]:
    site_id, kind, status = place
    there = (
        select(Submission.received_at)
        .where(Submission.site_id == site_id, Submission.kind == kind)
        .where(Submission.status == status, *received)
        .order_by(Submission.received_at)  # so that PostgreSQL reads the index, not the table
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    return select(literal(number).label("place"), func.count()).select_from(there)


def _counted_few(
    site_ids: Collection[int], wanted: Wanted, few: Sequence[Found]
) -> dict[Tab, Counted]:
    number = Counter((row.site_id, row.kind, row.status) for row in few)
    return {
        tab: Counted(sum(number[place] for place in finding.places(wanted, site_ids, tab)))
        for tab in Tab
    }


def _counted_page(wanted: Wanted, picked: _Picked, *, is_first: bool) -> dict[Tab, Counted]:
    """Say what is known of the tab at hand without reading more; nothing of the others."""
    least = len(picked.ids) if is_first else max(len(picked.ids), PAGE)
    here = Counted(least, is_least=bool(picked.older) or not is_first)
    return {tab: Counted(0, is_least=True) for tab in Tab} | {wanted.tab: here}
