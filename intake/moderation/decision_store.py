"""Rows of decisions, added: many in one statement, out of the rows that they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, insert, literal, select

from intake import clock, db
from intake.db import session
from intake.moderation.tables import Decision
from intake.submissions.tables import Submission

_DECISION = cast("Table", Decision.__table__)


def add(ids: Collection[int], values: Mapping[str, Any]) -> dict[int, int]:
    """Keep the same decision about each of these; return the decisions' ids by submission."""
    return _add(
        select(Submission.id, *_literals(values)).where(db.among(Submission.id, ids)),
        ["submission_id", *values],
    )


def add_undoing(decision_ids: Collection[int], values: Mapping[str, Any]) -> dict[int, int]:
    """Keep that these decisions are undone: each led from where to where, and now back."""
    undone = (Decision.submission_id, Decision.new, Decision.seen, Decision.id)
    return _add(
        select(*undone, *_literals(values)).where(db.among(Decision.id, decision_ids)),
        ["submission_id", "seen", "new", "undoes_id", *values],
    )


def _literals(values: Mapping[str, Any]) -> list[ColumnElement[Any]]:
    return [literal(value, _DECISION.c[name].type) for name, value in values.items()]


def _add(rows: Select[*tuple[Any, ...]], names: list[str]) -> dict[int, int]:
    rows = rows.add_columns(literal(clock.now(), _DECISION.c.decided_at.type))
    added = insert(_DECISION).from_select([*names, "decided_at"], rows)
    found = (
        session().connection().execute(added.returning(_DECISION.c.submission_id, _DECISION.c.id))
    )
    return dict(found.all())
