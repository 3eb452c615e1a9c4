"""Who watches: what an owner set, what was found, and our own callbacks that try the way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import Moment, RowId

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watching",
        sa.Column(
            "site_id", RowId, sa.ForeignKey("site.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("heartbeat_sealed", sa.Text(), nullable=False, server_default=""),
        sa.Column("trial_minutes", RowId, nullable=False, server_default="0"),
        sa.Column("trial_way_id", RowId, sa.ForeignKey("destination.id", ondelete="SET NULL")),
        sa.Column("began_at", Moment()),
        sa.Column("looked_at", Moment()),
        sa.Column("is_well", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("pinged_at", Moment()),
        sa.Column("answered_at", Moment()),
        sa.Column("ping_error", sa.String(length=80), nullable=False, server_default=""),
    )
    op.create_table(
        "trouble",
        sa.Column("id", RowId, primary_key=True),
        _site(nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("submission_id", RowId, sa.ForeignKey("submission.id", ondelete="CASCADE")),
        sa.Column("found_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("repaired_at", Moment()),
        sa.Column("ended_at", Moment()),
    )
    op.create_index("ix_trouble_submission_id", "trouble", ["submission_id"])
    op.create_index("ix_trouble_lasting", "trouble", ["site_id", "ended_at"])
    op.create_table(
        "trial",
        sa.Column("id", RowId, primary_key=True),
        _site(nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False, unique=True),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("until_at", Moment(), nullable=False),
        sa.Column("posted_at", Moment()),
        sa.Column("on_desk_at", Moment()),
        sa.Column("arrived_at", Moment()),
        sa.Column("failed_at", Moment()),
        sa.Column("error", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("reference", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("alert_key", sa.String(length=80), nullable=False, server_default=""),
    )
    op.create_index("ix_trial_of", "trial", ["site_id", "sent_at"])


def _site(**more: bool) -> sa.Column[int]:
    return sa.Column("site_id", RowId, sa.ForeignKey("site.id"), **more)
