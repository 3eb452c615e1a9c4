"""Whose way it is, found at once among all destinations of single letters."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_destination_account_id", "destination", ["account_id"])
