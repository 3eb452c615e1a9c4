"""DECIDE: a person says what becomes of an item, once, starting from what they saw."""

from __future__ import annotations

from dataclasses import dataclass

from intake.accounts.tables import Account
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.moderation import moving, store, wording
from intake.moderation.moving import STATUS_AFTER, By, Move
from intake.moderation.store import Decided, Subject
from intake.threads.replies import Answer
from intake.times import since
from intake.words import MOVES, Action, Kind, Status


@dataclass(frozen=True)
class Outcome:
    """What a decision did. `undone` is the decision that it took back, if it did."""

    decision_id: int
    action: Action
    seen: Status
    new: Status
    undone: Decided | None


def decide(
    submission_id: int,
    account: Account,
    action: Action,
    seen: Status,
    *,
    reason: str = "",
    answer: str = "",
) -> Outcome:
    """Do what this person decided, if the item still is as they saw it.

    What follows from it is written in the same transaction. `reason` is kept with the decision: one
    of the site's own sentences. `answer` is shown below the comment. Raises Conflict with a
    sentence that says who was first, NotFound.
    """
    with transaction():
        subject = store.subjects([submission_id]).get(submission_id)
        if subject is None:
            raise NotFound("There is no such item here.")
        standing = store.standing([submission_id]).get(submission_id)
        new = _status_after(action, seen, standing)
        if new not in MOVES[seen] or subject.status is not seen:
            raise Conflict(_why_not(submission_id, subject, account))
        undone = standing if action is Action.UNDO else None
        move = Move(submission_id, subject, new, undone.id if undone else None)
        said = Answer(account.id, account.name, answer) if answer else None
        by = By(account.id, action, reason=reason, answer=said)
        decided = moving.carry_out([move], by)
    moving.ring([move])
    return Outcome(decided[submission_id], action, seen, new, undone)


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


def _why_not(submission_id: int, subject: Subject, account: Account) -> str:
    """Say what happened to the item instead."""
    if subject.status is Status.RECEIVED:
        return "The machine is still reading this. Look again in a moment."
    last = next(reversed(store.decisions([submission_id])), None)
    done = wording.became(subject.kind, subject.status)
    if last is None or last.new is not subject.status:
        return f"Nothing was changed: this was {done} meanwhile."
    who = "you" if last.account_id == account.id else last.account_name
    return f"Already {done} by {who}, {since(last.decided_at)}."
