"""Rows of ladders and of the roster, and who works for a site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select

from intake.accounts import roles_store
from intake.accounts.tables import Account
from intake.db import session
from intake.duty.tables import DutySwap, DutyWeek, Escalation, Ladder
from intake.rows import affected
from intake.words import Role


def newest_ladder(site_id: int) -> Ladder | None:
    query = select(Ladder).where(Ladder.site_id == site_id).order_by(Ladder.id.desc())
    return session().scalar(query.limit(1))


def ladder(number: int) -> Ladder | None:
    return session().get(Ladder, number)


def add_ladder(row: Ladder) -> int:
    session().add(row)
    session().flush()
    return row.id


def members(site_id: int) -> list[tuple[Account, list[Role]]]:
    return roles_store.members(site_id)


def weeks(site_id: int) -> Sequence[DutyWeek]:
    query = select(DutyWeek).where(DutyWeek.site_id == site_id)
    return session().scalars(query.order_by(DutyWeek.weekday, DutyWeek.begins, DutyWeek.id)).all()


def add_week(row: DutyWeek) -> int:
    session().add(row)
    session().flush()
    return row.id


def has_week(row: DutyWeek) -> bool:
    """Say whether the roster says just this already."""
    same = exists().where(
        DutyWeek.site_id == row.site_id,
        DutyWeek.account_id == row.account_id,
        DutyWeek.weekday == row.weekday,
        DutyWeek.begins == row.begins,
        DutyWeek.ends == row.ends,
    )
    return bool(session().scalar(select(same)))


def remove_week(site_id: int, number: int) -> bool:
    done = session().execute(
        delete(DutyWeek).where(DutyWeek.site_id == site_id, DutyWeek.id == number)
    )
    return affected(done) == 1


def swaps(site_id: int) -> Sequence[DutySwap]:
    query = select(DutySwap).where(DutySwap.site_id == site_id)
    return session().scalars(query.order_by(DutySwap.from_at, DutySwap.id)).all()


def add_swap(row: DutySwap) -> int:
    session().add(row)
    session().flush()
    return row.id


def remove_swap(site_id: int, number: int) -> bool:
    done = session().execute(
        delete(DutySwap).where(DutySwap.site_id == site_id, DutySwap.id == number)
    )
    return affected(done) == 1


def forget_swaps(site_id: int, before: datetime) -> None:
    """Remove what was over long ago."""
    session().execute(
        delete(DutySwap).where(DutySwap.site_id == site_id, DutySwap.until_at < before)
    )


def is_set_up(site_id: int) -> bool:
    """Say whether somebody has saved a ladder or a roster for this site."""
    has_ladder = exists().where(Ladder.site_id == site_id)
    has_week = exists().where(DutyWeek.site_id == site_id)
    return bool(session().scalar(select(has_ladder | has_week)))


def open_on(site_id: int) -> list[int | None]:
    """Return which ladder each open callback of a site climbs."""
    query = select(Escalation.ladder_id).where(
        Escalation.site_id == site_id, Escalation.ended_at.is_(None)
    )
    return list(session().scalars(query))
