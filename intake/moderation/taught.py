"""LEARN, the log: all that a site was taught, and what each lesson came to in a version of a model.

A model is the sum of its lessons' rows, each times its step. So whoever notes a lesson's logit and
step for each version can exchange one version for another, and undo works in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, or_, select, update

from intake.db import session
from intake.moderation.tables import Lesson

Log = Mapping[str, tuple[float | None, float]]  # a lesson's logit and step, by its id


@dataclass(frozen=True)
class Taught:
    """A lesson in force that was learnt. `logit` is what was said before it was."""

    id: int
    submission_id: int
    account_id: int
    created_at: datetime
    is_spam: bool
    weight: float
    logit: float


def newest(site_id: int, limit: int) -> list[Taught]:
    """Return the newest lessons in force that the site's model holds, oldest first."""
    rows = session().execute(
        select(
            Lesson.id,
            Lesson.submission_id,
            Lesson.account_id,
            Lesson.created_at,
            Lesson.is_spam,
            Lesson.weight,
            Lesson.logit,
        )
        .where(
            Lesson.site_id == site_id,
            Lesson.is_in_force,
            Lesson.step.is_not(None),
            Lesson.logit.is_not(None),  # words that nobody could read
        )
        .order_by(Lesson.id.desc())
        .limit(limit)
    )
    return [Taught(*row) for row in reversed(rows.all())]  # type: ignore[arg-type]  # a logit is


def log(site_id: int) -> dict[str, tuple[float | None, float]]:
    """Return what each lesson came to that is in the champion."""
    rows = session().execute(
        select(Lesson.id, Lesson.logit, Lesson.step).where(
            Lesson.site_id == site_id, Lesson.step.is_not(None)
        )
    )
    return {str(id_): (logit, step or 0.0) for id_, logit, step in rows}


_LESSON = cast("Table", Lesson.__table__)
_RESTORE = (
    update(_LESSON)
    .where(_LESSON.c.id == bindparam("of"), _LESSON.c.site_id == bindparam("at"))
    .values(logit=bindparam("said"), step=bindparam("moved"))
)


def restore(site_id: int, known: Log) -> None:
    """Make this the log of the champion; what it lacks, or has too much, is due at once.

    Only what differs is written: a site may have a hundred thousand lessons.
    """
    now = log(site_id)
    wanted = {int(id_): tuple(one) for id_, one in known.items()}
    rows: list[dict[str, Any]] = [
        {"of": id_, "at": site_id, "said": wanted[id_][0], "moved": wanted[id_][1]}
        for id_ in sorted(wanted)
        if now.get(str(id_)) != wanted[id_]
    ]
    rows += [
        {"of": id_, "at": site_id, "said": None, "moved": None}
        for id_ in sorted(map(int, now))
        if id_ not in wanted
    ]
    if rows:
        session().connection().execute(_RESTORE, rows)
    is_in, is_out = Lesson.step.is_not(None), Lesson.step.is_(None)
    is_due = or_(Lesson.is_in_force & is_out, ~Lesson.is_in_force & is_in)
    mine = (Lesson.site_id == site_id, Lesson.is_due != is_due)
    session().execute(update(Lesson).where(*mine).values(is_due=is_due))
