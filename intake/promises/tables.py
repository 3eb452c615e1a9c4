"""What was promised to whom, and what a site offers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class Promise(Base):
    """By when we call. `from_at`: not before; `hours_version`: the opening hours it was made under.

    `settled_at`: since when nobody waits for it any more, whether or not it was kept.
    `cancelled_at`: when the visitor said that no call is wanted.
    """

    __tablename__ = "promise"
    __table_args__ = (Index("ix_promise_open", "site_id", "settled_at", "due_at"),)

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    window: Mapped[str] = mapped_column(String(40))
    from_at: Mapped[datetime]
    due_at: Mapped[datetime]
    first_due_at: Mapped[datetime]  # as it was promised at first
    hours_version: Mapped[int]
    made_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class Offer(Base):
    """How much a site's people can keep: as soon as possible means within `soon_minutes` of opening
    time; so many calls an hour; windows for so many open days; a mail that states the promise.
    """

    __tablename__ = "offer"

    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id"), primary_key=True, autoincrement=False
    )
    soon_minutes: Mapped[int]
    calls_an_hour: Mapped[int]
    days: Mapped[int]
    sends_mail: Mapped[bool]
