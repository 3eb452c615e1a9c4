"""The desk: what waits for the staff."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class DeskItem(Base):
    """A contact message or callback request as a task. Only a callback has a promise.

    `is_unsure`: the classifier doubted it. The claim is a lease: "I am calling".
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
