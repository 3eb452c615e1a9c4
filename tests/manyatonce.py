"""Many comments at once, put into the tables by the shortest way, and what became of them."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from intake import clock, db
from intake.moderation import bulk
from intake.moderation.choosing import Choice
from intake.moderation.finding import Wanted
from intake.moderation.tables import Decision, Lesson, VerdictGiven
from intake.moderation.tabs import Tab
from intake.submissions import store as submissions
from intake.submissions.tables import Comment, Submission
from intake.threads.tables import ThreadPage
from intake.words import Kind, Status

PENDING = Status.PENDING


def comments(site, count, status=PENDING, threads=3, start=0):
    """Put so many judged comments there, over so many threads; return their ids."""
    numbers = range(start, start + count)
    with db.transaction() as session:
        pages = [submissions.thread_id(site.id, f"/page-{n}") for n in range(threads)]
        connection = session.connection()
        connection.execute(insert(Submission.__table__), [_sent(site, n, status) for n in numbers])
        receipts = [f"receipt-{site.id}-{n}" for n in numbers]
        found = select(Submission.id).where(Submission.receipt.in_(receipts))
        ids = sorted(session.scalars(found))
        rows = [_comment(id_, pages[n % threads], n) for n, id_ in enumerate(ids, start)]
        connection.execute(insert(Comment.__table__), rows)
        connection.execute(insert(VerdictGiven.__table__), [_verdict(id_) for id_ in ids])
    return ids


def _sent(site, number, status):
    return {
        "site_id": site.id,
        "kind": Kind.COMMENT,
        "status": status,
        "receipt": f"receipt-{site.id}-{number}",
        "reference": f"R-{number}",
        "key": f"key:{number}",
        "content_digest": "",
        "sender_key": "sender",
        "received_at": clock.now(),
        "attempts": 0,
    }


def _comment(id_, thread_id, number):
    return {
        "submission_id": id_,
        "thread_id": thread_id,
        "author": f"Visitor{number}",
        "email_sealed": "",
        "email_index": "",
        "website": "",
        "text": f"The way to room {number}",
        "html": f"<p>The way to room {number}</p>",
    }


def _verdict(id_):
    return {
        "submission_id": id_,
        "label": "unsure",
        "probability": 0.5,
        "model_version": "test-1",
        "judged_at": clock.now(),
    }


def choice(site, action, tab=Tab.WAITING, ids=None, **wanted):
    return Choice(action, Wanted(tab=tab, **wanted), (site.id,), ids and tuple(ids))


def begin(site, account, action, **more):
    """Begin a bulk about what is chosen; return it as it is then."""
    return bulk.begin(bulk.Wish(choice(site, action, **more), account))


def statuses():
    """Where each item is."""
    db.done()
    return dict(db.session().execute(select(Submission.id, Submission.status)).all())


def count(table, *where):
    db.done()
    return db.session().scalar(select(func.count()).select_from(table).where(*where))


def decisions(*where):
    return count(Decision, *where)


def lessons_in_force():
    """Whether it is spam, as each lesson in force says of its item."""
    db.done()
    rows = db.session().execute(
        select(Lesson.submission_id, Lesson.is_spam).where(Lesson.is_in_force)
    )
    return dict(rows.all())


def pages():
    """What each page of each thread shows."""
    db.done()
    rows = db.session().execute(select(ThreadPage.path, ThreadPage.page, ThreadPage.html))
    return {(path, page): html for path, page, html in rows}
