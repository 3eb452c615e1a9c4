"""Comments that were sent, judged and decided, for tests of what the public sees."""

from __future__ import annotations

from sqlalchemy import select

from intake.db import session, transaction
from intake.moderation import judging
from intake.submissions import store as submissions
from intake.submissions.tables import Comment, Submission
from intake.threads import pages
from intake.words import Status
from tests.drafts import send


def publish(site, at, count=1, **changes):
    """Send comments, have them judged, and approve them; return their ids."""
    return publish_each(site, at, [changes] * count)


def publish_each(site, at, comments):
    """Do the same for comments of different words."""
    tokens = []
    for changes in comments:
        at.advance(seconds=1)
        tokens.append(send(site, **changes).token)
    ids = _judged(tokens)
    decide(ids, Status.APPROVED)
    return ids


def waiting(site, **changes):
    """Send a comment and have it judged; return its id."""
    (id_,) = _judged([send(site, **changes).token])
    return id_


def decide(ids, status):
    """Move each from where it is, and write its thread's pages, in one transaction."""
    with transaction() as writing:
        for id_ in ids:
            seen = writing.scalar(select(Submission.status).where(Submission.id == id_))
            assert submissions.move(id_, Status(seen), status)
        threads = select(Comment.thread_id).where(Comment.submission_id.in_(ids)).distinct()
        for thread_id in writing.scalars(threads).all():
            pages.write(thread_id)


def _judged(tokens):
    judging.judge_waiting(None)
    return list(session().scalars(select(Submission.id).where(Submission.receipt.in_(tokens))))
