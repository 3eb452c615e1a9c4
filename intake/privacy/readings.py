"""PRIVACY, read: lines of the audit log, newest first, for the owners of the sites they are about.

What concerns no site, such as a sign-in, is shown to the owners of the sites that its person works
for; who owns every site sees everything. A page is one walk along an index, however long the log.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, union_all

from intake import db
from intake.accounts.tables import Account, Membership
from intake.audit import Noted
from intake.db import session
from intake.submissions.tables import Submission

PAGE = 50
READ_AT_ONCE = 1000
MOST_ROWS = 2**63  # what the databases can count to
PEOPLE = frozenset({"to", "person"})  # details that are numbers of accounts
COMMANDS = 0  # as `account_id` of a search: what nobody did who had signed in


@dataclass(frozen=True)
class Scope:
    """Whose lines may be shown: those about these sites, or all there are."""

    site_ids: frozenset[int]
    is_everything: bool = False


@dataclass(frozen=True)
class Search:
    """Which of them are wanted; what is not set does not matter."""

    account_id: int | None = None
    action: str = ""
    subject: str = ""  # a reference, the number of an item, or a subject as it is stored
    site_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One thing that was done. `kind` and `reference`: of the item, if it is about one."""

    id: int
    at: datetime
    account_id: int | None
    name: str | None
    site_id: int | None
    action: str
    subject: str
    details: dict[str, Any]
    origin: str
    code: str
    kind: str = ""
    reference: str = ""
    about: str = ""  # the name of the person it was done to
    people: dict[int, str] = field(default_factory=dict)  # the names of those in the details

    @property
    def is_of_desk(self) -> bool:
        """Say whether it was done on the desk, which has a card for the item."""
        return self.action.startswith("desk.")

    @property
    def item_id(self) -> int | None:
        """Return the number of the item it is about, while there is such an item."""
        return int(self.subject.partition(":")[2]) if self.kind else None


@dataclass(frozen=True)
class Page:
    """One page; `older` is the number below which the next begins, 0 if there is none."""

    lines: list[Line]
    older: int = 0


@dataclass(frozen=True)
class _Named:
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)


def page(scope: Scope, search: Search, below: int = MOST_ROWS - 1) -> Page:
    """Return the newest lines below a number."""
    found = _lines(scope, search, below, PAGE + 1)
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else 0)


def everything(scope: Scope, search: Search) -> Iterator[Line]:
    """Yield every line that matches, newest first; a part at a time, so that memory stays small."""
    below = MOST_ROWS - 1
    while found := _lines(scope, search, below, READ_AT_ONCE):
        yield from found
        below = found[-1].id
    db.done()


def people(scope: Scope) -> list[tuple[int, str]]:
    """Return who works for these sites: number and name, by name."""
    query = select(Account.id, Account.name, Account.email).where(Account.id.in_(_working(scope)))
    named = [(row.id, row.name or row.email) for row in session().execute(query)]
    return sorted(named, key=lambda pair: pair[1].casefold())


def actions() -> list[str]:
    """Return every action there is, each found by one look into the index."""
    first = select(func.min(Noted.action).label("action")).cte("found", recursive=True)
    following = (
        select(func.min(Noted.action)).where(Noted.action > first.c.action).scalar_subquery()
    )
    found = first.union_all(select(following).where(first.c.action.is_not(None)))
    return [action for action in session().scalars(select(found.c.action)) if action]


def _working(scope: Scope) -> Select[int]:
    query = select(Membership.account_id)
    return query if scope.is_everything else query.where(Membership.site_id.in_(scope.site_ids))


