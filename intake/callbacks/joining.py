"""CALL BACK, asked again: a request joins the open one of its number, and closes with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from intake import clock, outbox
from intake.callbacks import ledger
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.db import session
from intake.duty import service as duty
from intake.promises import service as promises
from intake.promises.tables import Promise
from intake.submissions.readings import Readable
from intake.submissions.tables import CallbackRequest
from intake.words import Event, Evidence, Kind

MOST_ATTEMPTS = 4
AGAIN_EVERY = timedelta(minutes=10)  # who is told that somebody asked again is not told more often


def requests_of(item_id: int) -> list[int]:
    """Return the ids of all requests that this item is about, its own first."""
    return [item_id, *joined_at(item_id)]


def joined_at(item_id: int) -> dict[int, datetime]:
    """Return the requests that joined this item, in order, with when they did."""
    query = (
        select(JoinedRequest.submission_id, JoinedRequest.joined_at)
        .where(JoinedRequest.item_id == item_id)
        .order_by(JoinedRequest.joined_at, JoinedRequest.submission_id)
    )
    return {row.submission_id: row.joined_at for row in session().execute(query)}


def open_item_for(item: Readable) -> int | None:
    """Return the open item of the number that this request names, the oldest first."""
    return next(iter(_open_of_number(item.id)), None) if item.kind is Kind.CALLBACK else None


def absorb(item_id: int) -> None:
    """Deal here with what the same number asked while this was closed, in the caller's transaction.

    What somebody has begun to deal with stays an item of its own.
    """
    for other in _open_of_number(item_id):
        requests = requests_of(other)
        if other == item_id or not ledger.is_untouched(other):
            continue
        ledger.remove_joined(requests[1:])
        row, gone = ledger.locked(item_id), ledger.locked(other)
        if row is None or gone is None:
            return
        ledger.change_open(item_id, is_urgent=row.is_urgent or gone.is_urgent)
        ledger.remove(other)
        duty.end(other, clock.now())
        for id_ in requests:
            ledger.add_joined(id_, item_id)
        _count(item_id)
        align(item_id)


def join(item: Readable, item_id: int, promise: Promise | None) -> bool:
    """Deal with this request at that item, in the caller's transaction; say whether it was open.

    The oldest promise is kept. Whoever was tried in vain and asks again is waiting for us anew; but
    after all tries a person decides, or anybody could keep us ringing somebody else's number.
    """
    row = ledger.locked(item_id)
    if row is None:
        return False
    is_urgent = Evidence.EMERGENCY in item.message.evidence
    becomes_urgent = is_urgent and not row.is_urgent
    values: dict[str, Any] = {"is_urgent": row.is_urgent or is_urgent}
    due_at = row.promise_at
    if not is_tried_out(row):
        due_at = _promised(row, promise)
        values |= _waiting_anew(row, promise, due_at)
    _tell(row, due_at, becomes_urgent=becomes_urgent)
    ledger.change_open(item_id, **values)
    ledger.add_joined(item.id, item_id)
    _count(item_id)
    return True


def is_tried_out(row: DeskItem) -> bool:
    """Say whether all tries were in vain, so that a person looks at it now."""
    return row.review_at is not None and row.attempts >= MOST_ATTEMPTS


def item_of(submission_id: int) -> int | None:
    """Return the item at which this request is dealt with, if it joined one."""
    query = select(JoinedRequest.item_id).where(JoinedRequest.submission_id == submission_id)
    return session().scalar(query)


def leave(submission_id: int, item_id: int) -> None:
    """Take a request away from the item that it joined, in the caller's transaction."""
    ledger.remove_joined([submission_id])
    _count(item_id)
    align(item_id)


def release(item_id: int) -> Sequence[int]:
    """Take all joined requests away from their item; return their ids, the oldest first."""
    joined = requests_of(item_id)[1:]
    if joined:
        ledger.remove_joined(joined)
        _count(item_id)
    return joined


