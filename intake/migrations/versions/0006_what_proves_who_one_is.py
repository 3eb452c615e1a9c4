"""What proves who one is: second factors, devices of sign-ins, invitations, forgotten passwords."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import Moment, RowId

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _second_factors()
    _requests()
    op.add_column(
        "signed_in",
        sa.Column("device", sa.String(length=80), nullable=False, server_default=""),
    )
    op.add_column(
        "signed_in",
        sa.Column("network", sa.String(length=64), nullable=False, server_default=""),
    )
    op.add_column("signed_in", sa.Column("seen_at", Moment(), nullable=True))


def _second_factors() -> None:
    op.create_table(
        "authenticator_app",
        sa.Column("account_id", RowId, autoincrement=False, nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("last_step", RowId, nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        _of_account("authenticator_app"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_authenticator_app")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", RowId, nullable=False),
        sa.Column("account_id", RowId, nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", RowId, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        _of_account("passkey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", RowId, nullable=False),
        sa.Column("account_id", RowId, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        _of_account("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_code_digest")),
    )
    for table in ("passkey", "recovery_code"):
        op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"], unique=False)


def _requests() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", RowId, nullable=False),
        sa.Column("site_id", RowId, nullable=False),
        sa.Column("invited_by", RowId, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("email_sealed", sa.Text(), nullable=False),
        sa.Column("email_index", sa.String(length=64), nullable=False),
        sa.Column("letter_key", sa.String(length=80), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_invitation_site_id")),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["account.id"],
            name=op.f("fk_invitation_invited_by"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "site_id", "email_index", name=op.f("uq_invitation_site_id_email_index")
        ),
    )
    op.create_index(op.f("ix_invitation_invited_by"), "invitation", ["invited_by"], unique=False)
    op.create_table(
        "forgotten_password",
        sa.Column("id", RowId, nullable=False),
        sa.Column("email_sealed", sa.Text(), nullable=False),
        sa.Column("email_index", sa.String(length=64), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("written_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten_password")),
    )
    for column in ("email_index", "asked_at", "answered_at"):
        name = op.f(f"ix_forgotten_password_{column}")
        op.create_index(name, "forgotten_password", [column], unique=False)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id")
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name, ondelete="CASCADE")
