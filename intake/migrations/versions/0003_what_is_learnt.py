"""What is learnt from decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import Moment, RowId

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_model",
        sa.Column("id", RowId, nullable=False),
        sa.Column("site_id", RowId, nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("base_version", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("residual_sealed", sa.Text(), nullable=False),
        sa.Column("lessons", RowId, nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("learnt", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_model_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_model")),
    )
    with op.batch_alter_table("site_model", schema=None) as batch_op:
        batch_op.create_index("ix_site_model_site", ["site_id", "id"], unique=False)
    op.create_table(
        "fingerprint",
        sa.Column("submission_id", RowId, nullable=False),
        sa.Column("site_id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("words", RowId, nullable=False),
        sa.Column("band_0", RowId, nullable=False),
        sa.Column("band_1", RowId, nullable=False),
        sa.Column("band_2", RowId, nullable=False),
        sa.Column("band_3", RowId, nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_fingerprint_site_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_fingerprint_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_fingerprint")),
    )
    with op.batch_alter_table("fingerprint", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_fingerprint_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_fingerprint_seen_at"), ["seen_at"], unique=False)
        for band in ("band_0", "band_1", "band_2", "band_3"):
            batch_op.create_index(
                f"ix_fingerprint_{band}",
                ["site_id", band],
                unique=False,
                sqlite_where=sa.text("campaign_id = submission_id"),
                postgresql_where=sa.text("campaign_id = submission_id"),
            )
    op.create_table(
        "host_seen",
        sa.Column("id", RowId, nullable=False),
        sa.Column("submission_id", RowId, nullable=False),
        sa.Column("site_id", RowId, nullable=False),
        sa.Column("host", sa.String(length=64), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_host_seen_site_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_host_seen_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_seen")),
        sa.UniqueConstraint("submission_id", "host", name=op.f("uq_host_seen_submission_id_host")),
    )
    with op.batch_alter_table("host_seen", schema=None) as batch_op:
        batch_op.create_index(
            "ix_host_seen_host", ["site_id", "host", "submission_id"], unique=False
        )
    op.create_table(
        "site_learning",
        sa.Column("site_id", RowId, nullable=False),
        sa.Column("champion_id", RowId, nullable=True),
        sa.Column("allowed_error", sa.Double(), nullable=False),
        sa.Column("bars", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("refit_at", Moment(), nullable=True),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("revision", RowId, nullable=False),
        sa.ForeignKeyConstraint(
            ["champion_id"], ["site_model.id"], name=op.f("fk_site_learning_champion_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_learning_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_learning")),
    )
    op.create_table(
        "lesson",
        sa.Column("id", RowId, nullable=False),
        sa.Column("decision_id", RowId, nullable=False),
        sa.Column("submission_id", RowId, nullable=False),
        sa.Column("site_id", RowId, nullable=False),
        sa.Column("account_id", RowId, nullable=False),
        sa.Column("is_spam", sa.Boolean(), nullable=False),
        sa.Column("is_in_force", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("logit", sa.Double(), nullable=True),
        sa.Column("step", sa.Double(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_lesson_account_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_lesson_decision_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_lesson_site_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_lesson_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_lesson_decision_id")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_is_due"), ["is_due"], unique=False)
        batch_op.create_index("ix_lesson_site", ["site_id", "id"], unique=False)
        batch_op.create_index("ix_lesson_submission", ["submission_id"], unique=False)
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rude", sa.Double(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("private", sa.Double(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("is_sample", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(sa.Column("why", sa.Text(), nullable=True))
    # What was judged before is not explained: the model that said so is gone.
    op.execute("UPDATE verdict SET why = '{}'")
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(
            "ix_verdict_unexplained",
            ["id"],
            sqlite_where=sa.text("why IS NULL"),
            postgresql_where=sa.text("why IS NULL"),
        )
