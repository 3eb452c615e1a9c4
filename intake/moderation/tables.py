"""What the machine said, what people decided (both only ever added to), what is learnt from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class VerdictGiven(Base):
    """What the machine said. Never edited; a later verdict is a later row.

    `is_sample`: a person sees the item whatever its band. `why` is written a moment later: the
    reasons as JSON, None until then.
    """

    __tablename__ = "verdict"
    __table_args__ = (
        Index(
            "ix_verdict_unexplained",
            "id",
            sqlite_where=text("why IS NULL"),
            postgresql_where=text("why IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(String(16))
    probability: Mapped[float]
    model_version: Mapped[str] = mapped_column(String(80))
    rude: Mapped[float] = mapped_column(default=0.0)
    private: Mapped[float] = mapped_column(default=0.0)
    is_sample: Mapped[bool] = mapped_column(default=True)
    why: Mapped[str | None] = mapped_column(Text)
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
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey("bulk.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200), default="")  # one of the site's own sentences
    decided_at: Mapped[datetime]


class Lesson(Base):
    """What a decision teaches, while it stands. Added with it, in the same transaction.

    `is_in_force` is what should be: false once the decision is undone or another took its place.
    `step` is what is: by how much the site's model was moved along the message's row; None while it
    is not. `logit` is what the machine said before it learnt this. `is_sample`: a person would have
    seen the item whatever its score was, so that it may prove where the bars are.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        Index("ix_lesson_site", "site_id", "id"),
        Index("ix_lesson_submission", "submission_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decision.id", ondelete="CASCADE"), unique=True
    )
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    is_spam: Mapped[bool]
    is_in_force: Mapped[bool]
    is_sample: Mapped[bool]
    is_due: Mapped[bool] = mapped_column(index=True)  # what is differs from what should be
    weight: Mapped[float]
    logit: Mapped[float | None]
    step: Mapped[float | None]
    created_at: Mapped[datetime]


class SiteModel(Base):
    """A version of what a site has taught: sealed, because hashed words can be guessed.

    `lessons` says how many are in it, `progress` what spoke for it when it became champion.
    `learnt` is for the day it is champion again: each lesson in it, by id, with its logit and step.
    """

    __tablename__ = "site_model"
    __table_args__ = (Index("ix_site_model_site", "site_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    version: Mapped[str] = mapped_column(String(40))
    base_version: Mapped[str] = mapped_column(String(40))
    origin: Mapped[str] = mapped_column(String(16))
    residual_sealed: Mapped[str] = mapped_column(Text)
    lessons: Mapped[int]
    progress: Mapped[dict[str, Any]] = mapped_column(JSON)
    learnt: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class SiteLearning(Base):
    """How far a site has come: its champion, the share of error its owner allows, its bars.

    `is_due`: the bars must be proven anew, though no lesson is. `revision` counts the changes, for
    whoever keeps a copy.
    """

    __tablename__ = "site_learning"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    champion_id: Mapped[int | None] = mapped_column(ForeignKey("site_model.id"))
    allowed_error: Mapped[float]  # share of real messages that may land in the spam box
    bars: Mapped[dict[str, Any]] = mapped_column(JSON)
    flags: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    refit_at: Mapped[datetime | None]
    is_due: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)


class Fingerprint(Base):
    """What two nearly equal texts share: a simhash, and four numbers to look it up by.

    `campaign_id` is the submission that came first with nearly these words. Only that one is looked
    for, so that looking costs no more in a flood.
    """

    __tablename__ = "fingerprint"
    __table_args__ = tuple(
        Index(
            f"ix_fingerprint_band_{n}",
            "site_id",
            f"band_{n}",
            sqlite_where=text("campaign_id = submission_id"),
            postgresql_where=text("campaign_id = submission_id"),
        )
        for n in range(4)
    )

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    campaign_id: Mapped[int] = mapped_column(index=True)
    words: Mapped[int]
    band_0: Mapped[int]
    band_1: Mapped[int]
    band_2: Mapped[int]
    band_3: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class HostSeen(Base):
    """A host that a submission links to, as a keyed digest."""

    __tablename__ = "host_seen"
    __table_args__ = (
        UniqueConstraint("submission_id", "host"),
        Index("ix_host_seen_host", "site_id", "host", "submission_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    host: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime]
