"""Every version of every form that a site has declared."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class DeclaredForm(Base):
    """One version of a form; never changed: a submission names the one it was given under.

    `kind` is where it goes, a words.Kind: to the desk with a clock (callback) or without (contact).
    `declaration` is all that its TOML file says. `is_open`: visitors may use it.
    """

    __tablename__ = "declared_form"
    __table_args__ = (UniqueConstraint("site_id", "name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    declaration: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_open: Mapped[bool] = mapped_column(default=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]
