"""Rows to measure with: a published thread, and a backlog that waits for the judge."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from random import Random

from sqlalchemy import func, select

from bench import visitors
from bench.stack import SITE
from intake import db
from intake.moderation import judging
from intake.moderation.tables import VerdictGiven
from intake.sites import service as sites
from intake.submissions import service
from intake.submissions import store as submissions
from intake.submissions.service import Key
from intake.submissions.tables import Comment, Submission
from intake.threads import pages
from intake.words import CommentDraft, Status

WRITERS = 32
TEXT_CHARACTERS = 204  # as the peers were measured with


def publish(path: str, count: int) -> None:
    """Publish a thread of so many comments, as decisions would."""
    _receive(count, path)
    judging.judge_waiting(None)  # nobody judges: all are held for a person, who now approves
    ids = select(Submission.id).join(Comment, Comment.submission_id == Submission.id)
    with db.transaction() as session:
        thread_id = submissions.thread_id(sites.get(SITE).id, path)
        for id_ in session.scalars(ids.where(Comment.thread_id == thread_id)).all():
            submissions.move(id_, Status.PENDING, Status.APPROVED)
        pages.write(thread_id)


def backlog(count: int) -> None:
    """Leave so many comments for the judge."""
    _receive(count, "/articles/backlog")


def judged_per_second(since_id: int, batch: int) -> float:
    """Return the rate of the verdicts on newer submissions, from the end of the first batch on."""
    db.done()
    first, last, count = (
        db.session()
        .execute(
            select(
                func.min(VerdictGiven.judged_at), func.max(VerdictGiven.judged_at), func.count()
            ).where(VerdictGiven.submission_id > since_id)
        )
        .one()
    )
    seconds: float = (last - first).total_seconds()
    return (count - batch) / seconds


def _receive(count: int, path: str) -> None:
    site = sites.get(SITE)

    def receive(numbered: tuple[int, str]) -> None:
        number, text = numbered
        email = f"{path.rpartition('/')[2]}-{number}@example.org"
        draft = CommentDraft(path, f"Visitor {number}", email, "", text)
        service.receive(site, draft, Key(f"fill:{path}:{number}"), "bench", ())
        db.done()

    with ThreadPoolExecutor(WRITERS) as pool:
        for _ in pool.map(receive, enumerate(_texts(count))):
            pass


def _texts(count: int) -> Iterable[str]:
    for message in islice(visitors.messages(Random(count)), count):
        yield f"{message.text} {message.text}"[:TEXT_CHARACTERS]
