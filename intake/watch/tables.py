"""What an owner set about being watched, how the last look went, and what was found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class Watching(Base):
    """How a site is watched. `heartbeat_sealed`: a URL outside that is called while all is well.

    `trial_minutes`: how often a callback of our own tries the way; 0: never. `trial_way_id`: whom
    it is told to at the end; None: nobody. `began_at` is when somebody last began to look,
    `looked_at` when they were through, and `is_well` what they came to.
    """

    __tablename__ = "watching"

    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id"), primary_key=True, autoincrement=False
    )
    heartbeat_sealed: Mapped[str] = mapped_column(Text, default="", server_default="")
    trial_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    trial_way_id: Mapped[int | None] = mapped_column(
        ForeignKey("destination.id", ondelete="SET NULL")
    )
    began_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    is_well: Mapped[bool] = mapped_column(default=False, server_default=false())
    pinged_at: Mapped[datetime | None]  # when the heartbeat was last tried
    answered_at: Mapped[datetime | None]  # and when somebody was there
    ping_error: Mapped[str] = mapped_column(String(80), default="", server_default="")


class Trouble(Base):
    """Something that should never be, as it was found. `what` is an asserting.What.

    `repaired_at`: it was put right at once. `ended_at`: it is no more. Without, it lasts.
    """

    __tablename__ = "trouble"
    __table_args__ = (Index("ix_trouble_lasting", "site_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    what: Mapped[str] = mapped_column(String(24))
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    repaired_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Trial(Base):
    """A callback of our own on its way from the form over the desk to a channel.

    `until_at`: by when it must have arrived. `reference` is the desk's, for a trial leaves nothing
    else behind. `alert_key` names what was told at the end, if anybody was.
    """

    __tablename__ = "trial"
    __table_args__ = (Index("ix_trial_of", "site_id", "sent_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime]
    until_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    on_desk_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(80), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(16), default="", server_default="")
    alert_key: Mapped[str] = mapped_column(String(80), default="", server_default="")
