"""CALL BACK: messages and callback requests on the desk: promised, claimed, closed, reopened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from intake import audit, clock, outbox
from intake.accounts.tables import Account
from intake.callbacks import emergencies, joining, ledger, store
from intake.callbacks.store import Task
from intake.callbacks.tables import DeskItem
from intake.db import transaction
from intake.duty import service as duty
from intake.errors import Conflict, NotFound
from intake.privacy import service as privacy
from intake.promises import service as promises
from intake.promises.tables import Promise
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions import readings
from intake.submissions.readings import Readable
from intake.times import since, time_at
from intake.words import Event, Evidence, Kind

EVENTS = {Kind.CONTACT: Event.CONTACT_RECEIVED, Kind.CALLBACK: Event.CALLBACK_RECEIVED}
CLAIM_MINUTES = 15
TAKEN_AWAY, NOT_REAL = "taken_away", "not_real"  # how an item ended that was none of ours
DONE = "done"  # how one ended, without another word, that turned out to be none of ours later
_NONE_OF_OURS = {"", TAKEN_AWAY, NOT_REAL}  # without a word: taken away by an older version


def open_items(items: Sequence[Readable], *, unsure: Collection[int]) -> None:
    """Put these on the desk and store their alerts, in the caller's transaction.

    `unsure` are the ids of those that the classifier doubted. Only a callback has a promise. One
    whose number has an open item joins it; one that its sender has cancelled is there already.
    """
    ledger.take_turns()
    for item in sorted(items, key=lambda item: (item.received_at, item.id)):
        if store.is_there(item.id):
            continue
        if Evidence.TRIAL in item.message.evidence:
            ledger.add(_values(item, None) | {"is_synthetic": True})
            continue
        promise = promises.of(item.id)
        lead = joining.open_item_for(item)
        if lead is None or not joining.join(item, lead, promise):
            _open(item, promise, is_unsure=item.id in unsure)


def put_back(submission_id: int) -> None:
    """Put on the desk what a person says belongs there, in the caller's transaction.

    What was dealt with before it was taken away stays closed; so does what its sender cancelled.
    """
    ledger.take_turns()
    if joining.item_of(submission_id):
        return
    found = store.by_id(submission_id)
    if found is None:
        promises.renew([submission_id])
        open_items(readings.for_judging([submission_id]), unsure=())
    elif found.outcome in _NONE_OF_OURS and ledger.reopen(submission_id):
        renew(submission_id)


def take_away(submission_id: int, account_id: int) -> None:
    """Take off the desk what does not belong there, in the caller's transaction.

    Requests that had joined it are dealt with by themselves. What is closed stays as it is.
    """
    if not end(submission_id, account_id, TAKEN_AWAY):
        ledger.name_outcome(submission_id, {""}, DONE)


def end(submission_id: int, account_id: int | None, outcome: str) -> bool:
    """Close one request, not those that it is dealt with together, in the caller's transaction.

    Say whether it was open.
    """
    ledger.take_turns()
    if item_id := joining.item_of(submission_id):
        ledger.lock([item_id])
        if ledger.locked(item_id) is None:
            return False
        promises.settle([submission_id])
        joining.leave(submission_id, item_id)
        return True
    if not ledger.close_any(submission_id, account_id, outcome):
        return False
    promises.settle([submission_id])
    duty.end(submission_id, clock.now())
    if others := joining.release(submission_id):
        open_items(readings.for_judging(others), unsure=())
    return True


def tasks(site_ids: Collection[int], reference: str) -> list[Task]:
    """Return the items with this reference; more than one if sites share it. Raises NotFound."""
    is_possible = reference.isascii() and reference.isprintable()
    found = store.with_reference(site_ids, reference.upper()) if is_possible else []
    if not found:
        raise NotFound("There is no message with this reference here.")
    return found


def claim(task: Task, account: Account) -> datetime:
    """Say that this person is on it; return until when. Raises Conflict naming who is.

    Whoever is about to call is shown the numbers, which is noted. Nobody need end a claim: the
    ladder looks again when it does.
    """
    until = clock.in_(CLAIM_MINUTES * 60)
    with transaction():
        claimed = {"claimed_by": account.id, "claimed_until": until}
        if not ledger.change(task.submission_id, account.id, **claimed):
            raise Conflict(why_not(task))
        duty.hold(task.submission_id, until)
        if task.is_callback:
            for id_ in joining.requests_of(task.submission_id):
                privacy.note_access(account.id, task.site_id, id_, "phone")
        note("desk.claim", task, account)
    return until


def give_back(task: Task, account: Account) -> None:
    """Say that this person is no longer on it. Raises Conflict if they were not."""
    with transaction():
        is_mine = DeskItem.claimed_by == account.id, DeskItem.claimed_until > clock.now()
        if not ledger.change(task.submission_id, account.id, *is_mine, **ledger.FREE):
            raise Conflict("You have not claimed this any more.")
        now = clock.now()
        not_before = max(now, task.promise_from or now, task.next_try_at or now)
        duty.give_back(task.submission_id, not_before)
        note("desk.give_back", task, account)


def close(task: Task, account: Account, outcome: str = "") -> None:
    """Say that it is dealt with. Raises Conflict if it was, or if somebody else is on it."""
    with transaction():
        ended = {"closed_by": account.id, "closed_at": clock.now(), "outcome": outcome}
        values = {"claimed_until": None, **ended, **ledger.LOOKED_AT_ANEW}
        is_seen = DeskItem.asked == task.asked
        if not ledger.change(task.submission_id, account.id, is_seen, **values):
            raise Conflict(why_not(task))
        settle(task.submission_id)
        note("desk.close", task, account)


def reopen(task: Task, account: Account) -> None:
    """Put what was closed back on the desk. Raises Conflict if it cannot be."""
    with transaction():
        ledger.take_turns()
        if not ledger.reopen(task.submission_id):
            raise Conflict(why_not(task))
        renew(task.submission_id)
        note("desk.reopen", task, account)


def settle(item_id: int) -> None:
    """Nobody waits for this item any more, nor is rung, in the caller's transaction."""
    promises.settle(joining.requests_of(item_id))
    duty.end(item_id, clock.now())


