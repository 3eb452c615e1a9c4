"""RECEIVE, again: whether whoever asks to be called asked before, as far as they may be told.

Anybody may type anybody's number. That a request of that number is open is told only to whoever
shows its receipt, within a day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from intake.db import session
from intake.promises.tables import Promise
from intake.submissions.tables import CallbackRequest, Submission
from intake.words import Status

WITHIN = timedelta(days=1)
NO_MORE = (Status.SPAM, Status.REJECTED, Status.TRASHED)


@dataclass(frozen=True)
class Earlier:
    """What was asked before: since when, and the first time promised for it."""

    since: datetime
    due_at: datetime


def earlier(submission_id: int, received_at: datetime, receipts: Collection[str]) -> Earlier | None:
    """Return what was asked with the same number under these receipts before, and waited for."""
    if not receipts:
        return None
    own, own_call = aliased(Submission), aliased(CallbackRequest)
    row = session().execute(
        select(func.min(Submission.received_at), func.min(Promise.due_at))
        .join(CallbackRequest, CallbackRequest.submission_id == Submission.id)
        .join(Promise, Promise.submission_id == Submission.id)
        .join(own_call, own_call.phone_index == CallbackRequest.phone_index)
        .join(own, own.id == own_call.submission_id)
        .where(
            own.id == submission_id,
            Submission.id < own.id,
            Submission.site_id == own.site_id,
            Submission.receipt.in_(receipts),
            Submission.received_at > received_at - WITHIN,
            Submission.status.not_in(NO_MORE),
            or_(Promise.settled_at.is_(None), Promise.settled_at > received_at),
        )
    )
    since, due_at = row.one()
    return Earlier(since, due_at) if since else None
