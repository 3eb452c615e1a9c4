"""The sites we collect for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class Site(Base):
    """A website: where its forms may stand, and what its people have set.

    `origins` are exact (scheme, host, port).
    """

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    origins: Mapped[list[str]] = mapped_column(JSON)
    region: Mapped[str] = mapped_column(String(2), default="US")  # for phone numbers without a +
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    created_at: Mapped[datetime]
