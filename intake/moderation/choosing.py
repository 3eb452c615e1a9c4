"""DECIDE, many, read: which items a bulk is about, and which decisions its undo takes back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from intake.db import among, session
from intake.moderation import finding, store
from intake.moderation.tables import Decision, VerdictGiven
from intake.moderation.tabs import Tab
from intake.moderation.wanted import Wanted
from intake.submissions.tables import Comment, Submission
from intake.words import Action, Kind, Status


@dataclass(frozen=True)
class Choice:
    """What a bulk is about: all that is wanted, or of those only `ids`, up to `newest_id`.

    What was chosen by hand need not match the filter any more, only be where it was seen.
    """

    action: Action
    wanted: Wanted
    site_ids: tuple[int, ...]
    ids: tuple[int, ...] | None = None
    newest_id: int | None = None

    @property
    def is_backwards(self) -> bool:
        """The newest first: so a thread that loses comments keeps its earlier pages as they are."""
        return self.wanted.tab is Tab.PUBLISHED


@dataclass(frozen=True)
class Matching:
    """How many items a choice is about, and where they are."""

    total: int
    newest_id: int
    site_ids: tuple[int, ...]


def matching(choice: Choice) -> Matching:
    """Count what a choice is about."""
    rows = (
        session()
        .execute(
            select(Submission.site_id, func.count(), func.max(Submission.id))
            .where(_matches(choice))
            .group_by(Submission.site_id)
            .order_by(Submission.site_id)
        )
        .all()
    )
    return Matching(
        sum(row[1] for row in rows),
        max((row[2] for row in rows), default=0),
        tuple(row[0] for row in rows),
    )


def known(ids: Collection[int], site_ids: Collection[int]) -> list[int]:
    """Return those of these that are of these sites, wherever they are now."""
    query = select(Submission.id).where(Submission.id.in_(ids), Submission.site_id.in_(site_ids))
    return list(session().scalars(query.order_by(Submission.id)))


def candidates(choice: Choice, since: datetime, reached: int, limit: int) -> list[int]:
    """Return the next items that it is about, by id; not what was changed since then."""
    order, is_next = Submission.id.asc(), Submission.id > reached
    if choice.is_backwards:
        order, is_next = Submission.id.desc(), Submission.id < reached
    query = select(Submission.id).where(_matches(choice), is_next, _is_as_seen(since))
    return list(session().scalars(query.order_by(order).limit(limit)))


def changed_since(ids: Collection[int], since: datetime) -> set[int]:
    """Return those of these whose words were changed or judged anew since then."""
    query = select(Submission.id).where(among(Submission.id, ids), ~_is_as_seen(since))
    return set(session().scalars(query))


def to_undo(bulk_id: int, reached: int, limit: int) -> list[int]:
    """Return the next decisions of a bulk that nobody has undone: the way back, newest first."""
    query = select(Decision.id).where(_still_to_undo(bulk_id), Decision.id < reached)
    return list(session().scalars(query.order_by(Decision.id.desc()).limit(limit)))


def count_to_undo(bulk_id: int) -> tuple[int, int]:
    """Return how many decisions of a bulk nobody has undone, and the newest of them."""
    counted = select(func.count(), func.max(Decision.id)).where(_still_to_undo(bulk_id))
    row = session().execute(counted).one()
    return row[0], row[1] or 0


def standing_ids(submission_ids: Collection[int]) -> dict[int, int]:
    """Return for each item the id of the newest decision that nobody has undone."""
    ids = select(Decision.submission_id, Decision.id).where(*store.stands(submission_ids))
    return dict(session().execute(ids.order_by(Decision.id)).all())


def decided(decision_ids: Collection[int]) -> list[tuple[int, int, Status, Status]]:
    """Return the id, the item, and where from and where to of each of these decisions."""
    rows = session().execute(
        select(Decision.id, Decision.submission_id, Decision.seen, Decision.new)
        .where(among(Decision.id, decision_ids))
        .order_by(Decision.id)
    )
    return [(id_, of, Status(seen), Status(new)) for id_, of, seen, new in rows]


def _matches(choice: Choice) -> ColumnElement[bool]:
    wanted = choice.wanted if choice.ids is None else Wanted(tab=choice.wanted.tab)
    found = [finding.where(wanted, choice.site_ids), Submission.status != Status.RECEIVED]
    if choice.action is Action.REJECT:
        found.append(Submission.kind == Kind.COMMENT)
    if choice.ids is not None:
        found.append(Submission.id.in_(choice.ids))
    if choice.newest_id is not None:
        found.append(Submission.id <= choice.newest_id)
    return and_(*found)


def _is_as_seen(at: datetime) -> ColumnElement[bool]:
    """Its words were neither changed nor judged anew since then."""
    judged = exists().where(
        VerdictGiven.submission_id == Submission.id, VerdictGiven.judged_at > at
    )
    edited = exists().where(Comment.submission_id == Submission.id, Comment.edited_at > at)
    return ~or_(judged, edited)


def _still_to_undo(bulk_id: int) -> ColumnElement[bool]:
    undo = aliased(Decision)
    return and_(Decision.bulk_id == bulk_id, ~exists().where(undo.undoes_id == Decision.id))
