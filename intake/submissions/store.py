"""Rows of submissions: added once, moved by compare-and-set, claimed by lease."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, exists, insert, or_, select, update

from intake import clock, db
from intake.db import session
from intake.errors import Closed
from intake.rows import affected
from intake.submissions.tables import Comment, EvidenceFound, FormAnswers, Submission, Thread
from intake.words import Evidence, Kind, Status, check_move

LEASE_SECONDS = 20
SUSPECT_WAITS_SECONDS = 30  # then it has its turn, though others keep coming
COMMENTS_CLOSED = (
    "Comments on this page are closed, so yours was not taken. You may want to keep its words."
)
SUSPECT_ATTEMPTS = 2  # a row that failed this often is judged alone, so it can harm no other


@dataclass(frozen=True)
class Stored:
    """What the visitor's answer needs of a row that is stored already."""

    receipt: str
    reference: str
    content_digest: str


# Every visitor waits for these: built once, and run without the ORM, they cost a third.
_SUBMISSION = cast("Table", Submission.__table__)
_BY_KEY = (
    select(Submission.receipt, Submission.reference, Submission.content_digest)
    .where(
        Submission.site_id == bindparam("site_id"),
        Submission.kind == bindparam("kind"),
        Submission.key.in_(bindparam("keys", expanding=True)),
    )
    .limit(1)
)
_ADD = insert(_SUBMISSION).returning(_SUBMISSION.c.id)
_COMMENT = cast("Table", Comment.__table__)
_WRITE_HTML = (
    update(_COMMENT).where(_COMMENT.c.submission_id == bindparam("of")).values(html=bindparam("to"))
)
_THREAD = select(Thread.id, Thread.closed_at).where(
    Thread.site_id == bindparam("site_id"), Thread.path == bindparam("path")
)


def sender_key(submission_id: int) -> str:
    """Return the keyed hash of the network that a submission came from."""
    return (
        session().scalars(select(Submission.sender_key).where(Submission.id == submission_id)).one()
    )


def by_key(site_id: int, kind: Kind, keys: Iterable[str]) -> Stored | None:
    """Return the submission that one of these keys already made."""
    wanted = {"site_id": site_id, "kind": kind, "keys": list(keys)}
    found = session().execute(_BY_KEY, wanted).first()
    return Stored(*found) if found else None


def add(values: dict[str, Any], part: type[db.Base], part_values: dict[str, Any]) -> int:
    """Add a submission and its kind's part; return its id. Raises IntegrityError for a used key."""
    connection = session().connection()
    submission_id: int = connection.execute(
        _ADD, {"status": Status.RECEIVED, **values}
    ).scalar_one()
    connection.execute(
        insert(cast("Table", part.__table__)), {"submission_id": submission_id, **part_values}
    )
    return submission_id


def add_answers(submission_id: int, values: dict[str, Any]) -> None:
    """Keep beside a submission what was filled in beyond the usual fields."""
    session().execute(insert(FormAnswers).values(submission_id=submission_id, **values))


def add_evidence(submission_ids: Iterable[int], names: Iterable[Evidence]) -> None:
    """Note each evidence once for each submission."""
    rows = [{"submission_id": id_, "name": name} for id_ in submission_ids for name in set(names)]
    if rows:
        session().connection().execute(db.insert_once(EvidenceFound), rows)


def thread_id(site_id: int, path: str) -> int:
    """Return the thread of this page, made now if it is the first time. Raises Closed."""
    connection = session().connection()
    page = {"site_id": site_id, "path": path}
    if (found := connection.execute(_THREAD, page).first()) is None:
        connection.execute(db.insert_once(Thread), page | {"created_at": clock.now()})
        found = connection.execute(_THREAD, page).one()
    if found.closed_at is not None:
        raise Closed(COMMENTS_CLOSED)
    return found.id  # type: ignore[no-any-return]


def claim_received(limit: int) -> tuple[str, Sequence[Row[int, int, datetime]]]:
    """Take a lease on the oldest that nobody judges; return its token and their rows."""
    token = secrets.token_hex(16)
    due = (
        select(Submission.id, Submission.attempts, Submission.received_at)
        .where(Submission.status == Status.RECEIVED, _is_free())
        .order_by(Submission.received_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session().execute(due).all()
    fresh = [row for row in rows if row.attempts < SUSPECT_ATTEMPTS]
    suspects = [row for row in rows if row.attempts >= SUSPECT_ATTEMPTS]
    is_their_turn = suspects and (
        not fresh or suspects[0].received_at < clock.ago(SUSPECT_WAITS_SECONDS)
    )
    taken = suspects[:1] if is_their_turn else fresh
    session().execute(
        update(Submission)
        .where(Submission.id.in_([row.id for row in taken]))
        .values(
            lease_token=token,
            lease_until=clock.in_(LEASE_SECONDS),
            attempts=Submission.attempts + 1,
        )
    )
    return token, taken


def has_received() -> bool:
    """Say whether anything waits for the judge without a lease."""
    free = exists().where(Submission.status == Status.RECEIVED, _is_free())
    return bool(session().scalar(select(free)))


def release(token: str) -> None:
    """Give a lease back: others may take these at once."""
    session().execute(
        update(Submission)
        .where(Submission.lease_token == token)
        .values(lease_token=None, lease_until=None)
    )


def finish_claimed(ids: Sequence[int], token: str, new: Status) -> set[int]:
    """Move what is still ours from received to `new`; return which were."""
    check_move(Status.RECEIVED, new)
    moved = session().scalars(
        update(Submission)
        .where(
            Submission.id.in_(ids),
            Submission.status == Status.RECEIVED,
            Submission.lease_token == token,
        )
        .values(status=new, lease_token=None, lease_until=None, attempts=0)
        .returning(Submission.id)
    )
    return set(moved)


def move(submission_id: int, seen: Status, new: Status) -> bool:
    """Set the status if it is still the one that was seen; say whether we did."""
    check_move(seen, new)
    moved = session().execute(
        update(Submission)
        .where(Submission.id == submission_id, Submission.status == seen)
        .values(status=new, lease_token=None, lease_until=None)
    )
    return affected(moved) == 1


def move_many(ids: Collection[int], seen: Status, new: Status) -> set[int]:
    """Set the status of those that still have the one that was seen; return which they are."""
    check_move(seen, new)
    moved = (
        session()
        .connection()
        .execute(
            update(_SUBMISSION)
            .where(db.among(_SUBMISSION.c.id, ids), _SUBMISSION.c.status == seen)
            .values(status=new, lease_token=None, lease_until=None)
            .returning(_SUBMISSION.c.id)
        )
    )
    return set(moved.scalars())


def write_html(html_of: dict[int, str]) -> None:
    """Keep the sanitised HTML of comments beside their text."""
    rows = [{"of": id_, "to": html} for id_, html in html_of.items()]
    if rows:
        session().connection().execute(_WRITE_HTML, rows)


def _is_free() -> Any:
    return or_(Submission.lease_until.is_(None), Submission.lease_until < clock.now())
