"""What visitors sent; addresses, phones and messages to the staff are sealed from the start."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base
from intake.declared.tables import DeclaredForm


class Submission(Base):
    """Anything a visitor sent.

    `key` is what makes it unique: the ticket's nonce or the Idempotency-Key. `content_digest` is a
    keyed hash, to tell the same words from others. The lease fields are for whoever judges it.
    `probability` is that of spam, as the newest verdict says; `doubt` is how far it is from one
    half, 0 to 0.5, and -1 for what nobody judged, so that the most doubtful come first.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("site_id", "kind", "key"),
        UniqueConstraint("site_id", "reference"),
        Index("ix_submission_queue", "site_id", "kind", "status", "received_at"),
        Index("ix_submission_due", "status", "lease_until"),
        Index("ix_submission_need", "site_id", "kind", "status", "doubt", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    receipt: Mapped[str] = mapped_column(String(32), unique=True)
    reference: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(80))
    content_digest: Mapped[str] = mapped_column(String(64))
    sender_key: Mapped[str] = mapped_column(String(64), index=True)
    received_at: Mapped[datetime]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    probability: Mapped[float | None]
    doubt: Mapped[float] = mapped_column(default=-1.0)


class EvidenceFound(Base):
    """One thing that speaks for or against a submission; `name` is a words.Evidence."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("submission_id", "name"),
        Index("ix_evidence_name", "name", "submission_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))


class Thread(Base):
    """The comments of one page of a site, keyed by its path."""

    __tablename__ = "thread"
    __table_args__ = (UniqueConstraint("site_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    path: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # no comments are taken from then on


class Comment(Base):
    """What only a comment has. `html`, `links` and `language` are written when it is judged.

    `revision` counts how often the words were changed, from 1; the former ones are Revisions.
    `language` is ISO 639-1, empty if nobody can tell. `confirmed_at`: the author has shown that the
    address of this comment is theirs.
    """

    __tablename__ = "comment"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    author: Mapped[str] = mapped_column(String(80))
    email_sealed: Mapped[str] = mapped_column(Text)
    email_index: Mapped[str] = mapped_column(String(64), index=True)
    website: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    links: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(8), default="")
    revision: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime | None]
    wants_mail: Mapped[bool] = mapped_column(default=False)  # of what becomes of it
    confirmed_at: Mapped[datetime | None]


class Revision(Base):
    """What a comment said before it was changed. `account_id`: who changed it; None: its author."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    number: Mapped[int]
    author: Mapped[str] = mapped_column(String(80))
    website: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]


class ContactMessage(Base):
    """What only a message to the staff has; all of what the visitor wrote is sealed.

    `phone_sealed` is E.164 with `;ext=` behind it if there is an extension (RFC 3966).
    """

    __tablename__ = "contact_message"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    name_sealed: Mapped[str] = mapped_column(Text)
    email_sealed: Mapped[str] = mapped_column(Text)
    email_index: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    phone_typed_sealed: Mapped[str] = mapped_column(Text)
    text_sealed: Mapped[str] = mapped_column(Text)


class CallbackRequest(Base):
    """What only a request to be called has."""

    __tablename__ = "callback_request"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    name_sealed: Mapped[str] = mapped_column(Text)
    phone_sealed: Mapped[str] = mapped_column(Text)
    phone_typed_sealed: Mapped[str] = mapped_column(Text)
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    email_sealed: Mapped[str] = mapped_column(Text)
    email_index: Mapped[str] = mapped_column(String(64), index=True)
    window: Mapped[str] = mapped_column(String(40))
    is_voicemail_ok: Mapped[bool]
    text_sealed: Mapped[str] = mapped_column(Text)
    is_text_ok: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_only_number: Mapped[bool] = mapped_column(default=False, server_default=false())  # no other
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")  # to speak


class FormAnswers(Base):
    """What was filled in beyond the usual fields, sealed, under which version of which form.

    `answers_sealed` is JSON, consents with the text that was shown.
    """

    __tablename__ = "form_answers"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    form_id: Mapped[int | None] = mapped_column(ForeignKey(DeclaredForm.id))
    answers_sealed: Mapped[str] = mapped_column(Text)


class EmergencyWords(Base):
    """Which words make us say "call for help now", by language, and the number to call."""

    __tablename__ = "emergency_words"

    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[str] = mapped_column(String(20))
    words: Mapped[dict[str, list[str]]] = mapped_column(JSON)
