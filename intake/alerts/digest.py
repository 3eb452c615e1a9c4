"""TELL moderators of the queue: which comments wait longest, each with a pass to decide about it.

A line has a reference, a time and a link: no words, no name, no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from intake import passes
from intake.alerts.ledger import Claimed
from intake.db import session
from intake.submissions.tables import Comment, Submission
from intake.words import Kind, Status

PURPOSE = "decide"  # of the passes in this mail
PASS_SECONDS = 3 * 24 * 3600
MOST_LINES = 5


@dataclass(frozen=True)
class Line:
    """One comment that waits."""

    reference: str
    received_at: datetime
    path: str


def lines(claimed: Claimed) -> tuple[Line, ...]:
    """Return the comments of the site that wait longest, for the account that is written to.

    The same mail tried again has the same passes. Whoever has no account has none.
    """
    if claimed.account_id is None:
        return ()
    rows = session().execute(
        select(Submission.id, Submission.reference, Submission.received_at, Comment.revision)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Submission.site_id == claimed.site_id, Submission.kind == Kind.COMMENT)
        .where(Submission.status == Status.PENDING)
        .order_by(Submission.received_at, Submission.id)
        .limit(MOST_LINES)
    )
    return tuple(
        Line(
            row.reference,
            row.received_at,
            "/decide/"
            + passes.issue(
                PURPOSE, [claimed.account_id, row.id, row.revision], claimed.happened_at
            ),
        )
        for row in rows
    )
