"""The people who work here, what they may do where, how they sign in, and one-time links."""

from __future__ import annotations

from datetime import datetime

from flask_security import UserMixin
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class Account(Base, UserMixin):
    """Somebody who signs in. Flask-Security decides most of the names."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class Membership(Base):
    """The role of an account on a site."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("account_id", "site_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    role: Mapped[str] = mapped_column(String(16))


class SignedIn(Base):
    """A sign-in that has not ended, on one device; without its row the cookie is worth nothing.

    `device` and `network` are for its owner to recognise it by: our words, and a masked address.
    """

    __tablename__ = "signed_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    begun_at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(String(80), default="", server_default="")
    network: Mapped[str] = mapped_column(String(64), default="", server_default="")
    seen_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link that works once. Only its digest is kept."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuthenticatorApp(Base):
    """An app that shows six digits, another six each half minute.

    `last_step` is the half minute whose digits were used last: none is used twice.
    """

    __tablename__ = "authenticator_app"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret_sealed: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int]
    added_at: Mapped[datetime]


class Passkey(Base):
    """A device or key that signs for its owner. Its id and public key are in base64url."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code on paper that stands in for a second factor, once. Only its keyed digest is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """Somebody who was asked to work for a site and has not answered, and the letter that asked."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("site_id", "email_index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    invited_by: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(16))
    email_sealed: Mapped[str] = mapped_column(Text)
    email_index: Mapped[str] = mapped_column(String(64))
    letter_key: Mapped[str] = mapped_column(String(80))
    written_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ForgottenPassword(Base):
    """Somebody asked for a new password of an address, whether or not it has an account here."""

    __tablename__ = "forgotten_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_sealed: Mapped[str] = mapped_column(Text)
    email_index: Mapped[str] = mapped_column(String(64), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    written_at: Mapped[datetime | None]  # the letter, if there was one
