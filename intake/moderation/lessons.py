"""LEARN: what each decision teaches, brought in line with it in the same transaction.

Approved and rejected both teach "no spam": who is rejected is no spammer. The trash teaches
nothing. Only the decision that stands teaches; undoing it takes its lesson back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, exists, func, insert, select, update

from intake import clock
from intake.db import session
from intake.moderation import store
from intake.moderation.store import Decided
from intake.moderation.tables import Lesson, VerdictGiven
from intake.words import Action

TEACHES_SPAM = {Action.APPROVE: False, Action.REJECT: False, Action.SPAM: True}
# One account's decisions of a day count in full up to here; the k-th after that counts FULL / k. It
# hardly holds back who begins with some hundreds in one go; see influence for who overrules others.
FULL_A_DAY = 200
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


def bring_in_line(submission_id: int, site_id: int) -> None:
    """Make the standing decision about an item teach, and no other, in the caller's transaction."""
    standing = store.standing([submission_id]).get(submission_id)
    teaching = standing if standing and standing.action in TEACHES_SPAM else None
    known = session().execute(
        select(Lesson.id, Lesson.decision_id)
        .where(Lesson.submission_id == submission_id)
        .order_by(Lesson.id)  # as whoever learns them has them: so neither waits for the other
    )
    is_known = False
    for id_, decision_id in known.all():
        is_in_force = teaching is not None and decision_id == teaching.id
        is_known |= is_in_force
        session().execute(
            update(Lesson)
            .where(Lesson.id == id_)
            .values(is_in_force=is_in_force, is_due=_is_due(is_in_force))
        )
    if teaching and not is_known:
        _add(teaching, site_id)


def _is_due(is_in_force: bool) -> ColumnElement[bool]:
    """Compared when it is written: the worker may be moving the model at this moment."""
    return Lesson.step.is_(None) if is_in_force else Lesson.step.is_not(None)


def _add(decided: Decided, site_id: int) -> None:
    session().execute(
        insert(Lesson).values(
            decision_id=decided.id,
            submission_id=decided.submission_id,
            site_id=site_id,
            account_id=decided.account_id,
            is_spam=TEACHES_SPAM[decided.action],
            is_in_force=True,
            is_sample=_is_sample(decided.submission_id),
            is_due=True,
            weight=_weight(decided.account_id, site_id),
            created_at=clock.now(),
        )
    )


def _is_sample(submission_id: int) -> bool:
    """Say whether a person would have seen the item whatever the machine made of it."""
    newest = session().scalar(
        select(VerdictGiven.is_sample)
        .where(VerdictGiven.submission_id == submission_id)
        .order_by(VerdictGiven.id.desc())
        .limit(1)
    )
    return newest is not False  # what nobody judged went to people too


def _weight(account_id: int, site_id: int) -> float:
    today = session().scalar(
        select(func.count()).where(
            Lesson.account_id == account_id,
            Lesson.site_id == site_id,
            Lesson.created_at > clock.ago(DAY_SECONDS),
        )
    )
    return min(1.0, FULL_A_DAY / ((today or 0) + 1))


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
