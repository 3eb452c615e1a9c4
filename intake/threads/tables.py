"""Published threads as bytes, written when something is decided, read by one look-up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class ThreadPage(Base):
    """One page of a thread's published comments, ready to send. `page` counts from 1.

    `holds` is a digest of which comments it shows, to tell a page that need not be written anew.
    """

    __tablename__ = "thread_page"

    site_slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    holds: Mapped[str] = mapped_column(String(64))
    etag: Mapped[str] = mapped_column(String(64))
    html: Mapped[bytes] = mapped_column(LargeBinary)
    html_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    json: Mapped[bytes] = mapped_column(LargeBinary)
    json_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    written_at: Mapped[datetime]


class Reply(Base):
    """What the site's people answered below a comment. `by` is the name that is shown.

    `decision_id`: the decision it came with; undoing that withdraws the answer too.
    """

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    by: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
