"""LEARN, rows: which lessons are due to move a site's model, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, func, select, update

from intake.db import session
from intake.moderation.tables import Lesson

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Due:
    """A lesson whose site's model must be moved. `step` is by how much it was; None: not at all."""

    id: int
    submission_id: int
    account_id: int
    is_spam: bool
    is_in_force: bool
    weight: float
    step: float | None
    created_at: datetime


def has_due() -> bool:
    """Say whether any model must still be moved."""
    return bool(session().scalar(select(exists().where(Lesson.is_due))))


def sites_with_due() -> list[int]:
    """Return the sites whose models must be moved."""
    return list(session().scalars(select(Lesson.site_id).where(Lesson.is_due).distinct()))


def due(site_id: int, limit: int) -> list[Due]:
    """Return the oldest lessons that are due, as they are now."""
    query = select(Lesson).where(Lesson.site_id == site_id, Lesson.is_due)
    return _due(query.order_by(Lesson.id).limit(limit))


def still_due(ids: Sequence[int]) -> list[Due]:
    """Return those that are due even now, and keep everybody else from moving them meanwhile."""
    query = select(Lesson).where(Lesson.id.in_(ids), Lesson.is_due)
    return _due(query.order_by(Lesson.id).with_for_update())


def _due(query: Any) -> list[Due]:
    rows = session().scalars(query.execution_options(populate_existing=True))
    return [
        Due(
            row.id,
            row.submission_id,
            row.account_id,
            row.is_spam,
            row.is_in_force,
            row.weight,
            row.step,
            row.created_at,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Moved:
    """What moving a model by a lesson came to. `step` None: it was taken back."""

    logit: float | None
    step: float | None


_LESSON = cast("Table", Lesson.__table__)
_SETTLE = (
    update(_LESSON)
    .where(_LESSON.c.id == bindparam("of"))
    .values(logit=bindparam("said"), step=bindparam("moved"), is_due=False)
)


def settle(moved: Mapping[int, Moved]) -> None:
    """Note how each lesson moved its model, and that none of them is due any more."""
    rows = [{"of": id_, "said": one.logit, "moved": one.step} for id_, one in moved.items()]
    if rows:
        session().connection().execute(_SETTLE, rows)


@dataclass(frozen=True)
class Said:
    """What the machine said of an item before it learnt from the decision, beside the decision."""

    submission_id: int
    account_id: int
    is_spam: bool
    is_sample: bool
    logit: float

    @property
    def is_wrong(self) -> bool:
        return (self.logit >= 0) is not self.is_spam


def progress(site_id: int, limit: int) -> list[Said]:
    """Return the newest lessons in force that were learnt, newest first."""
    rows = session().execute(
        select(
            Lesson.submission_id, Lesson.account_id, Lesson.is_spam, Lesson.is_sample, Lesson.logit
        )
        .where(Lesson.site_id == site_id, Lesson.is_in_force, Lesson.logit.is_not(None))
        .order_by(Lesson.id.desc())
        .limit(limit)
    )
    return [Said(*row) for row in rows]  # type: ignore[arg-type]  # logit is not None


def learnt(site_id: int) -> int:
    """Count the lessons that are in a site's model."""
    query = select(func.count()).where(Lesson.site_id == site_id, Lesson.step.is_not(None))
    return session().scalar(query) or 0


def forget_all(site_id: int) -> None:
    """Make all lessons of a site due again that are in force: its model begins anew."""
    session().execute(
        update(Lesson)
        .where(Lesson.site_id == site_id)
        .values(step=None, logit=None, is_due=Lesson.is_in_force)
    )
