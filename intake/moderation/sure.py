"""LEARN, read: of what waits, what the machine is almost sure of, so that a look will do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, select, union_all

from intake.db import session
from intake.moderation.tables import VerdictGiven
from intake.moderation.tabs import PLACES, Tab
from intake.submissions.tables import Submission
from intake.words import Kind, Label, Status

# No bar for spam is below this (classifier.STRICTEST_SPAM_BAR; a test compares them). From here on
# it is almost sure, whether or not the site's decisions have proven a bar yet.
ALMOST_SPAM = 0.9
LOOKS_AT = 2_000  # of the surest at each place, however many wait


@dataclass(frozen=True)
class Sure:
    """How many wait of which the machine is almost sure; `is_more`: at least so many."""

    spam: int = 0
    ham: int = 0
    is_more: bool = False


def waiting(site_ids: Collection[int]) -> Sure:
    """Count what waits on these sites and is almost surely spam, or almost surely is none."""
    looks = [
        _look(site_id, kind, status) for site_id in site_ids for kind, status in PLACES[Tab.WAITING]
    ]
    rows = session().execute(union_all(*looks)).all() if looks else []
    return Sure(
        spam=sum(row.spam or 0 for row in rows),
        ham=sum(row.ham or 0 for row in rows),
        is_more=any(row.seen >= LOOKS_AT for row in rows),
    )


def condition(band: Label) -> ColumnElement[bool]:
    """Return what the submissions in a band have in common: the spam of it is almost sure."""
    if band is Label.SPAM:
        return Submission.probability >= ALMOST_SPAM
    return and_(Submission.probability < ALMOST_SPAM, _newest_label() == band)


def _newest_label() -> ColumnElement[str]:
    """The band that the newest verdict put an item in, as it is shown beside it."""
    return (
        select(VerdictGiven.label)
        .where(VerdictGiven.submission_id == Submission.id)
        .order_by(VerdictGiven.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _look(site_id: int, kind: Kind, status: Status) -> Select[int | None, int | None, int]:
    """Walk along the index of doubt, from where there is none."""
    seen = (
        select(
            case((condition(Label.SPAM), 1), else_=0).label("is_spam"),
            case((condition(Label.HAM), 1), else_=0).label("is_ham"),
        )
        .where(Submission.site_id == site_id, Submission.kind == kind)
        .where(Submission.status == status, Submission.doubt >= 0)
        .order_by(Submission.doubt.desc())
        .limit(LOOKS_AT)
        .subquery()
    )
    return select(
        func.sum(seen.c.is_spam).label("spam"),
        func.sum(seen.c.is_ham).label("ham"),
        func.count().label("seen"),
    ).select_from(seen)
