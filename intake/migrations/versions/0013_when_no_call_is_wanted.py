"""When we call: when a visitor said that no call is wanted any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import Moment

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("promise", sa.Column("cancelled_at", Moment(), nullable=True))
