"""When we call: what was promised and tried, noted and answered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from intake.db import Moment, RowId

revision = "0010"
down_revision = "0009"
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
    _what_is_promised()
    _what_the_desk_knows()


def _what_is_promised() -> None:
    op.create_table(
        "escalation_event",
        _id(),
        _must("submission_id", RowId),
        _must("site_id", RowId),
        _must("at", Moment()),
        _must("what", sa.String(length=24)),
        _must("step", RowId),
        _may("account_id", RowId),
        _must("delivery_key", sa.String(length=80)),
        _key("fk_escalation_event_account_id", "account_id", "account.id", "SET NULL"),
        _key("fk_escalation_event_site_id", "site_id", "site.id"),
        _key("fk_escalation_event_submission_id", "submission_id", "submission.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_escalation_event"),
    )
    op.create_index("ix_escalation_event_of", "escalation_event", ["submission_id", "at"])
    op.create_table(
        "form_answers",
        _must("submission_id", RowId, autoincrement=False),
        _may("form_id", RowId),
        _must("answers_sealed", sa.Text()),
        _key("fk_form_answers_form_id", "form_id", "declared_form.id"),
        _key("fk_form_answers_submission_id", "submission_id", "submission.id", "CASCADE"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_form_answers"),
    )
    op.create_table(
        "promise",
        _must("submission_id", RowId, autoincrement=False),
        _must("site_id", RowId),
        _must("window", sa.String(length=40)),
        _must("from_at", Moment()),
        _must("due_at", Moment()),
        _must("first_due_at", Moment()),
        _must("hours_version", RowId),
        _must("made_at", Moment()),
        _may("moved_at", Moment()),
        _may("settled_at", Moment()),
        _key("fk_promise_site_id", "site_id", "site.id"),
        _key("fk_promise_submission_id", "submission_id", "submission.id", "CASCADE"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_promise"),
    )
    op.create_index("ix_promise_open", "promise", ["site_id", "settled_at", "due_at"])
    op.create_table(
        "ringing",
        _id(),
        _must("submission_id", RowId),
        _must("site_id", RowId),
        _must("account_id", RowId),
        _must("round", sa.String(length=40)),
        _must("channel", sa.String(length=16)),
        _must("told", RowId),
        _must("began_at", Moment()),
        _may("next_at", Moment()),
        _key("fk_ringing_account_id", "account_id", "account.id", "CASCADE"),
        _key("fk_ringing_site_id", "site_id", "site.id"),
        _key("fk_ringing_submission_id", "submission_id", "submission.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_ringing"),
    )
    op.create_index("ix_ringing_due", "ringing", ["next_at"])
    op.create_index("ix_ringing_submission_id", "ringing", ["submission_id"])


def _what_the_desk_knows() -> None:
    op.create_table(
        "answer",
        _id(),
        _must("item_id", RowId),
        _may("account_id", RowId),
        _must("text_sealed", sa.Text()),
        _must("letter_key", sa.String(length=80)),
        _must("written_at", Moment()),
        _key("fk_answer_account_id", "account_id", "account.id", "SET NULL"),
        _key("fk_answer_item_id", "item_id", "desk_item.submission_id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_item_id", "answer", ["item_id"])
    op.create_table(
        "attempt",
        _id(),
        _must("item_id", RowId),
        _must("site_id", RowId),
        _may("account_id", RowId),
        _must("at", Moment()),
        _must("outcome", sa.String(length=24)),
        _may("again_at", Moment()),
        _must("way", sa.String(length=16)),
        _key("fk_attempt_account_id", "account_id", "account.id", "SET NULL"),
        _key("fk_attempt_item_id", "item_id", "desk_item.submission_id", "CASCADE"),
        _key("fk_attempt_site_id", "site_id", "site.id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_at", "attempt", ["at"])
    op.create_index("ix_attempt_item_id", "attempt", ["item_id"])
    op.create_table(
        "desk_note",
        _id(),
        _must("item_id", RowId),
        _may("account_id", RowId),
        _must("text_sealed", sa.Text()),
        _must("written_at", Moment()),
        _key("fk_desk_note_account_id", "account_id", "account.id", "SET NULL"),
        _key("fk_desk_note_item_id", "item_id", "desk_item.submission_id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_note"),
    )
    op.create_index("ix_desk_note_item_id", "desk_note", ["item_id"])
    op.create_table(
        "joined_request",
        _must("submission_id", RowId, autoincrement=False),
        _must("item_id", RowId),
        _must("joined_at", Moment()),
        _key("fk_joined_request_item_id", "item_id", "desk_item.submission_id", "CASCADE"),
        _key("fk_joined_request_submission_id", "submission_id", "submission.id", "CASCADE"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_joined_request"),
    )
    op.create_index("ix_joined_request_item_id", "joined_request", ["item_id"])
