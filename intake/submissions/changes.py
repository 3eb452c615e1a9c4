"""Rows of comments that change after they came: other words, a confirmed address, judged anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from intake import clock
from intake.db import session
from intake.rows import affected
from intake.submissions.afterwards import forget_evidence
from intake.submissions.tables import Comment, Revision, Submission
from intake.words import JUDGES_EVIDENCE, Status, check_move


def judge_anew(submission_id: int, seen: Status) -> bool:
    """Have it judged as if it came now, if it is as it was seen; say whether we did.

    Whoever judges it at this moment does so in vain. What a judge had noticed is forgotten.
    """
    if seen is not Status.RECEIVED:
        check_move(seen, Status.RECEIVED)
    moved = session().execute(
        update(Submission)
        .where(Submission.id == submission_id, Submission.status == seen)
        .values(status=Status.RECEIVED, lease_token=None, lease_until=None, attempts=0)
    )
    forget_evidence([submission_id], JUDGES_EVIDENCE)
    return affected(moved) == 1


def revise(
    submission_id: int, seen_revision: int, values: dict[str, Any], account_id: int | None
) -> bool:
    """Give a comment other words, if nobody did since that revision; say whether we did.

    What it said is kept as a Revision. `account_id`: who changes it; None: its author. Whoever
    calls this has locked the submission, and cares for its HTML and its thread's pages.
    """
    former = session().execute(
        select(Comment.author, Comment.website, Comment.text)
        .where(Comment.submission_id == submission_id, Comment.revision == seen_revision)
        .with_for_update()
    )
    if (words := former.first()) is None:
        return False
    now = clock.now()
    kept = {"submission_id": submission_id, "number": seen_revision, "account_id": account_id}
    session().execute(insert(Revision).values(**kept, **words._mapping, changed_at=now))
    session().execute(
        update(Comment)
        .where(Comment.submission_id == submission_id)
        .values(**values, revision=seen_revision + 1, edited_at=now)
    )
    return True


def confirm(submission_id: int) -> bool:
    """Note once that the author has shown whose address it is; say whether that is new."""
    noted = session().execute(
        update(Comment)
        .where(Comment.submission_id == submission_id, Comment.confirmed_at.is_(None))
        .values(confirmed_at=clock.now())
    )
    return affected(noted) == 1


def stop_mail(submission_id: int) -> bool:
    """Write to the author no more; say whether that is new."""
    stopped = session().execute(
        update(Comment)
        .where(Comment.submission_id == submission_id, Comment.wants_mail)
        .values(wants_mail=False)
    )
    return affected(stopped) == 1
