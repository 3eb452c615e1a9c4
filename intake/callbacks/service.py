"""CALL BACK: messages and callback requests on the desk: promised, claimed, closed, reopened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from intake import audit, clock, outbox
from intake.accounts.tables import Account
from intake.callbacks import store
from intake.callbacks.store import Task
from intake.db import transaction
from intake.duty import service as duty
from intake.errors import Conflict, NotFound
from intake.promises import service as promises
from intake.sites import service as sites
from intake.submissions import readings
from intake.submissions.readings import Readable
from intake.times import since, time_at
from intake.words import Event, Evidence, Kind

EVENTS = {Kind.CONTACT: Event.CONTACT_RECEIVED, Kind.CALLBACK: Event.CALLBACK_RECEIVED}
CLAIM_MINUTES = 15


def open_items(items: Sequence[Readable], *, unsure: Collection[int]) -> None:
    """Put these on the desk and store their alerts, in the caller's transaction.

    `unsure` are the ids of those that the classifier doubted. Only a callback has a promise.
    """
    for item in items:
        promise = promises.of(item.id)
        due_at = promise.due_at if promise else None
        store.add(
            {
                "submission_id": item.id,
                "site_id": item.site_id,
                "kind": item.kind,
                "reference": item.reference,
                "is_unsure": item.id in unsure,
                "is_urgent": Evidence.EMERGENCY in item.message.evidence,
                "opened_at": clock.now(),
                "promise_at": due_at,
                "promise_from": promise.from_at if promise else None,
            }
        )
        if promise:
            duty.begin(item.id, item.site_id, item.reference, promise.made_at, promise.due_at)
        outbox.add(
            EVENTS[item.kind],
            item.site_id,
            f"desk:{item.id}",
            submission_id=item.id,
            reference=item.reference,
            due_at=due_at,
        )


def put_back(submission_id: int) -> None:
    """Put on the desk what a person says belongs there, in the caller's transaction."""
    if store.is_there(submission_id):
        store.reopen(submission_id)
    else:
        open_items(readings.for_judging([submission_id]), unsure=())


def take_away(submission_id: int, account_id: int) -> None:
    """Take off the desk what does not belong there, in the caller's transaction."""
    store.take_away(submission_id, account_id)


def tasks(site_ids: Collection[int], reference: str) -> list[Task]:
    """Return the items with this reference; more than one if sites share it. Raises NotFound."""
    is_possible = reference.isascii() and reference.isprintable()
    found = store.with_reference(site_ids, reference.upper()) if is_possible else []
    if not found:
        raise NotFound("There is no message with this reference here.")
    return found


def claim(task: Task, account: Account) -> datetime:
    """Say that this person is on it; return until when. Raises Conflict naming who is."""
    until = clock.in_(CLAIM_MINUTES * 60)
    with transaction():
        if not store.claim(task.submission_id, account.id, until):
            raise Conflict(_why_not(task))
        _note("desk.claim", task, account)
    return until


def close(task: Task, account: Account) -> None:
    """Say that it is dealt with. Raises Conflict if it was, or if somebody else is on it."""
    with transaction():
        if not store.close(task.submission_id, account.id):
            raise Conflict(_why_not(task))
        _note("desk.close", task, account)


def reopen(task: Task, account: Account) -> None:
    """Put what was closed back on the desk. Raises Conflict if it cannot be."""
    with transaction():
        if not store.reopen(task.submission_id):
            raise Conflict(_why_not(task))
        _note("desk.reopen", task, account)


def _note(action: str, task: Task, account: Account) -> None:
    subject = f"submission:{task.submission_id}"
    audit.note(action, account_id=account.id, site_id=task.site_id, subject=subject)


def late(task: Task) -> timedelta:
    """Return by how much we are late, if we are."""
    return clock.now() - task.promise_at if task.promise_at else timedelta()


def claim_sentence(task: Task, time_zone: str) -> str:
    """Say who is on it and until when."""
    doing = "calling" if task.is_callback else "answering"
    until = time_at(task.claimed_until or clock.now(), time_zone)
    return f"{task.claimer} is {doing}, until {until}."


def _why_not(seen: Task) -> str:
    now = next(iter(store.with_reference([seen.site_id], seen.reference)), seen)
    if now.closed_at:
        return f"Already closed by {now.closer}, {since(now.closed_at)}."
    if now.is_claimed:
        return claim_sentence(now, _time_zone(now.site_id))
    return "This is open already."


def _time_zone(site_id: int) -> str:
    return next((site.time_zone for site in sites.everything() if site.id == site_id), "UTC")
