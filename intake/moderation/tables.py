"""What the machine said and what people decided. Both are only ever added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class VerdictGiven(Base):
    """What the machine said. Never edited; a later verdict is a later row."""

    __tablename__ = "verdict"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(String(16))
    probability: Mapped[float]
    model_version: Mapped[str] = mapped_column(String(80))
    judged_at: Mapped[datetime]


class Decision(Base):
    """What a person said, from the status they saw. Tomorrow's training label."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_newest", "submission_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(16))
    seen: Mapped[str] = mapped_column(String(16))
    new: Mapped[str] = mapped_column(String(16))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    decided_at: Mapped[datetime]
