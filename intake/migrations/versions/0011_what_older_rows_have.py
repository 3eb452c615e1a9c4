"""When we call: what older rows have besides; open callbacks keep their promise."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from intake.db import Moment, RowId

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NO, ZERO, ONE = sa.false(), "0", "1"


def upgrade() -> None:
    _add("callback_request", "is_text_ok", sa.Boolean(), NO)
    _add("callback_request", "is_only_number", sa.Boolean(), NO)
    _add("callback_request", "language", sa.String(length=8), "")
    _add("destination", "after_minutes", RowId, ZERO)
    _add("destination", "proven_at", Moment())
    _add("delivery", "delivered_at", Moment())
    _add_key("delivery", "carried_by", "delivery.id")
    _add("desk_item", "promise_from", Moment())
    _add("desk_item", "is_urgent", sa.Boolean(), NO)
    _add("desk_item", "is_synthetic", sa.Boolean(), NO)
    _add_key("desk_item", "assigned_to", "account.id")
    _add("desk_item", "assigned_at", Moment())
    _add("desk_item", "asked", RowId, ONE)
    _add("desk_item", "attempts", RowId, ZERO)
    _add("desk_item", "first_try_at", Moment())
    _add("desk_item", "next_try_at", Moment())
    _add("desk_item", "review_at", Moment())
    _add("desk_item", "outcome", sa.String(length=24), "")
    _keep_promises()
    op.drop_column("site", "windows")


def _add(table: str, name: str, kind: Any, default: Any = None) -> None:
    is_needed = default is not None
    op.add_column(table, sa.Column(name, kind, nullable=not is_needed, server_default=default))


def _add_key(table: str, name: str, target: str) -> None:
    """Add a column that names a row; in plain SQL, which SQLite takes without a copy of the table.

    A copy would drop the old table, and with it, by cascade, what hangs on its rows.
    """
    to, _, column = target.partition(".")
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    key = f"CONSTRAINT fk_{table}_{name} REFERENCES {to} ({column})"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind} {key}")


def _keep_promises() -> None:
    """Write the promises of callbacks that are on the desk already, as their items know them."""
    op.execute(
        'INSERT INTO promise (submission_id, site_id, "window", from_at, due_at, first_due_at, '
        "hours_version, made_at, settled_at) "
        "SELECT submission_id, site_id, 'soon', opened_at, promise_at, promise_at, 0, opened_at, "
        "closed_at FROM desk_item WHERE promise_at IS NOT NULL"
    )
    op.execute(
        "INSERT INTO escalation (submission_id, site_id, reference, began_at, due_at, step, "
        "loop, next_at) "
        "SELECT submission_id, site_id, reference, opened_at, promise_at, 0, 0, promise_at "
        "FROM desk_item WHERE promise_at IS NOT NULL AND closed_at IS NULL"
    )
