"""CALL BACK, changed by the caller: they cancel, or wish another time; the desk and ladder follow.

Both write in their caller's transaction, or else in one of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from intake import audit, clock, db
from intake.callbacks import joining, ledger, service, store
from intake.db import session, transaction
from intake.promises import service as promises
from intake.submissions.tables import Submission

CANCELLED = "cancelled"  # how an item ended whose sender needs no call any more


def cancel(submission_id: int) -> bool:
    """End this request; say whether it was open.

    It stays on the desk as cancelled, so that whoever is calling sees it, and so that a judge who
    comes later does not put it there.
    """
    with _writing():
        ledger.take_turns()
        promises.settle([submission_id])
        is_joined = joining.item_of(submission_id) is not None
        is_new = not is_joined and not store.is_there(submission_id)
        if not is_new and not service.end(submission_id, None, CANCELLED):
            return False
        site_id = _keep_closed(submission_id) if is_new or is_joined else _site_id(submission_id)
        audit.note(
            "desk.cancel",
            account_id=None,
            site_id=site_id,
            subject=f"submission:{submission_id}",
        )
    return True


def moved(submission_id: int) -> None:
    """Follow a promise that its receiver has moved; the first of all who asked counts."""
    with _writing():
        item_id = joining.item_of(submission_id) or submission_id
        row = ledger.locked(item_id)
        if row and item_id != submission_id and joining.is_tried_out(row):
            return  # anybody may have joined it
        ledger.change_open(item_id, **ledger.LOOKED_AT_ANEW)
        joining.align(item_id)


def _keep_closed(submission_id: int) -> int:
    """Keep an item of its own that is closed, of what had none; return its site."""
    row = session().execute(
        select(Submission.site_id, Submission.kind, Submission.reference).where(
            Submission.id == submission_id
        )
    )
    site_id, kind, reference = row.one()
    now, promise = clock.now(), promises.of(submission_id)
    ledger.add(
        {
            "submission_id": submission_id,
            "site_id": site_id,
            "kind": kind,
            "reference": reference,
            "is_unsure": False,
            "opened_at": now,
            "promise_at": promise.due_at if promise else None,
            "promise_from": promise.from_at if promise else None,
            "closed_at": now,
            "outcome": CANCELLED,
        }
    )
    return site_id


def _site_id(submission_id: int) -> int:
    query = select(Submission.site_id).where(Submission.id == submission_id)
    return session().scalars(query).one()


@contextmanager
def _writing() -> Iterator[None]:
    if db.is_writing():
        yield
        return
    with transaction():
        yield
