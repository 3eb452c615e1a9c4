"""Rows of a round of climbing, read and written for many callbacks with few statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update

from intake.db import among, session
from intake.duty.tables import Escalation, EscalationEvent, Ringing


def untold(submission_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return (callback, person) of who is to be rung, and has not been told anything yet."""
    query = select(Ringing.submission_id, Ringing.account_id).where(
        among(Ringing.submission_id, submission_ids),
        Ringing.next_at.is_not(None),
        Ringing.told == 0,
    )
    return {(id_, account_id) for id_, account_id in session().execute(query)}


def ringing(submission_ids: Collection[int], now: datetime) -> dict[int, list[Ringing]]:
    """Return who is to be told of each of these callbacks now."""
    query = select(Ringing).where(
        among(Ringing.submission_id, submission_ids), Ringing.next_at <= now
    )
    found: dict[int, list[Ringing]] = {id_: [] for id_ in submission_ids}
    for row in session().scalars(query.order_by(Ringing.id)):
        found[row.submission_id].append(row)
    return found


@dataclass
class Written:
    """What a round of climbing writes, of several callbacks at once. Keys are columns' names."""

    steps: list[dict[str, Any]] = field(default_factory=list)  # `id` is the submission's
    begun: list[dict[str, Any]] = field(default_factory=list)  # who is rung from now on
    told: list[dict[str, Any]] = field(default_factory=list)  # of who was: `id`, told, next_at
    events: list[dict[str, Any]] = field(default_factory=list)


_CLIMBED, _RUNG = cast("Table", Escalation.__table__), cast("Table", Ringing.__table__)
_STEP = update(_CLIMBED).where(_CLIMBED.c.submission_id == bindparam("id_"))
_TOLD = update(_RUNG).where(_RUNG.c.id == bindparam("id_"))


def write(written: Written) -> None:
    """Write all of it, in the caller's transaction."""
    for statement, rows in (
        (insert(Ringing), written.begun),
        (_TOLD, written.told),
        (insert(EscalationEvent), written.events),
        (_STEP, written.steps),
    ):
        if rows:
            session().execute(statement, rows)
