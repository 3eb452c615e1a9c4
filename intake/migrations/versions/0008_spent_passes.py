"""Which passes were spent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spent_pass",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("spent_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_pass")),
    )