def renew(item_id: int) -> None:
    """Somebody waits for this item again, and is rung, in the caller's transaction."""
    joining.part_refused(item_id)
    promises.renew(joining.requests_of(item_id))
    row = ledger.locked(item_id)
    if row and row.promise_at:
        joining.climb_anew(row, row.promise_from or row.opened_at, row.promise_at)
        joining.absorb(item_id)


def note(action: str, task: Task, account: Account, **more: str | int) -> None:
    """Note what a person did with an item, in the caller's transaction."""
    subject = f"submission:{task.submission_id}"
    audit.note(action, account_id=account.id, site_id=task.site_id, subject=subject, **more)


def late(task: Task) -> timedelta:
    """Return by how much we are late, if we are."""
    return clock.now() - task.promise_at if task.promise_at else timedelta()


def claim_sentence(task: Task, time_zone: str) -> str:
    """Say who is on it and until when."""
    doing = "calling" if task.is_callback else "answering"
    until = time_at(task.claimed_until or clock.now(), time_zone)
    return f"{task.claimer} is {doing}, until {until}."


def site_of(site_id: int) -> SiteView:
    """Return the site of an item."""
    return next(site for site in sites.everything() if site.id == site_id)


def why_not(seen: Task) -> str:
    """Say why an item as it is now is not what the person who pressed a button has seen."""
    now = store.by_id(seen.submission_id) or seen
    if now.closed_at:
        who = f" by {now.closer}" if now.closer else ""
        return f"Already closed{who}, {since(now.closed_at)}."
    if now.asked > seen.asked:
        return "The caller has asked again meanwhile. Read it first."
    if now.is_claimed:
        return claim_sentence(now, site_of(now.site_id).time_zone)
    return "This is open already."


def _open(item: Readable, promise: Promise | None, *, is_unsure: bool) -> None:
    ledger.add(_values(item, promise) | {"is_unsure": is_unsure})
    if promise:
        begins_at = max(promise.made_at, promise.from_at)
        duty.begin(item.id, item.site_id, item.reference, begins_at, promise.due_at)
        row = ledger.locked(item.id) if Evidence.EMERGENCY in item.message.evidence else None
        if row:
            emergencies.ring(row)
    outbox.add(
        EVENTS[item.kind],
        item.site_id,
        f"desk:{item.id}",
        submission_id=item.id,
        reference=item.reference,
        due_at=promise.due_at if promise else None,
    )


def _values(item: Readable, promise: Promise | None) -> dict[str, Any]:
    return {
        "submission_id": item.id,
        "site_id": item.site_id,
        "kind": item.kind,
        "reference": item.reference,
        "is_unsure": False,
        "is_urgent": Evidence.EMERGENCY in item.message.evidence,
        "opened_at": clock.now(),
        "promise_at": promise.due_at if promise else None,
        "promise_from": promise.from_at if promise else None,
    }
