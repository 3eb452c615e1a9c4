"""DECIDE, read: which items a moderator wants to see, or to decide about at once.

Filters whose matches stand in an index by themselves (`held`) can be asked which items they are
about; the rest can only be asked about an item at hand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_
from sqlalchemy.orm import aliased

from intake import db
from intake.moderation import sure, word_index
from intake.moderation.queue_tables import RuleHit
from intake.moderation.tables import Fingerprint, HostSeen
from intake.moderation.tabs import PLACES, Tab
from intake.moderation.wanted import Age, Sort, Wanted
from intake.submissions.tables import (
    CallbackRequest,
    Comment,
    ContactMessage,
    EvidenceFound,
    Submission,
    Thread,
)
from intake.words import Label, Status

__all__ = ["Age", "Sort", "Wanted", "narrowing", "where"]

RULE = "rule:"  # begins the reason that is a rule of the site


Span = tuple[int, int]  # the lowest and the highest id


@dataclass(frozen=True)
class Holder:
    """A column with the ids of items, and the condition of those that a filter means.

    `is_asked_once`: it costs as much to ask about one item as about all.
    """

    id: Any
    condition: ColumnElement[bool]
    is_asked_once: bool = False

    def ids(self) -> Select[int]:
        return select(self.id).where(self.condition)

    def has_it(self, between: Span | None) -> ColumnElement[bool]:
        if self.is_asked_once:  # the addition keeps SQLite from beginning with all of these
            ids = self.ids().where(self.id.between(*between)) if between else self.ids()
            return (Submission.id + 0).in_(ids)
        return exists().where(self.id == Submission.id, self.condition)


Holders = tuple[Holder, ...]  # an item is meant if one of them has it


def places(wanted: Wanted, site_ids: Collection[int], tab: Tab) -> list[tuple[int, str, Status]]:
    """Return where the items of a tab lie: sites, kinds and statuses."""
    return [
        (site_id, kind, status)
        for site_id in site_ids
        if wanted.site in {None, site_id}
        for kind, status in PLACES[tab]
        if wanted.kind in {"", kind}
    ]


def where(wanted: Wanted, site_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition on Submission for what is wanted, of these sites and no others."""
    there = places(wanted, site_ids, wanted.tab)
    ways = {(kind, status) for _, kind, status in there}
    return and_(
        Submission.site_id.in_({site_id for site_id, _, _ in there}),
        or_(false(), *(_is_at(kind, status) for kind, status in sorted(ways))),
        *received(wanted),
        *narrowing(wanted, site_ids),
    )


def _is_at(kind: str, status: Status) -> ColumnElement[bool]:
    return and_(Submission.kind == kind, Submission.status == status)


def received(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions on when an item came."""
    since, until = wanted.span()
    found: list[ColumnElement[bool]] = []
    if since:
        found.append(Submission.received_at >= since)
    if until:
        found.append(Submission.received_at < until)
    return found


def narrowing(
    wanted: Wanted, site_ids: Collection[int], between: Span | None = None
) -> list[ColumnElement[bool]]:
    """Return what narrows the tab, other than where items lie and when they came.

    `between`: it will be asked about items with these ids only.
    """
    return [
        *(has_one(holders, between) for holders in held(wanted, site_ids)),
        *plain(wanted),
    ]


def has_one(holders: Holders, between: Span | None = None) -> ColumnElement[bool]:
    """Return the condition of the items that one of them has."""
    return or_(*(one.has_it(between) for one in holders))


def held(wanted: Wanted, site_ids: Collection[int]) -> list[Holders]:
    """Return the filters that know which items they are about."""
    return [
        *([_addresses(wanted)] if wanted.addresses else []),
        *([_sender(wanted, site_ids)] if wanted.sender is not None else []),
        *([_words(wanted)] if wanted.words or wanted.author else []),
        *([_alike(wanted)] if wanted.alike is not None else []),
        *([_link(wanted)] if wanted.link is not None else []),
        *([_thread(wanted, site_ids)] if wanted.thread else []),
        *([_reason(wanted)] if wanted.reason else []),
    ]


def _addresses(wanted: Wanted) -> Holders:
    tables = (Comment, ContactMessage, CallbackRequest)
    return tuple(
        Holder(table.submission_id, table.email_index.in_(wanted.addresses)) for table in tables
    )


def _sender(wanted: Wanted, site_ids: Collection[int]) -> Holders:
    other, this = aliased(Submission), aliased(Submission)
    key = select(this.sender_key).where(this.id == wanted.sender, this.site_id.in_(site_ids))
    return (Holder(other.id, other.sender_key == key.scalar_subquery()),)


def _words(wanted: Wanted) -> Holders:
    terms = word_index.terms(wanted.words)
    terms += word_index.terms(wanted.author, is_author=True)
    if not terms:
        return (Holder(Comment.submission_id, false()),)
    return (Holder(*word_index.holder(terms), is_asked_once=db.current().is_sqlite),)


def _alike(wanted: Wanted) -> Holders:
    return (Holder(Fingerprint.submission_id, Fingerprint.campaign_id == wanted.alike),)


def _link(wanted: Wanted) -> Holders:
    other, this = aliased(HostSeen), aliased(HostSeen)
    hosts = select(this.site_id, this.host).where(this.submission_id == wanted.link)
    return (Holder(other.submission_id, tuple_(other.site_id, other.host).in_(hosts)),)


def _thread(wanted: Wanted, site_ids: Collection[int]) -> Holders:
    threads = select(Thread.id).where(Thread.site_id.in_(site_ids), Thread.path == wanted.thread)
    return (Holder(Comment.submission_id, Comment.thread_id.in_(threads)),)


def _reason(wanted: Wanted) -> Holders:
    if wanted.reason.startswith(RULE):
        rule_id = int(wanted.reason.removeprefix(RULE))
        return (Holder(RuleHit.submission_id, RuleHit.rule_id == rule_id),)
    return (Holder(EvidenceFound.submission_id, EvidenceFound.name == wanted.reason),)


def plain(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions that can only be asked about an item at hand."""
    of_comment = [
        *([Comment.language == wanted.language] if wanted.language else []),
        *([Comment.links >= wanted.links] if wanted.links else []),
        *([Comment.edited_at.is_not(None)] if wanted.edited else []),
        *([Comment.confirmed_at.is_not(None)] if wanted.confirmed else []),
    ]
    return [
        *([exists().where(Comment.submission_id == Submission.id, *of_comment)] * bool(of_comment)),
        *([Submission.probability.is_(None)] if wanted.unjudged else []),
        *([sure.condition(Label(wanted.band))] if wanted.band else []),
    ]
