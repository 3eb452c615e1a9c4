"""What people do in the queue: bulk decisions, standing orders, notes, policies and rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class Bulk(Base):
    """One decision about many items: a selection, or all that match a filter.

    `wanted` says which, as wanted.Wanted does; nothing above `newest_id` belongs to it. `reached`
    is the id up to which it is done. `skipped` were no longer as they had been seen. An undo is a
    bulk of its own, of the decisions of `undoes_id`.
    """

    __tablename__ = "bulk"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), index=True)
    site_ids: Mapped[list[int]] = mapped_column(JSON)
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    newest_id: Mapped[int]
    reached: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("bulk.id"))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class StandingOrder(Base):
    """A decision about a campaign that also holds for those of it that are still to come."""

    __tablename__ = "standing_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    campaign_id: Mapped[int] = mapped_column(index=True)
    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(16))
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Note(Base):
    """What a colleague wrote about an item, for colleagues only."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class SitePolicy(Base):
    """What the people of a site have set for its queue. A site without a row has the defaults.

    `reasons` are the sentences that a rejected author may be told.
    """

    __tablename__ = "site_policy"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    preset: Mapped[str] = mapped_column(String(16))
    shows_addresses: Mapped[bool] = mapped_column(default=False)  # to moderators, on a click
    reasons: Mapped[list[str]] = mapped_column(JSON)


class Rule(Base):
    """What a person of the site wants done with items like these. Tried in the order of `position`.

    `state` is "shadow" (only counted), "on" or "off".
    """

    __tablename__ = "rule"
    __table_args__ = (Index("ix_rule_site", "site_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON)
    action: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class RuleHit(Base):
    """A rule that an item met when it was judged. `acted`: it was this rule that decided."""

    __tablename__ = "rule_hit"
    __table_args__ = (UniqueConstraint("submission_id", "rule_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("rule.id"), index=True)
    acted: Mapped[bool]
    at: Mapped[datetime]
