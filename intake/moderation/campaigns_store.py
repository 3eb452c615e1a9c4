"""Rows of what nearly equal submissions share, and of who sent how many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, delete, func, insert, select, union_all, update

from intake import clock
from intake.db import session
from intake.moderation.queue_tables import StandingOrder
from intake.moderation.tables import Fingerprint, HostSeen
from intake.rows import affected
from intake.submissions.tables import Submission
from intake.words import Kind, Status

BANDS = (Fingerprint.band_0, Fingerprint.band_1, Fingerprint.band_2, Fingerprint.band_3)
MOST_FIRSTS = 10_000  # campaigns that one batch looks at; keyed numbers cannot be made to collide
MOST_LINKING, MOST_HOSTS = 200, 10
MOST_BETWEEN = 1000  # submissions before a batch among which a sender's others are looked for


def firsts(
    site_id: int, bands: Sequence[Collection[int]], since: datetime
) -> Iterable[tuple[int, int, Sequence[int]]]:
    """Return the first of each of a site's campaigns with one of these numbers in its place."""
    looks = (
        select(Fingerprint.submission_id, Fingerprint.words, *BANDS).where(
            Fingerprint.site_id == site_id,
            band.in_(wanted),
            Fingerprint.campaign_id == Fingerprint.submission_id,
            Fingerprint.seen_at >= since,
        )
        for band, wanted in zip(BANDS, bands, strict=True)
    )
    rows = {*map(tuple, session().execute(union_all(*looks).limit(MOST_FIRSTS)))}
    return ((id_, words, found) for id_, words, *found in rows)


def add(prints: list[dict[str, Any]], hosts: list[dict[str, Any]]) -> None:
    """Keep what these submissions may share with later ones."""
    for table, rows in ((Fingerprint, prints), (HostSeen, hosts)):
        if rows:
            kept = [row | {"seen_at": clock.now()} for row in rows]
            session().connection().execute(insert(cast("Table", table.__table__)), kept)


def prints(ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return the words and the campaign that these had when they were judged before."""
    rows = session().execute(
        select(Fingerprint.submission_id, Fingerprint.words, Fingerprint.campaign_id).where(
            Fingerprint.submission_id.in_(ids)
        )
    )
    return {id_: (words, campaign_id) for id_, words, campaign_id in rows}


def remove(ids: Collection[int]) -> None:
    """Forget what the former words of these shared."""
    for table in (Fingerprint, HostSeen):
        session().execute(delete(table).where(table.submission_id.in_(ids)))


def hand_on(campaign_id: int) -> None:
    """Let the next of a campaign be its first, and what was ordered for it hold for that one."""
    of_it = Fingerprint.campaign_id == campaign_id
    heir = session().scalar(select(func.min(Fingerprint.submission_id)).where(of_it))
    if heir is not None:
        session().execute(update(Fingerprint).where(of_it).values(campaign_id=heir))
        ordered = StandingOrder.campaign_id == campaign_id
        session().execute(update(StandingOrder).where(ordered).values(campaign_id=heir))


@dataclass(frozen=True)
class Alike:
    """The campaign that a submission belongs to, and how many others do."""

    campaign_id: int
    others: int


def alike(ids: Collection[int]) -> dict[int, Alike]:
    """Return for each of these that has others with nearly the same text how many.

    Each campaign is counted once, for a page may be full of a large one.
    """
    mine = select(Fingerprint.submission_id, Fingerprint.campaign_id)
    rows = session().execute(mine.where(Fingerprint.submission_id.in_(ids)))
    campaign_of = {row.submission_id: row.campaign_id for row in rows}
    counted = (
        select(Fingerprint.campaign_id, func.count().label("size"))
        .where(Fingerprint.campaign_id.in_({*campaign_of.values()}))
        .group_by(Fingerprint.campaign_id)
    )
    sizes = {row.campaign_id: row.size for row in session().execute(counted)}
    return {
        id_: Alike(campaign_id, sizes[campaign_id] - 1)
        for id_, campaign_id in campaign_of.items()
        if sizes.get(campaign_id, 0) > 1
    }


def linking_alike(submission_id: int) -> list[int]:
    """Return the newest other comments of the site that link to a host of this one.

    Not to one that was published lately: people here link to it, and it binds nobody together.
    """
    query = select(HostSeen.site_id, HostSeen.host).where(HostSeen.submission_id == submission_id)
    found: set[int] = set()
    for site_id, host in session().execute(query.limit(MOST_HOSTS)).all():
        newest = (
            select(Submission.id, Submission.status)
            .join(HostSeen, HostSeen.submission_id == Submission.id)
            .where(HostSeen.site_id == site_id, HostSeen.host == host)
            .where(Submission.kind == Kind.COMMENT)
            .order_by(HostSeen.submission_id.desc())
            .limit(MOST_LINKING)
        )
        status_of = {row.id: row.status for row in session().execute(newest)}
        if Status.APPROVED not in status_of.values():
            found |= status_of.keys()
    return sorted(found - {submission_id}, reverse=True)


def sendings(ids: Collection[int], within: timedelta) -> Sequence[Row[int, int, str, datetime]]:
    """Return what the senders of these sent around then, these among them, oldest first."""
    times = select(Submission.received_at).where(Submission.id.in_(ids))
    received = session().scalars(times).all()
    if not received:
        return []
    senders = select(Submission.sender_key).where(Submission.id.in_(ids))
    found = session().execute(
        select(
            Submission.id, Submission.site_id, Submission.sender_key, Submission.received_at
        ).where(
            Submission.sender_key.in_(senders),
            Submission.id > min(ids) - MOST_BETWEEN,
            Submission.received_at >= min(received) - within,
            Submission.received_at <= max(received),
        )
    )
    return sorted(found.all(), key=lambda row: row.received_at)


def has_old(before: datetime) -> bool:
    """Say whether there is anything older."""
    oldest = [
        session().scalar(select(func.min(Fingerprint.seen_at))),
        session().scalar(select(HostSeen.seen_at).order_by(HostSeen.id).limit(1)),
    ]
    return any(seen_at is not None and seen_at < before for seen_at in oldest)


def forget(before: datetime, most: int) -> int:
    """Remove the oldest prints and hosts, but no more than that many of each; return how many."""
    old = select(Fingerprint.submission_id).where(Fingerprint.seen_at < before).limit(most)
    # Rows were added in the order of their time, so the first ones are the oldest.
    oldest = select(HostSeen.id, HostSeen.seen_at).order_by(HostSeen.id).limit(most).subquery()
    gone = 0
    for statement in (
        delete(Fingerprint).where(Fingerprint.submission_id.in_(old)),
        delete(HostSeen).where(
            HostSeen.id.in_(select(oldest.c.id).where(oldest.c.seen_at < before))
        ),
    ):
        gone += affected(session().execute(statement))
    return gone
