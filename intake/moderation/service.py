"""DECIDE: a person says what becomes of an item, once, starting from what they saw."""

from __future__ import annotations

from dataclasses import dataclass

from intake import audit, bell
from intake.accounts.tables import Account
from intake.callbacks import service as desk
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.moderation import lessons, store, wording
from intake.moderation.store import Decided, Subject
from intake.submissions import store as submissions
from intake.threads import pages
from intake.times import since
from intake.words import MOVES, Action, Kind, Status

STATUS_AFTER = {
    Action.APPROVE: Status.APPROVED,
    Action.REJECT: Status.REJECTED,
    Action.SPAM: Status.SPAM,
    Action.TRASH: Status.TRASHED,
}


@dataclass(frozen=True)
class Outcome:
    """What a decision did. `undone` is the decision that it took back, if it did."""

    decision_id: int
    action: Action
    seen: Status
    new: Status
    undone: Decided | None


def decide(submission_id: int, account: Account, action: Action, seen: Status) -> Outcome:
    """Do what this person decided, if the item still is as they saw it.

    What follows from it is written in the same transaction: the thread's pages, the desk. Raises
    Conflict with a sentence that says who was first, NotFound.
    """
    with transaction():
        subject = store.subject(submission_id)
        if subject is None:
            raise NotFound("There is no such item here.")
        standing = store.standing([submission_id]).get(submission_id)
        new = _status_after(action, seen, standing)
        if new not in MOVES[seen] or not submissions.move(submission_id, seen, new):
            raise Conflict(_why_not(submission_id, account))
        undone = standing if action is Action.UNDO else None
        decision_id = store.add_decision(
            {
                "submission_id": submission_id,
                "account_id": account.id,
                "action": action,
                "seen": seen,
                "new": new,
                "undoes_id": undone.id if undone else None,
            }
        )
        audit.note(
            "item.decide",
            account_id=account.id,
            site_id=subject.site_id,
            subject=f"submission:{submission_id}",
            action=action,
            seen=seen,
            new=new,
        )
        lessons.bring_in_line(submission_id, subject.site_id)
        _follow(submission_id, subject, seen, new, account)
    bell.ring("judge")  # which also learns
    if subject.kind is not Kind.COMMENT and new is Status.APPROVED:
        bell.ring("tell")
    return Outcome(decision_id, action, seen, new, undone)


def choices(kind: Kind, status: Status) -> list[Action]:
    """Return what a person may do with an item that is there, besides undoing."""
    if status is Status.RECEIVED:
        return []
    offered = [action for action, new in STATUS_AFTER.items() if new is not status]
    return offered if kind is Kind.COMMENT else [a for a in offered if a is not Action.REJECT]


def _status_after(action: Action, seen: Status, standing: Decided | None) -> Status:
    """Return where this leads; `seen` itself, which is no move, if it leads nowhere."""
    if seen is Status.RECEIVED:  # the machine has not prepared it yet
        return seen
    if action is not Action.UNDO:
        return STATUS_AFTER[action]
    return standing.seen if standing and standing.new is seen else seen


def _follow(
    submission_id: int, subject: Subject, seen: Status, new: Status, account: Account
) -> None:
    if subject.thread_id is not None:
        if Status.APPROVED in {seen, new}:
            pages.write(subject.thread_id)
    elif new is Status.APPROVED:
        desk.put_back(submission_id)
    elif seen is Status.APPROVED:
        desk.take_away(submission_id, account.id)


def _why_not(submission_id: int, account: Account) -> str:
    """Say what happened to the item instead."""
    subject = store.subject(submission_id)
    if subject is None:
        return "This item is gone meanwhile."
    if subject.status is Status.RECEIVED:
        return "The machine is still reading this. Look again in a moment."
    last = next(reversed(store.decisions([submission_id])), None)
    done = wording.became(subject.kind, subject.status)
    if last is None or last.new is not subject.status:
        return f"Nothing was changed: this was {done} meanwhile."
    who = "you" if last.account_id == account.id else last.account_name
    return f"Already {done} by {who}, {since(last.decided_at)}."
