"""The desk: what waits for the staff, what they tried, noted and answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class DeskItem(Base):
    """A contact message or callback request as a task. Only a callback has a promise.

    `is_unsure`: the classifier doubted it. The claim is a lease: "I am calling". `promise_at` is
    the oldest promise of all requests joined here, `promise_from` when calling makes sense.
    `next_try_at`: it waits for another try until then. `review_at`: since when all tries were in
    vain, and a person must say what becomes of it. `outcome` is how it ended, an Outcome or empty.
    """

    __tablename__ = "desk_item"
    __table_args__ = (Index("ix_desk_item_open", "site_id", "closed_at", "promise_at"),)

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(16))
    is_unsure: Mapped[bool]
    opened_at: Mapped[datetime]
    promise_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_until: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    promise_from: Mapped[datetime | None]
    is_urgent: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # words of emergency
    is_synthetic: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # sent by ourselves, to try the way
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    assigned_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(
        default=1, server_default="1"
    )  # how often, with the requests that are joined
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    review_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(24), default="", server_default="")


class JoinedRequest(Base):
    """A request of somebody whose earlier one was still open: it is dealt with there."""

    __tablename__ = "joined_request"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("desk_item.submission_id", ondelete="CASCADE"), index=True
    )
    joined_at: Mapped[datetime]


class Attempt(Base):
    """One try to reach somebody. `outcome` is an Outcome; `again_at`: when to try next, if at all.

    `way`: how it was told to us, such as the desk's page, or paper.
    """

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("desk_item.submission_id", ondelete="CASCADE"), index=True
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(24))
    again_at: Mapped[datetime | None]
    way: Mapped[str] = mapped_column(String(16))


class DeskNote(Base):
    """What the staff wrote down about an item, for one another. Sealed: it is about a person."""

    __tablename__ = "desk_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("desk_item.submission_id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    text_sealed: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class Answer(Base):
    """What the staff answered by mail, sealed; `letter_key` names its letter in the outbox."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("desk_item.submission_id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    text_sealed: Mapped[str] = mapped_column(Text)
    letter_key: Mapped[str] = mapped_column(String(80))
    written_at: Mapped[datetime]
