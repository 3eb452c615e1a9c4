"""Every version of the opening hours of a site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class SavedHours(Base):
    """The opening hours of a site as they were saved; never changed: a promise names its version.

    `week` is seven lists of [begins, ends] minutes, from Monday; `exceptions` maps an ISO date to
    {"name", "intervals"}. `account_id`: who saved them; None: nobody asked for anything else.
    """

    __tablename__ = "saved_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    time_zone: Mapped[str] = mapped_column(String(64))
    week: Mapped[list[Any]] = mapped_column(JSON)
    exceptions: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]
