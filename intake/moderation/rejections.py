"""DECIDE, told: why a comment was rejected, for the page that its author has."""

from __future__ import annotations

from sqlalchemy import select

from intake.db import session
from intake.moderation.tables import Decision
from intake.words import Action


def reason(submission_id: int) -> str:
    """Return the sentence that came with the newest rejection; empty if there was none."""
    newest = (
        select(Decision.reason)
        .where(Decision.submission_id == submission_id, Decision.action == Action.REJECT)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return session().scalar(newest) or ""