def _lines(scope: Scope, search: Search, below: int, limit: int) -> list[Line]:
    where = [Noted.id < below, *_conditions(scope, search)]
    walks = [
        select(Noted.id).where(place, *where).order_by(Noted.id.desc()).limit(limit).subquery()
        for place in _places(scope, search)
    ]
    if not walks:
        return []
    newest = union_all(*(select(walk.c.id) for walk in walks)).subquery()
    query = (
        select(Noted, Account.name)
        .outerjoin(Account, Account.id == Noted.account_id)
        .where(Noted.id.in_(select(newest.c.id)))
        .order_by(Noted.id.desc())
        .limit(limit)
    )
    rows = [(noted, name) for noted, name in session().execute(query)]
    mentioned = [f"account:{id_}" for noted, _ in rows for id_ in _people(noted)]
    named = _named(scope, {*mentioned, *(noted.subject for noted, _ in rows)})
    return [_line(noted, name, named) for noted, name in rows]


def _places(scope: Scope, search: Search) -> list[ColumnElement[bool]]:
    """Return where to walk: site by site, and along what concerns none of them."""
    if search.site_id is not None:
        return [Noted.site_id == search.site_id] if search.site_id in scope.site_ids else []
    if scope.is_everything:
        return [Noted.id > 0]
    working = set(session().scalars(_working(scope)))
    of_them = or_(
        Noted.account_id.in_(working), Noted.subject.in_([f"account:{id_}" for id_ in working])
    )
    sites = [Noted.site_id == id_ for id_ in sorted(scope.site_ids)]
    return [*sites, and_(Noted.site_id.is_(None), of_them)]


def _conditions(scope: Scope, search: Search) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if search.account_id == COMMANDS:
        where.append(Noted.account_id.is_(None))
    elif search.account_id is not None:
        where.append(Noted.account_id == search.account_id)
    if search.action:
        is_possible = search.action.isprintable()
        where.append(Noted.action == search.action if is_possible else false())
    if search.subject:
        where.append(Noted.subject.in_(_subjects(scope, search.subject)))
    if search.since:
        where.append(Noted.at >= search.since)
    if search.before:
        where.append(Noted.at < search.before)
    return where


def _subjects(scope: Scope, wanted: str) -> list[str]:
    if ":" in wanted:
        return [wanted.lower()]
    query = select(Submission.id).where(
        Submission.site_id.in_(scope.site_ids), Submission.reference == wanted.upper()
    )
    ids = {*map(str, session().scalars(query)), *([wanted] if wanted.isdigit() else [])}
    return [f"submission:{id_}" for id_ in sorted(ids)]


def _named(scope: Scope, subjects: Collection[str]) -> _Named:
    """Find what the subjects are called, as far as they are still there."""
    items = _numbers("submission", subjects)
    found = session().execute(
        select(Submission.id, Submission.kind, Submission.reference).where(
            Submission.id.in_(items), Submission.site_id.in_(scope.site_ids)
        )
    )
    accounts = session().execute(
        select(Account.id, Account.name).where(Account.id.in_(_numbers("account", subjects)))
    )
    return _Named(
        {f"submission:{row.id}": (row.kind, row.reference) for row in found},
        {f"account:{row.id}": row.name for row in accounts},
    )


def _people(noted: Noted) -> list[int]:
    """Return the numbers of the accounts in the details."""
    details = json.loads(noted.details)
    return [details[name] for name in PEOPLE & details.keys() if isinstance(details[name], int)]


def _numbers(kind: str, subjects: Collection[str]) -> Sequence[int]:
    parted = (subject.partition(":") for subject in subjects)
    return [int(id_) for first, _, id_ in parted if first == kind and id_.isdigit()]


def _line(noted: Noted, name: str | None, named: _Named) -> Line:
    kind, reference = named.items.get(noted.subject, ("", ""))
    return Line(
        id=noted.id,
        at=noted.at,
        account_id=noted.account_id,
        name=name,
        site_id=noted.site_id,
        action=noted.action,
        subject=noted.subject,
        details=json.loads(noted.details),
        origin=noted.origin,
        code=noted.code,
        kind=kind,
        reference=reference,
        about=named.people.get(noted.subject, ""),
        people={id_: named.people.get(f"account:{id_}", "") for id_ in _people(noted)},
    )
