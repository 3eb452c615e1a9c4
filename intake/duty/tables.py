"""Who is told of a callback that waits, when, and by which way; and who was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class Ladder(Base):
    """A site's ladder as it was saved; never changed: a callback climbs the one it began with.

    `steps`, in order: {"who": "person:7" | "role:staff" | "duty", "after": minutes of opening time
    (or of the clock, as `counts` says), "channel": a words.Channel or "" for their own ladders}.
    `share`: of the promise's time that passes before the first step, 0 to 1. `quiet`: [begins,
    ends] minutes of the local day in which nobody is rung except who is on duty, or empty.
    """

    __tablename__ = "ladder"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    share: Mapped[float]
    quiet: Mapped[list[int]] = mapped_column(JSON)
    loops: Mapped[int]  # how often it begins again when its last step was told in vain
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]


class DutyWeek(Base):
    """Who is on duty each week, from `begins` to `ends` (minutes of the local day) of a weekday."""

    __tablename__ = "duty_week"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    weekday: Mapped[int]  # 0 is Monday
    begins: Mapped[int]
    ends: Mapped[int]


class DutySwap(Base):
    """Who is on duty for once, instead of whom the week says. Without an account: nobody is."""

    __tablename__ = "duty_swap"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]


class Escalation(Base):
    """How far up its ladder a callback is. `next_at` is when the clock looks again; null: never.

    `step` counts the steps that were told, `loop` how often the ladder began anew. `held_until`:
    somebody has claimed it until then.
    """

    __tablename__ = "escalation"
    __table_args__ = (Index("ix_escalation_due", "next_at"),)

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    ladder_id: Mapped[int | None] = mapped_column(ForeignKey("ladder.id"))  # None: the usual one
    reference: Mapped[str] = mapped_column(String(16))
    began_at: Mapped[datetime]
    due_at: Mapped[datetime]
    step: Mapped[int] = mapped_column(default=0)
    loop: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Ringing(Base):
    """One person being told of one callback by their own ladder, until somebody is on it.

    `told` counts the ways that were tried; `next_at` is when the next one is.
    """

    __tablename__ = "ringing"
    __table_args__ = (Index("ix_ringing_due", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    round: Mapped[str] = mapped_column(String(40))  # which step of which loop rings
    channel: Mapped[str] = mapped_column(String(16))  # the only way, or empty for all of their own
    told: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime]
    next_at: Mapped[datetime | None]


class EscalationEvent(Base):
    """What happened to a callback on its ladder: who was told when, or that nobody could be.

    `what` is a duty.service.What; `delivery_key` names the alert in the outbox.
    """

    __tablename__ = "escalation_event"
    __table_args__ = (Index("ix_escalation_event_of", "submission_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(24))
    step: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    delivery_key: Mapped[str] = mapped_column(String(80))
