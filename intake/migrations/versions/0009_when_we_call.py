"""When we call: opening hours, promises, ladders, the desk's ledger, declared forms."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from intake.db import Moment, RowId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _id() -> sa.Column[Any]:
    return sa.Column("id", RowId, nullable=False)


def _must(name: str, kind: Any, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **more)


def _may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _key(name: str, column: str, target: str, ondelete: str | None = None) -> Any:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name), ondelete=ondelete)


def upgrade() -> None:
    _what_a_site_says()
    _who_is_rung()


def _what_a_site_says() -> None:
    op.create_table(
        "declared_form",
        _id(),
        _must("site_id", RowId),
        _must("name", sa.String(length=40)),
        _must("version", RowId),
        _must("kind", sa.String(length=16)),
        _must("declaration", sa.JSON()),
        _must("is_open", sa.Boolean()),
        _may("account_id", RowId),
        _must("saved_at", Moment()),
        _key("fk_declared_form_account_id", "account_id", "account.id"),
        _key("fk_declared_form_site_id", "site_id", "site.id"),
        sa.PrimaryKeyConstraint("id", name="pk_declared_form"),
        sa.UniqueConstraint(
            "site_id", "name", "version", name="uq_declared_form_site_id_name_version"
        ),
    )
    op.create_table(
        "duty_swap",
        _id(),
        _must("site_id", RowId),
        _may("account_id", RowId),
        _must("from_at", Moment()),
        _must("until_at", Moment()),
        _key("fk_duty_swap_account_id", "account_id", "account.id", "CASCADE"),
        _key("fk_duty_swap_site_id", "site_id", "site.id"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_swap"),
    )
    op.create_index("ix_duty_swap_site_id", "duty_swap", ["site_id"])
    op.create_table(
        "duty_week",
        _id(),
        _must("site_id", RowId),
        _must("account_id", RowId),
        _must("weekday", RowId),
        _must("begins", RowId),
        _must("ends", RowId),
        _key("fk_duty_week_account_id", "account_id", "account.id", "CASCADE"),
        _key("fk_duty_week_site_id", "site_id", "site.id"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_week"),
    )
    op.create_index("ix_duty_week_site_id", "duty_week", ["site_id"])
    op.create_table(
        "emergency_words",
        _must("site_id", RowId, autoincrement=False),
        _must("number", sa.String(length=20)),
        _must("words", sa.JSON()),
        _key("fk_emergency_words_site_id", "site_id", "site.id"),
        sa.PrimaryKeyConstraint("site_id", name="pk_emergency_words"),
    )


def _who_is_rung() -> None:
    op.create_table(
        "ladder",
        _id(),
        _must("site_id", RowId),
        _must("steps", sa.JSON()),
        _must("share", sa.Double()),
        _must("quiet", sa.JSON()),
        _must("loops", RowId),
        _may("account_id", RowId),
        _must("saved_at", Moment()),
        _key("fk_ladder_account_id", "account_id", "account.id"),
        _key("fk_ladder_site_id", "site_id", "site.id"),
        sa.PrimaryKeyConstraint("id", name="pk_ladder"),
    )
    op.create_index("ix_ladder_site_id", "ladder", ["site_id"])
    op.create_table(
        "offer",
        _must("site_id", RowId, autoincrement=False),
        _must("soon_minutes", RowId),
        _must("calls_an_hour", RowId),
        _must("days", RowId),
        _must("sends_mail", sa.Boolean()),
        _key("fk_offer_site_id", "site_id", "site.id"),
        sa.PrimaryKeyConstraint("site_id", name="pk_offer"),
    )
    op.create_table(
        "saved_hours",
        _id(),
        _must("site_id", RowId),
        _must("time_zone", sa.String(length=64)),
        _must("week", sa.JSON()),
        _must("exceptions", sa.JSON()),
        _may("account_id", RowId),
        _must("saved_at", Moment()),
        _key("fk_saved_hours_account_id", "account_id", "account.id"),
        _key("fk_saved_hours_site_id", "site_id", "site.id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_hours"),
    )
    op.create_index("ix_saved_hours_site_id", "saved_hours", ["site_id"])
    op.create_table(
        "escalation",
        _must("submission_id", RowId, autoincrement=False),
        _must("site_id", RowId),
        _may("ladder_id", RowId),
        _must("reference", sa.String(length=16)),
        _must("began_at", Moment()),
        _must("due_at", Moment()),
        _must("step", RowId),
        _must("loop", RowId),
        _may("next_at", Moment()),
        _may("held_until", Moment()),
        _may("ended_at", Moment()),
        _key("fk_escalation_ladder_id", "ladder_id", "ladder.id"),
        _key("fk_escalation_site_id", "site_id", "site.id"),
        _key("fk_escalation_submission_id", "submission_id", "submission.id", "CASCADE"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_escalation"),
    )
    op.create_index("ix_escalation_due", "escalation", ["next_at"])
    op.create_index("ix_escalation_site_id", "escalation", ["site_id"])
