"""Rows of watching: whose turn it is to look, what was found, and what lasts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, insert, or_, select, update

from intake import clock, db
from intake.db import session
from intake.sites.tables import Site
from intake.watch.asserting import Finding, What
from intake.watch.tables import Trouble, Watching


def has_turn(before: datetime) -> bool:
    """Say whether nobody has looked at a site since then."""
    query = exists().where(Site.id.is_not(None), ~_looked_since(before))
    return bool(session().scalar(select(query)))


def _looked_since(before: datetime) -> ColumnElement[bool]:
    return exists().where(Watching.site_id == Site.id, Watching.began_at > before)


def take_turn(before: datetime) -> dict[int, datetime | None]:
    """Begin to look at the sites at which nobody looks; return them with when somebody last did.

    In the caller's transaction. Of two who come at once, one is given them.
    """
    missing = session().scalars(
        select(Site.id).where(~exists().where(Watching.site_id == Site.id)).order_by(Site.id)
    )
    if rows := [{"site_id": site_id} for site_id in missing]:
        session().connection().execute(db.insert_once(Watching), rows)
    taken = session().execute(
        update(Watching)
        .where(or_(Watching.began_at.is_(None), Watching.began_at <= before))
        .values(began_at=clock.now())
        .returning(Watching.site_id, Watching.looked_at)
        .execution_options(synchronize_session=False)
    )
    return {row.site_id: row.looked_at for row in taken}


def write_look(site_ids: Collection[int], troubled: Collection[int]) -> None:
    """Note that these were looked at, and which are not well; in the caller's transaction."""
    for is_well in (True, False):
        session().execute(
            update(Watching)
            .where(
                Watching.site_id.in_([id_ for id_ in site_ids if (id_ not in troubled) == is_well])
            )
            .values(looked_at=clock.now(), is_well=is_well)
            .execution_options(synchronize_session=False)
        )


def write_troubles(
    site_ids: Collection[int], found: Iterable[Finding], left: Collection[Finding]
) -> None:
    """Note what was found and put right, what lasts and what is over; in the transaction."""
    lasting = {_finding(row): row.id for row in troubles(site_ids)}
    seen = set(left) & lasting.keys()
    _update([lasting[one] for one in seen], seen_at=clock.now())
    _update([id_ for one, id_ in lasting.items() if one not in left], ended_at=clock.now())
    now = clock.now()
    rows = [
        {
            "site_id": one.site_id,
            "what": one.what,
            "submission_id": one.submission_id,
            "found_at": now,
            "seen_at": now,
            "repaired_at": None if one in left else now,
            "ended_at": None if one in left else now,
        }
        for one in {*found, *left} - lasting.keys()
    ]
    if rows:
        session().execute(insert(Trouble), rows)


def troubles(site_ids: Collection[int]) -> Sequence[Trouble]:
    """Return what lasts on these sites, the oldest first."""
    query = select(Trouble).where(Trouble.site_id.in_(site_ids), Trouble.ended_at.is_(None))
    return session().scalars(query.order_by(Trouble.found_at, Trouble.id)).all()


def count_repaired(site_id: int, since: datetime) -> int:
    """Return how much was put right since then."""
    query = select(func.count()).where(Trouble.site_id == site_id, Trouble.repaired_at >= since)
    return session().scalar(query) or 0


def of(site_id: int) -> Watching:
    """Return how a site is watched; as nobody set it, if nobody did."""
    usual = Watching(site_id=site_id, heartbeat_sealed="", trial_minutes=0, is_well=False)
    return session().get(Watching, site_id) or usual


def change(site_id: int, **values: object) -> None:
    """Set how a site is watched, in the caller's transaction."""
    session().connection().execute(db.insert_once(Watching), {"site_id": site_id})
    session().execute(
        update(Watching)
        .where(Watching.site_id == site_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _update(ids: Collection[int], **values: object) -> None:
    if ids:
        session().execute(
            update(Trouble)
            .where(Trouble.id.in_(ids))
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _finding(row: Trouble) -> Finding:
    return Finding(row.site_id, What(row.what), row.submission_id)
