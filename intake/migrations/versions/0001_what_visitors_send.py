"""What visitors send, and the sites that they send it to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import Moment, RowId

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site",
        sa.Column("id", RowId, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("slug", name=op.f("uq_site_slug")),
    )
    op.create_table(
        "thread_page",
        sa.Column("site_slug", sa.String(length=40), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("page", RowId, nullable=False),
        sa.Column("holds", sa.String(length=64), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("html", sa.LargeBinary(), nullable=False),
        sa.Column("html_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("json", sa.LargeBinary(), nullable=False),
        sa.Column("json_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_slug", "path", "page", name=op.f("pk_thread_page")),
    )
    op.create_table(
        "submission",
        sa.Column("id", RowId, nullable=False),
        sa.Column("site_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("receipt", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("sender_key", sa.String(length=64), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("attempts", RowId, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_submission_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("receipt", name=op.f("uq_submission_receipt")),
        sa.UniqueConstraint("site_id", "kind", "key", name=op.f("uq_submission_site_id_kind_key")),
        sa.UniqueConstraint("site_id", "reference", name=op.f("uq_submission_site_id_reference")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_due", ["status", "lease_until"], unique=False)
        batch_op.create_index(
            "ix_submission_queue", ["site_id", "kind", "status", "received_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_submission_sender_key"), ["sender_key"], unique=False)
    op.create_table(
        "thread",
        sa.Column("id", RowId, nullable=False),
        sa.Column("site_id", RowId, nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_thread_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint("site_id", "path", name=op.f("uq_thread_site_id_path")),
    )
    op.create_table(
        "callback_request",
        sa.Column("submission_id", RowId, nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("phone_typed_sealed", sa.Text(), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("email_sealed", sa.Text(), nullable=False),
        sa.Column("email_index", sa.String(length=64), nullable=False),
        sa.Column("window", sa.String(length=40), nullable=False),
        sa.Column("is_voicemail_ok", sa.Boolean(), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_callback_request_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_callback_request")),
    )
    with op.batch_alter_table("callback_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_callback_request_email_index"), ["email_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_callback_request_phone_index"), ["phone_index"], unique=False
        )
    op.create_table(
        "comment",
        sa.Column("submission_id", RowId, nullable=False),
        sa.Column("thread_id", RowId, nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("email_sealed", sa.Text(), nullable=False),
        sa.Column("email_index", sa.String(length=64), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_comment_submission_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_comment_thread_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_email_index"), ["email_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_thread_id"), ["thread_id"], unique=False)
    op.create_table(
        "contact_message",
        sa.Column("submission_id", RowId, nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("email_sealed", sa.Text(), nullable=False),
        sa.Column("email_index", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("phone_typed_sealed", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_contact_message_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_contact_message")),
    )
    with op.batch_alter_table("contact_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_message_email_index"), ["email_index"], unique=False
        )
    op.create_table(
        "evidence",
        sa.Column("id", RowId, nullable=False),
        sa.Column("submission_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_evidence_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("submission_id", "name", name=op.f("uq_evidence_submission_id_name")),
    )
