"""DECIDE, read: campaigns as groups: how many like this there are here, and since when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from intake.db import session
from intake.moderation.items import Item
from intake.moderation.tables import Fingerprint
from intake.moderation.tabs import PLACES, Tab
from intake.moderation.wanted import Wanted
from intake.submissions.tables import Submission
from intake.words import Status


@dataclass(frozen=True)
class Group:
    """Those of a campaign that are in a tab. `count` is of all of them, the first one too."""

    campaign_id: int
    count: int
    since: datetime


def groups(ids: Collection[int], site_ids: Collection[int], tab: Tab) -> dict[int, Group]:
    """Return for each of these that has others like it in the tab the group of them all.

    Each campaign is counted once, for a page may be full of a large one.
    """
    mine = select(Fingerprint.submission_id, Fingerprint.campaign_id)
    rows = session().execute(mine.where(Fingerprint.submission_id.in_(ids))).all()
    found = _counted({row.campaign_id for row in rows}, site_ids, tab)
    return {row.submission_id: found[row.campaign_id] for row in rows if row.campaign_id in found}


def first_of_each(
    items: Sequence[Item], site_ids: Collection[int], wanted: Wanted
) -> dict[int, Group]:
    """Return the group of each item that is the first of its group on a page, not of the others.

    A page that shows one campaign alone has one for its first item.
    """
    found = groups([item.id for item in items], site_ids, wanted.tab)
    first: dict[int, int] = {}
    for item in items:
        if item.id in found:
            first.setdefault(found[item.id].campaign_id, item.id)
    return {id_: found[id_] for id_ in first.values()}


def _counted(
    campaign_ids: Collection[int], site_ids: Collection[int], tab: Tab
) -> dict[int, Group]:
    places = (
        and_(Submission.kind == kind, Submission.status == status)
        for kind, status in PLACES[tab]
        if status is not Status.RECEIVED
    )
    rows = session().execute(
        select(Fingerprint.campaign_id, func.count(), func.min(Submission.received_at))
        # The addition makes SQLite begin with the campaigns, not with all that waits.
        .join(Submission, Submission.id == Fingerprint.submission_id + 0)
        .where(
            Fingerprint.campaign_id.in_(campaign_ids),
            Submission.site_id.in_(site_ids),
            or_(*places),
        )
        .group_by(Fingerprint.campaign_id)
        .having(func.count() > 1)
    )
    return {row[0]: Group(row[0], row[1], row[2]) for row in rows}
