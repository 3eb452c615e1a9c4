"""DECIDE, read: the short facts beside an item, each in a few words, and where they lead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, union_all

from intake.db import session
from intake.moderation import row_wording, wording
from intake.moderation.items import Item
from intake.submissions.tables import Comment, Submission
from intake.words import Evidence, Status

MOST_OF_AUTHOR = 200  # comments of one author that are looked at


@dataclass(frozen=True)
class Facts:
    """What else is known of a comment. `published`: of its author's comments on this site."""

    links: int
    is_confirmed: bool
    published: int


@dataclass(frozen=True)
class Chip:
    """One fact. `says` is the whole sentence; `leads` narrows the queue to those like it."""

    text: str
    says: str = ""
    leads: dict[str, Any] = field(default_factory=dict)


def facts(ids: Collection[int]) -> dict[int, Facts]:
    """Return what is known of those that are comments."""
    rows = session().execute(
        select(
            Comment.submission_id,
            Comment.links,
            Comment.confirmed_at,
            Submission.site_id,
            Comment.email_index,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Comment.submission_id.in_(ids))
    )
    found = rows.all()
    published = _published({(row.site_id, row.email_index) for row in found if row.email_index})
    return {
        row.submission_id: Facts(
            row.links,
            row.confirmed_at is not None,
            published.get((row.site_id, row.email_index), 0),
        )
        for row in found
    }


def chips(item: Item, known: Facts | None) -> list[Chip]:
    """Return the facts about an item; what nobody may overlook is not among them."""
    found = [
        Chip(row_wording.CHIPS[name], wording.EVIDENCE[name], {"reason": name.value})
        for name in item.evidence
        if name not in wording.MARKS and not (name is Evidence.SAME_TEXT and item.alike)
    ]
    if item.alike:
        text = row_wording.alike(item.alike.others)
        leads = {"alike": item.alike.campaign_id}
        found.insert(0, Chip(text, wording.alike(item.alike.others), leads))
    if known and known.links:
        text = row_wording.links(known.links)
        found.append(Chip(text, leads={"links": known.links}))
    if known and (
        said := row_wording.author(is_confirmed=known.is_confirmed, number=known.published)
    ):
        found.append(Chip(said, leads={"confirmed": 1} if known.is_confirmed else {}))
    return found


def _published(authors: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Count the published ones among some comments of each author: a flood costs no more."""
    if not authors:
        return {}
    looks = [
        select(
            select(Comment.submission_id, Comment.email_index)
            .where(Comment.email_index == email_index)
            .limit(MOST_OF_AUTHOR)
            .subquery()
        )
        for email_index in sorted({email_index for _, email_index in authors})
    ]
    theirs = union_all(*looks).subquery()
    rows = session().execute(
        select(Submission.site_id, theirs.c.email_index, func.count())
        .join(theirs, theirs.c.submission_id == Submission.id)
        .where(Submission.status == Status.APPROVED)
        .group_by(Submission.site_id, theirs.c.email_index)
    )
    return {(site_id, email_index): number for site_id, email_index, number in rows}