def align(item_id: int) -> None:
    """Have an open item keep the first promise that its requests still wait for."""
    row = ledger.locked(item_id)
    found = [promise for id_ in requests_of(item_id) if (promise := promises.of(id_))]
    waited_for = [promise for promise in found if row and _is_waited_for(promise, row)]
    if row is None or not waited_for or is_tried_out(row):
        return
    first = min(waited_for, key=lambda promise: promise.due_at)
    if (first.from_at, first.due_at) != (row.promise_from, row.promise_at):
        ledger.change_open(item_id, promise_at=first.due_at, promise_from=first.from_at)
        climb_anew(row, first.from_at, first.due_at)


def climb_anew(row: DeskItem, from_at: datetime, due_at: datetime) -> None:
    """Let the ladder begin anew for these times; whoever has the item is not rung meanwhile."""
    now = clock.now()
    duty.move(row.submission_id, min(max(now, from_at), due_at), due_at)
    if row.claimed_until and row.claimed_until > now:
        duty.hold(row.submission_id, row.claimed_until)


def _is_waited_for(promise: Promise, row: DeskItem) -> bool:
    """A promise that a try has kept is none any more, unless it was given after that."""
    given_at = promise.moved_at or promise.made_at
    is_kept = row.first_try_at is not None and given_at < row.first_try_at
    return promise.settled_at is None and not is_kept


def _open_of_number(submission_id: int) -> list[int]:
    """Return the open items of the number that this request names, on its site."""
    own = aliased(CallbackRequest)
    query = (
        select(DeskItem.submission_id)
        .distinct()
        .select_from(own)
        .join(CallbackRequest, CallbackRequest.phone_index == own.phone_index)
        .outerjoin(JoinedRequest, JoinedRequest.submission_id == CallbackRequest.submission_id)
        .join(
            DeskItem,
            DeskItem.submission_id
            == func.coalesce(JoinedRequest.item_id, CallbackRequest.submission_id),
        )
        .where(own.submission_id == submission_id, own.phone_index != "")
        .where(DeskItem.closed_at.is_(None), DeskItem.is_synthetic.is_(False))
        .order_by(DeskItem.submission_id)
    )
    return list(session().scalars(query))


def _count(item_id: int) -> None:
    """Keep how often was asked what is dealt with here."""
    ledger.set_asked(item_id, len(requests_of(item_id)))


def _waiting_anew(
    row: DeskItem, promise: Promise | None, due_at: datetime | None
) -> dict[str, Any]:
    """Return what the item says of somebody who asked again; its ladder begins anew if need be."""
    values: dict[str, Any] = {"review_at": None}
    if promise and due_at == promise.due_at and due_at != row.promise_at:
        values |= {"promise_at": due_at, "promise_from": promise.from_at}
        climb_anew(row, promise.from_at, promise.due_at)
    if promise and row.next_try_at and promise.from_at <= row.next_try_at:
        values["next_try_at"] = None
    return values


def _promised(row: DeskItem, promise: Promise | None) -> datetime | None:
    """Return what the item promises from now on."""
    if promise is None or row.promise_at is None:
        return row.promise_at
    is_kept = row.first_try_at is not None and row.promise_at < clock.now()
    return promise.due_at if is_kept else min(row.promise_at, promise.due_at)


def _tell(row: DeskItem, due_at: datetime | None, *, becomes_urgent: bool) -> None:
    """Tell those who heard of the first request, but not at each one."""
    turn = (clock.now() - row.opened_at) // AGAIN_EVERY
    if becomes_urgent:
        key = f"desk:{row.submission_id}:urgent"
    elif turn:
        key = f"desk:{row.submission_id}:again:{turn}"
    else:
        return
    outbox.add(
        Event.CALLBACK_RECEIVED,
        row.site_id,
        key,
        submission_id=row.submission_id,
        reference=row.reference,
        due_at=due_at,
    )
