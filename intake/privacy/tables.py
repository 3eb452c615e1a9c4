"""The access log: who looked at which field of whose message, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class Access(Base):
    """One reveal. Only ever added to."""

    __tablename__ = "access"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
