"""DECIDE: a person says what becomes of an item, once, starting from what they saw."""

from __future__ import annotations

from dataclasses import dataclass

from intake import passes
from intake.accounts.tables import Account
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.moderation import decision_store, moving, store, wording
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


@dataclass(frozen=True)
class Also:
    """What else a decision says. `reason` is kept with it: one of the site's own sentences.

    `answer` is shown below the comment. `revision` is that of the words which were seen; None:
    whichever there are. `spends`: the pass that allows it, which is spent by it.
    """

    reason: str = ""
    answer: str = ""
    revision: int | None = None
    spends: str = ""


NOTHING_ELSE = Also()
REWORDED = "Its author has changed the words meanwhile. Read them, and decide anew."


def decide(
    submission_id: int,
    account: Account,
    action: Action,
    seen: Status,
    also: Also = NOTHING_ELSE,
) -> Outcome:
    """Do what this person decided, if the item still is as they saw it.

    What follows from it is written in the same transaction. Raises Conflict with a sentence that
    says who was first, NotFound.
    """
    with transaction():
        subject = store.subjects([submission_id]).get(submission_id)
        if subject is None:
            raise NotFound("There is no such item here.")
        standing = store.standing([submission_id]).get(submission_id)
        new = _status_after(action, seen, standing)
        if new not in MOVES[seen] or subject.status is not seen:
            raise Conflict(_why_not(submission_id, subject, account))
        if also.revision not in {None, subject.revision}:
            raise Conflict(REWORDED)
        undone = standing if action is Action.UNDO else None
        if undone and new is Status.APPROVED and decision_store.reworded([undone.id]):
            raise Conflict(REWORDED)  # what was published then is not what would be now
        if also.spends and not passes.spend(also.spends):
            raise Conflict("This link was used a moment ago.")
        move = Move(submission_id, subject, new, undone.id if undone else None)
        said = Answer(account.id, account.name, also.answer) if also.answer else None
        by = By(account.id, action, reason=also.reason, answer=said)
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
