"""CALL BACK, asked again: a request joins the open one of its number, and closes with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from intake import clock, outbox
from intake.callbacks import emergencies, ledger, letters, store
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.db import session
from intake.duty import service as duty
from intake.promises import service as promises
from intake.promises.tables import Promise
from intake.submissions.readings import Readable
from intake.submissions.tables import CallbackRequest, Submission
from intake.words import Event, Evidence, Kind, Status

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
    is_anew = False
    if not is_tried_out(row):
        is_again = bool(promise and row.next_try_at and promise.from_at <= row.next_try_at)
        is_anew = is_again or row.review_at is not None
        values |= {"review_at": None} | ({"next_try_at": None} if is_again else {})
    ledger.change_open(item_id, **values)
    ledger.add_joined(item.id, item_id)
    _count(item_id)
    due_at = align(item_id, is_anew=is_anew)
    _tell(row, due_at, becomes_urgent=becomes_urgent)
    if becomes_urgent:
        emergencies.ring(row)
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


def part_refused(item_id: int) -> None:
    """Take away what joined this item and was refused while it was closed, in the transaction."""
    query = (
        select(JoinedRequest.submission_id)
        .join(Submission, Submission.id == JoinedRequest.submission_id)
        .where(JoinedRequest.item_id == item_id, Submission.status != Status.APPROVED)
    )
    if refused := session().scalars(query).all():
        ledger.remove_joined(refused)
        _count(item_id)


def align(item_id: int, *, is_anew: bool = False) -> datetime | None:
    """Have an open item keep the first promise that its requests still wait for; return when.

    One that was broken is waited for until somebody tries. `is_anew`: the ladder begins anew even
    if that is what the item promises already.
    """
    row = ledger.locked(item_id)
    if row is None:
        return None
    found = [promise for id_ in requests_of(item_id) if (promise := promises.of(id_))]
    waited_for = [promise for promise in found if _is_waited_for(promise, row)]
    if not waited_for or is_tried_out(row):
        return row.promise_at
    first = min(waited_for, key=lambda promise: promise.due_at)
    if (first.from_at, first.due_at) != (row.promise_from, row.promise_at):
        values: dict[str, Any] = {"promise_at": first.due_at, "promise_from": first.from_at}
        if row.next_try_at and row.next_try_at == row.promise_from:  # as the caller asked for
            values["next_try_at"] = first.from_at
        ledger.change_open(item_id, **values)
        is_anew = True
    if is_anew:
        climb_anew(row, first.from_at, first.due_at)
    return first.due_at


def climb_anew(row: DeskItem, from_at: datetime, due_at: datetime) -> None:
    """Let the ladder begin anew for these times; whoever has the item is not rung meanwhile."""
    now, id_ = clock.now(), row.submission_id
    begins_at = min(max(now, from_at), due_at)
    if duty.has(id_):
        duty.move(id_, begins_at, due_at)
    else:  # it was closed before there were ladders, or as soon as it came
        duty.begin(id_, row.site_id, row.reference, begins_at, due_at)
    if row.claimed_until and row.claimed_until > now:
        duty.hold(id_, row.claimed_until)


def _is_waited_for(promise: Promise, row: DeskItem) -> bool:
    """A promise that a try has kept is none any more, unless it was given or moved after that."""
    tried_at, moved_at = row.first_try_at, promise.moved_at
    is_kept = (
        tried_at is not None
        and promise.made_at <= tried_at
        and not (moved_at and tried_at <= moved_at)  # by this very try, perhaps
    )
    return promise.settled_at is None and not is_kept


def _open_of_number(submission_id: int) -> list[int]:
    """Return the open items of the number that this request names, on its site.

    The index knows no extensions: who shares a switchboard is not the same caller.
    """
    own = aliased(CallbackRequest)
    item_id = func.coalesce(JoinedRequest.item_id, CallbackRequest.submission_id)
    query = (
        select(DeskItem.submission_id, CallbackRequest.phone_sealed, Submission.receipt)
        .select_from(own)
        .join(CallbackRequest, CallbackRequest.phone_index == own.phone_index)
        .join(Submission, Submission.id == CallbackRequest.submission_id)
        .outerjoin(JoinedRequest, JoinedRequest.submission_id == CallbackRequest.submission_id)
        .join(DeskItem, DeskItem.submission_id == item_id)
        .where(own.submission_id == submission_id, own.phone_index != "")
        .where(DeskItem.closed_at.is_(None), DeskItem.is_synthetic.is_(False))
        .order_by(DeskItem.submission_id, CallbackRequest.submission_id)
    )
    number, found = "", dict[int, None]()
    for id_, sealed, receipt in session().execute(query):
        number = number or _number(submission_id)
        if id_ not in found and letters.opened(sealed, "phone", receipt) == number:
            found[id_] = None
    return [*found]


def _number(submission_id: int) -> str:
    part = store.part(submission_id)
    return letters.opened(part.phone_sealed, "phone", part.receipt) if part else ""


def _count(item_id: int) -> None:
    """Keep how often was asked what is dealt with here."""
    ledger.set_asked(item_id, len(requests_of(item_id)))


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


promises.leave_out(select(JoinedRequest.submission_id))  # one call deals with all of an item
