"""Where alerts go, and the ledger of what became of each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base


class DeliveryState(StrEnum):
    """How far one alert to one destination has come."""

    PENDING = "pending"
    CLAIMED = "claimed"  # a worker is at it; if it dies now, surely nothing was delivered
    COMMITTING = "committing"  # the last byte goes out; if it dies now, nobody knows
    ACCEPTED = "accepted"
    REFUSED = "refused"  # surely not delivered; tried again
    UNKNOWN = "unknown"  # perhaps delivered; sent once more under the same id
    WITHDRAWN = "withdrawn"  # taken back before anybody tried
    NEEDS_ATTENTION = "needs_attention"  # a person should look; tried on while next_at is set


class Destination(Base):
    """An address or URL of the site's own people. `audience` is the words.Role it serves.

    Or whom one letter goes to (`audience` is letters.ONE_PERSON): its secret is what only that
    letter says. `account_id`: whose address it is, as far as that is known.
    """

    __tablename__ = "destination"
    __table_args__ = (UniqueConstraint("site_id", "channel", "audience", "address_index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    audience: Mapped[str] = mapped_column(String(16))
    address_sealed: Mapped[str] = mapped_column(Text)
    address_index: Mapped[str] = mapped_column(String(64))
    secret_sealed: Mapped[str] = mapped_column(Text, default="")
    is_enabled: Mapped[bool] = mapped_column(default=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    # Of one person's own ways (`audience` is people.OWN):
    after_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    proven_at: Mapped[datetime | None]  # when something surely arrived last


class Delivery(Base):
    """One alert to one destination.

    `next_at` is when somebody may take it: at once, after a pause, or when the lease of whoever
    has it ends. Null: nothing more happens by itself. `lease_token` fences out whoever lost it.
    """

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("alert_id", "destination_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    destination_id: Mapped[int] = mapped_column(ForeignKey("destination.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    message_id: Mapped[str] = mapped_column(String(40), unique=True)  # the same at every try
    attempts: Mapped[int] = mapped_column(default=0)  # definite refusals
    unknowns: Mapped[int] = mapped_column(default=0)  # times that nobody knew
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    last_error: Mapped[str] = mapped_column(String(80), default="")  # our words, never theirs
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]  # as a receipt says, where a channel has them
    carried_by: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))  # told with that one
