"""Passes: signed leave to do one thing without signing in, which expires and is spent by doing it.

What a pass allows is written in it; only the digest of one that was spent is kept.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from intake import clock, db
from intake.errors import IntakeError
from intake.sealing import sealer


class PassUnusable(IntakeError):
    """A pass that was spent, has expired, or never was."""

    status = 410
    code = "pass_unusable"


class SpentPass(db.Base):
    """A pass that does nothing any more."""

    __tablename__ = "spent_pass"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    spent_at: Mapped[datetime]


def issue(purpose: str, allows: list[Any], at: datetime) -> str:
    """Return a pass from this instant on; the same for the same instant."""
    return str(_serializer(purpose).dumps([int(at.timestamp()), *allows]))


def read(purpose: str, token: str, lives_seconds: int) -> list[Any]:
    """Return what the pass allows. Raises PassUnusable."""
    try:
        issued, *allows = _serializer(purpose).loads(token)
    except BadData:
        raise PassUnusable("This link was never valid, or a part of it is missing.") from None
    age = clock.now() - datetime.fromtimestamp(issued, UTC)
    if not 0 <= age.total_seconds() + 1 <= lives_seconds:
        raise PassUnusable("This link has expired.")
    return list(allows)


def is_spent(token: str) -> bool:
    return db.session().get(SpentPass, _digest(token)) is not None


def spend(token: str) -> bool:
    """Spend the pass, in the caller's transaction; say whether it was us."""
    spent = db.session().execute(
        db.insert_once(SpentPass)
        .values(digest=_digest(token), spent_at=clock.now())
        .returning(SpentPass.digest)
    )
    return spent.first() is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(sealer().code("pass", purpose), salt=purpose)
