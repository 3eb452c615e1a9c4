"""LEARN: what decisions teach, brought in line with them in the same transaction.

Approved and rejected both teach "no spam": who is rejected is no spammer. The trash teaches
nothing, nor does what a standing order decided, for nobody has read that. Only the decision that
stands teaches; undoing it takes its lesson back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, update

from intake import clock
from intake.db import among, session
from intake.moderation import store
from intake.moderation.lessons import DAY_SECONDS
from intake.moderation.queue_tables import Bulk
from intake.moderation.tables import Decision, Lesson, VerdictGiven
from intake.words import Action

TEACHES_SPAM = {Action.APPROVE: False, Action.REJECT: False, Action.SPAM: True}
# One account's decisions of a day count in full up to here; the k-th after that counts FULL / k. It
# hardly holds back who begins with some hundreds in one go; see influence for who overrules others.
FULL_A_DAY = 200

_LESSON = cast("Table", Lesson.__table__)


@dataclass(frozen=True)
class _Teaching:
    """A decision that stands and teaches."""

    decision_id: int
    account_id: int
    is_spam: bool


def bring_in_line(site_of: Mapping[int, int]) -> None:
    """Make the standing decisions about these items teach, and no others, as they stand now.

    In the caller's transaction. `site_of`: each item's site by its id.
    """
    teaching = _teaching(site_of)
    known = session().execute(
        select(Lesson.id, Lesson.decision_id, Lesson.submission_id)
        .where(among(Lesson.submission_id, site_of))
        .order_by(Lesson.id)  # as whoever learns them has them: so neither waits for the other
        .with_for_update()
    )
    others, in_force, out_of_force = dict(teaching), [], []
    for id_, decision_id, submission_id in known.all():
        one = teaching.get(submission_id)
        if one and one.decision_id == decision_id:
            in_force.append(id_)
            others.pop(submission_id, None)
        else:
            out_of_force.append(id_)
    _set(in_force, is_in_force=True)
    _set(out_of_force, is_in_force=False)
    _add(others, site_of)


def _teaching(ids: Collection[int]) -> dict[int, _Teaching]:
    """Return for each item the newest decision that nobody has undone, if that teaches."""
    rows = session().execute(
        select(
            Decision.submission_id,
            Decision.id,
            Decision.account_id,
            Decision.action,
            Bulk.newest_id,
        )
        .outerjoin(Bulk, Bulk.id == Decision.bulk_id)
        .where(*store.stands(ids))
        .order_by(Decision.id)
    )
    standing = {row.submission_id: row for row in rows}
    return {
        id_: _Teaching(row.id, row.account_id, TEACHES_SPAM[Action(row.action)])
        for id_, row in standing.items()
        # What lies above a bulk's newest came later: a standing order decided that.
        if row.action in TEACHES_SPAM and (row.newest_id is None or id_ <= row.newest_id)
    }


def _set(ids: Collection[int], *, is_in_force: bool) -> None:
    """Compared when it is written: the worker may be moving the model at this moment."""
    if ids:
        is_in = _LESSON.c.step.is_not(None)
        session().connection().execute(
            update(_LESSON)
            .where(among(_LESSON.c.id, ids))
            .values(is_in_force=is_in_force, is_due=~is_in if is_in_force else is_in)
        )


def _add(teaching: Mapping[int, _Teaching], site_of: Mapping[int, int]) -> None:
    samples = _samples(teaching) if teaching else {}
    places = [(one.account_id, site_of[id_]) for id_, one in teaching.items()]
    rows = [
        {
            "decision_id": one.decision_id,
            "submission_id": id_,
            "site_id": site_of[id_],
            "account_id": one.account_id,
            "is_spam": one.is_spam,
            "is_in_force": True,
            "is_sample": samples.get(id_) is not False,  # what nobody judged went to people too
            "is_due": True,
            "weight": weight,
            "created_at": clock.now(),
        }
        for (id_, one), weight in zip(teaching.items(), _weights(places), strict=True)
    ]
    if rows:
        session().connection().execute(insert(_LESSON), rows)


def _samples(ids: Collection[int]) -> dict[int, Any]:
    """Say of each item whether a person would have seen it whatever the machine made of it."""
    rows = session().execute(
        select(VerdictGiven.submission_id, VerdictGiven.is_sample)
        .where(among(VerdictGiven.submission_id, ids))
        .order_by(VerdictGiven.id)
    )
    return dict(rows.all())


def _weights(places: Collection[tuple[int, int]]) -> Iterator[float]:
    """Yield what each lesson of these accounts, on these sites, weighs."""
    today = Counter({place: _today(*place) for place in set(places)})
    for place in places:
        today[place] += 1
        yield min(1.0, FULL_A_DAY / today[place])


def _today(account_id: int, site_id: int) -> int:
    counted = session().scalar(
        select(func.count()).where(
            Lesson.account_id == account_id,
            Lesson.site_id == site_id,
            Lesson.created_at > clock.ago(DAY_SECONDS),
        )
    )
    return counted or 0
