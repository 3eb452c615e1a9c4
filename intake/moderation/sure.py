"""LEARN, read: of what waits, what the machine is almost sure of, so that a look will do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all

from intake.db import session
from intake.moderation.tables import SiteLearning
from intake.moderation.tabs import PLACES, Tab
from intake.submissions.tables import Submission
from intake.words import Kind, Label, Status

# Where a site has not proven yet from where on spam is sure, this is only almost.
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
        _look(site_id, kind, status, *of_site)
        for site_id, of_site in _bars(site_ids).items()
        for kind, status in PLACES[Tab.WAITING]
    ]
    rows = session().execute(union_all(*looks)).all() if looks else []
    return Sure(
        spam=sum(row.spam or 0 for row in rows),
        ham=sum(row.ham or 0 for row in rows),
        is_more=any(row.seen >= LOOKS_AT for row in rows),
    )


def _look(
    site_id: int, kind: Kind, status: Status, ham_below: float, spam_from: float
) -> Select[int | None, int | None, int]:
    """Walk along the index of doubt, from where there is none."""
    seen = (
        select(Submission.probability)
        .where(Submission.site_id == site_id, Submission.kind == kind)
        .where(Submission.status == status)
        .where(Submission.doubt >= min(spam_from - 0.5, 0.5 - ham_below))
        .order_by(Submission.doubt.desc())
        .limit(LOOKS_AT)
        .subquery()
    )
    return select(
        func.sum(case((seen.c.probability >= spam_from, 1), else_=0)).label("spam"),
        func.sum(case((seen.c.probability < ham_below, 1), else_=0)).label("ham"),
        func.count().label("seen"),
    ).select_from(seen)


def condition(band: Label, site_ids: Collection[int]) -> ColumnElement[bool]:
    """Return what the submissions of these sites in this band have in common."""
    bars = _bars(site_ids)
    return or_(*(and_(Submission.site_id == id_, _is_in(band, *bars[id_])) for id_ in bars))


def _bars(site_ids: Collection[int]) -> dict[int, tuple[float, float]]:
    """Return for each site below what it is no spam, and from where on it is."""
    rows = session().execute(
        select(SiteLearning.site_id, SiteLearning.bars).where(SiteLearning.site_id.in_(site_ids))
    )
    known: dict[int, dict[str, Any]] = dict(rows.all())
    bars = ((id_, known.get(id_) or {}) for id_ in site_ids)
    return {
        id_: (found.get("ham_below") or 0.0, min(found.get("spam_from") or ALMOST_SPAM, 1.0))
        for id_, found in bars
    }


def _is_in(band: Label, ham_below: float, spam_from: float) -> ColumnElement[bool]:
    """`doubt` says the same as `probability`, and has an index."""
    spam = and_(Submission.doubt >= spam_from - 0.5, Submission.probability >= spam_from)
    ham = and_(Submission.doubt >= 0.5 - ham_below, Submission.probability < ham_below)
    if band is Label.SPAM:
        return spam
    return ham if band is Label.HAM else and_(Submission.probability.is_not(None), ~spam, ~ham)
