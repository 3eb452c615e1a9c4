"""Many comments at once, put into the tables by the shortest way, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Insert, Table, func, insert, select

from intake import clock, db
from intake.accounts.tables import Account
from intake.moderation import bulk
from intake.moderation.bulk_store import Kept
from intake.moderation.choosing import Choice
from intake.moderation.tables import Decision, Lesson, VerdictGiven
from intake.moderation.tabs import Tab
from intake.moderation.wanted import Wanted
from intake.sites.service import SiteView
from intake.submissions import store as submissions
from intake.submissions.tables import Comment, Submission
from intake.threads.tables import ThreadPage
from intake.words import Action, Kind, Status

PENDING = Status.PENDING


def comments(
    site: SiteView, count: int, status: Status = PENDING, threads: int = 3, start: int = 0
) -> list[int]:
    """Put so many judged comments there, over so many threads; return their ids."""
    numbers = range(start, start + count)
    with db.transaction() as session:
        pages = [submissions.thread_id(site.id, f"/page-{n}") for n in range(threads)]
        connection = session.connection()
        connection.execute(
            insert(cast("Table", Submission.__table__)), [_sent(site, n, status) for n in numbers]
        )
        receipts = [f"receipt-{site.id}-{n}" for n in numbers]
        found = select(Submission.id).where(Submission.receipt.in_(receipts))
        ids = sorted(session.scalars(found))
        rows = [_comment(id_, pages[n % threads], n) for n, id_ in enumerate(ids, start)]
        connection.execute(_into(Comment), rows)
        connection.execute(
            insert(cast("Table", VerdictGiven.__table__)), [_verdict(id_) for id_ in ids]
        )
    return ids


def _into(table: type[db.Base]) -> Insert:
    return insert(cast("Table", table.__table__))


def _sent(site: SiteView, number: int, status: Status) -> dict[str, Any]:
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


def _comment(id_: int, thread_id: int, number: int) -> dict[str, Any]:
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


def _verdict(id_: int) -> dict[str, Any]:
    return {
        "submission_id": id_,
        "label": "unsure",
        "probability": 0.5,
        "model_version": "test-1",
        "judged_at": clock.now(),
    }


def choice(
    site: SiteView, action: Action, tab: Tab = Tab.WAITING, ids: Sequence[int] | None = None
) -> Choice:
    return Choice(action, Wanted(tab=tab), (site.id,), tuple(ids) if ids else None)


def begin(site: SiteView, account: Account, action: Action, **more: Any) -> Kept:
    """Begin a bulk about what is chosen; return it as it is then."""
    return bulk.begin(bulk.Wish(choice(site, action, **more), account))


def statuses() -> dict[int, str]:
    """Where each item is."""
    db.done()
    return dict(db.session().execute(select(Submission.id, Submission.status)).all())


def count(table: Any, *where: Any) -> int:
    db.done()
    return db.session().scalar(select(func.count()).select_from(table).where(*where)) or 0


def decisions(*where: Any) -> int:
    return count(Decision, *where)


def lessons_in_force() -> dict[int, bool]:
    """Whether it is spam, as each lesson in force says of its item."""
    db.done()
    rows = db.session().execute(
        select(Lesson.submission_id, Lesson.is_spam).where(Lesson.is_in_force)
    )
    return dict(rows.all())


def pages() -> dict[tuple[str, int], bytes]:
    """What each page of each thread shows."""
    db.done()
    rows = db.session().execute(select(ThreadPage.path, ThreadPage.page, ThreadPage.html))
    return {(path, page): html for path, page, html in rows}
