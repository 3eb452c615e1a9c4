"""DECIDE, read: walks through the queue in an order of it, from a cursor on, a stretch at a time.

Each stretch is read along an index, so that it costs the same wherever it begins and however many
items lie behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_, union_all

from intake.callbacks.tables import DeskItem
from intake.db import session
from intake.errors import NotFound
from intake.moderation.wanted import Sort
from intake.submissions.tables import Submission
from intake.words import Kind, Status

MOST_ROWS = 2**63  # what the databases can count to
GROWS = 4  # how much longer each stretch is than the one before
LONGEST = 1600

Place = tuple[int, str, Status]
Found = Row[*tuple[Any, ...]]

# Of a callback what was promised, of anything else when it came.
_DUE = func.coalesce(DeskItem.promise_at, Submission.received_at).label("due")
COLUMNS = {
    "id": Submission.id,
    "site_id": Submission.site_id,
    "kind": Submission.kind,
    "status": Submission.status,
    "received_at": Submission.received_at,
    "doubt": Submission.doubt,
    "due": _DUE,
}


@dataclass(frozen=True)
class Leg:
    """A part of an order: items of these kinds by these columns, all up or all down."""

    mark: str  # what its cursors begin with
    key: tuple[str, ...]
    is_down: bool = False
    kinds: frozenset[Kind] = frozenset(Kind)

    def cursor(self, row: Found) -> str:
        return self.mark + "~".join(_told(getattr(row, name)) for name in self.key)

    def sorted(self, rows: Sequence[Found]) -> list[Found]:
        mine = (row for row in rows if row.kind in self.kinds)
        return sorted(mine, key=self.values, reverse=self.is_down)

    def values(self, row: Found) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in self.key)

    def is_behind(self, row: Found, behind: tuple[Any, ...]) -> bool:
        return self.values(row) < behind if self.is_down else self.values(row) > behind


BY_TIME = ("received_at", "id")
LEGS: dict[Sort, tuple[Leg, ...]] = {
    Sort.NEWEST: (Leg("", BY_TIME, is_down=True),),
    Sort.OLDEST: (Leg("", BY_TIME),),
    Sort.NEED: (
        Leg("due~", ("due", "id"), kinds=frozenset(Kind) - {Kind.COMMENT}),
        Leg("doubt~", ("doubt", *BY_TIME), kinds=frozenset({Kind.COMMENT})),
    ),
    Sort.SUREST: (Leg("sure~", ("doubt", *BY_TIME), is_down=True),),
}
Start = tuple[int, tuple[Any, ...]]  # the leg, and the key behind which; empty: from its beginning


def start(sort: Sort, cursor: str) -> Start:
    """Read a cursor. Raises NotFound for an impossible one."""
    if not cursor:
        return 0, ()
    for number, leg in enumerate(LEGS[sort]):
        parts = cursor.removeprefix(leg.mark).split("~")
        if cursor.startswith(leg.mark) and len(parts) == len(leg.key):
            try:
                return number, tuple(map(_read, leg.key, parts))
            except (ValueError, OverflowError):
                break
    raise NotFound("There is no such page of the queue.")


def _told(value: datetime | float) -> str:
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def _read(name: str, told: str) -> datetime | float:
    if name == "id":
        id_ = int(told)
        if not 0 < id_ < MOST_ROWS:
            raise ValueError
        return id_
    if name == "doubt":
        doubt = float(told)
        if not -1 <= doubt <= 1:
            raise ValueError
        return doubt
    return datetime.fromisoformat(told).astimezone(UTC)


def stretches(
    leg: Leg,
    places: Sequence[Place],
    behind: tuple[Any, ...],
    conditions: Sequence[ColumnElement[bool]],
    size: int,
) -> Iterator[Sequence[Found]]:
    """Yield what lies at these places behind a key of the leg, each time some more rows."""
    here = [place for place in places if place[1] in leg.kinds]
    while here:
        rows = session().execute(stretch(leg, here, behind, conditions, size)).all()
        yield rows
        if len(rows) < size:
            return
        behind, size = leg.values(rows[-1]), min(GROWS * size, LONGEST)


def stretch(
    leg: Leg,
    places: Sequence[Place],
    behind: tuple[Any, ...],
    conditions: Sequence[ColumnElement[bool]],
    size: int,
) -> Select[*tuple[Any, ...]]:
    """Return the query of one stretch: from each place as many, and of those the first."""
    names = [name for name in COLUMNS if name != "due" or name in leg.key]
    columns = [COLUMNS[name] for name in names]
    key = [COLUMNS[name] for name in leg.key]
    rest = _behind(key, behind, is_down=leg.is_down) if behind else []
    order = [column.desc() if leg.is_down else column for column in key]

    def at(site_id: int, kind: str, status: Status) -> Select[*tuple[Any, ...]]:
        query = select(*columns).where(
            Submission.site_id == site_id,
            Submission.kind == kind,
            Submission.status == status,
            *rest,
            *conditions,
        )
        if "due" in names:
            query = query.outerjoin(DeskItem, DeskItem.submission_id == Submission.id)
        return select(query.order_by(*order).limit(size).subquery())

    found = union_all(*(at(*place) for place in places)).subquery()
    ordered = [found.c[name].desc() if leg.is_down else found.c[name] for name in leg.key]
    return select(*(found.c[name] for name in names)).order_by(*ordered).limit(size)


def _behind(
    key: Sequence[Any], behind: tuple[Any, ...], *, is_down: bool
) -> list[ColumnElement[bool]]:
    values = (literal(value, column.type) for column, value in zip(key, behind, strict=True))
    there = tuple_(*values)
    return [tuple_(*key) < there if is_down else tuple_(*key) > there]
