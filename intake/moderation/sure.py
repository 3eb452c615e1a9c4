"""LEARN, read: of what waits, what the machine is almost sure of, so that a look will do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all

from intake.db import session
from intake.moderation.tables import SiteLearning
from intake.moderation.tabs import PLACES, Tab
from intake.submissions.tables import Submission
from intake.words import Label

# Where a site has not proven yet from where on spam is sure, this is only almost.
ALMOST_SPAM = 0.9
MOST = 1000  # are counted


@dataclass(frozen=True)
class Sure:
    """How many wait of which the machine is almost sure, up to MOST of each."""

    spam: int = 0
    ham: int = 0


def waiting(site_ids: Collection[int]) -> Sure:
    """Count what waits on these sites and is almost surely spam, or almost surely is none."""
    if not site_ids:
        return Sure()
    bars = _bars(site_ids)
    return Sure(_counted(bars, Label.SPAM), _counted(bars, Label.HAM))


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


def _counted(bars: dict[int, tuple[float, float]], band: Label) -> int:
    looks = [
        select(Submission.id)
        .where(Submission.site_id == site_id, Submission.kind == kind)
        .where(Submission.status == status, _is_in(band, *of_site))
        .limit(MOST)
        .subquery()
        for site_id, of_site in bars.items()
        for kind, status in PLACES[Tab.WAITING]
    ]
    found = union_all(*(select(look.c.id) for look in looks)).limit(MOST).subquery()
    return session().scalar(select(func.count()).select_from(found)) or 0
