"""CALL BACK, tried: what came of one try to reach somebody, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select

from intake import clock
from intake.accounts.tables import Account
from intake.callbacks import allowing, joining, ledger, service, store
from intake.callbacks.cancelling import CANCELLED
from intake.callbacks.store import Task
from intake.callbacks.tables import Attempt, DeskItem
from intake.db import session, transaction
from intake.duty import service as duty
from intake.errors import Conflict, IntakeError
from intake.hours import service as hours
from intake.promises import service as promises

MOST_ATTEMPTS = joining.MOST_ATTEMPTS
RETRY = timedelta(hours=2)  # of opening time
URGENT_RETRY = timedelta(minutes=10)  # of opening time, where words of an emergency were written
GRACE = timedelta(minutes=30)  # within which we call somebody who said when to call
SOONEST_PAPER = timedelta(minutes=1)  # a try that was typed in late may be due again already


class Outcome(StrEnum):
    """What came of a try."""

    REACHED = "reached"
    BOOKED = "booked"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    ASKED_LATER = "asked_later"
    NOT_REAL = "not_real"


class Way(StrEnum):
    """How a try was told to us."""

    DESK = "desk"
    PAPER = "paper"


NOT_REACHED = "not_reached"  # how an item ends that a person gave up after all tries
ENDS = {Outcome.REACHED, Outcome.BOOKED, Outcome.NOT_REAL}


class NotPossible(IntakeError):
    """What cannot have come of a try, or cannot be done next."""

    status = 422
    code = "not_possible"


@dataclass(frozen=True)
class Tried:
    """One try, as a list shows it."""

    at: datetime
    outcome: str
    name: str | None
    again_at: datetime | None
    way: str


def record(
    task: Task,
    account: Account,
    outcome: Outcome,
    *,
    again_at: datetime | None = None,
    way: Way = Way.DESK,
    at: datetime | None = None,
) -> bool:
    """Keep what came of a try, and do what follows; the same one told twice is one.

    `task` is as the person saw it: its `attempts` and `asked` must still be so. Nothing closes by
    itself: after the last try in vain a person looks at it. Say whether anything follows: of what
    its caller has cancelled meanwhile the try is only kept. Raises Conflict, NotPossible.
    """
    tried_at = at or clock.now()
    _check(task, outcome, tried_at)
    changes = _changes(task, outcome, tried_at, again_at)
    with transaction():
        values = changes | {
            "attempts": task.attempts + 1,
            "first_try_at": min(task.first_try_at or tried_at, tried_at),
            "claimed_until": None,
        }
        if outcome in ENDS:
            values |= {"closed_by": account.id, "closed_at": clock.now(), "outcome": outcome}
        if not ledger.change(task.submission_id, account.id, *_seen(task, outcome), **values):
            if _is_told(task, account, outcome):
                return not _is_cancelled(task)
            if not _is_cancelled(task):
                raise Conflict(_why_not(task))
            changes = {}
        ledger.add_attempt(
            {
                "item_id": task.submission_id,
                "site_id": task.site_id,
                "account_id": account.id,
                "at": tried_at,
                "outcome": outcome,
                "again_at": changes.get("next_try_at"),
                "way": way,
            }
        )
        is_cancelled = _is_cancelled(task)
        if not is_cancelled:
            _follow(task, outcome, changes)
        service.note("desk.attempt", task, account, outcome=outcome, number=task.attempts + 1)
    return not is_cancelled


def next_try(task: Task, tried_at: datetime) -> datetime:
    """Return when to try again after a try in vain: not before the time that was promised."""
    calendar = hours.calendar(service.site_of(task.site_id))
    pause = URGENT_RETRY if task.is_urgent else RETRY
    now = clock.now()
    next_at = max(calendar.add(tried_at, pause), now + SOONEST_PAPER, task.next_try_at or now)
    if task.is_urgent or task.promise_from is None:
        return next_at
    return max(next_at, task.promise_from)


def give_up(task: Task, account: Account) -> None:
    """Close what a person has looked at again after all tries. Raises Conflict, NotPossible."""
    if task.review_at is None:
        raise NotPossible("Only what was tried in vain can be closed as not reached.")
    service.close(task, account, NOT_REACHED)


def of(item_id: int) -> list[Tried]:
    """Return the tries of an item, the newest first."""
    query = (
        select(Attempt.at, Attempt.outcome, Account.name, Attempt.again_at, Attempt.way)
        .outerjoin(Account, Account.id == Attempt.account_id)
        .where(Attempt.item_id == item_id)
        .order_by(Attempt.id.desc())
    )
    return [Tried(*row) for row in session().execute(query)]


def _check(task: Task, outcome: Outcome, tried_at: datetime) -> None:
    if not task.is_callback:
        raise NotPossible("This is a message: there is nobody to call.")
    if tried_at > clock.now():
        raise NotPossible("Enter a time that has passed already.")
    if outcome is Outcome.VOICEMAIL and not allowing.of(task.submission_id).is_voicemail_ok:
        raise NotPossible("The caller does not want a voicemail. Choose “No answer” instead.")


def _changes(
    task: Task, outcome: Outcome, tried_at: datetime, again_at: datetime | None
) -> dict[str, Any]:
    """Return what the item says after this try about the next one."""
    calendar, now = hours.calendar(service.site_of(task.site_id)), clock.now()
    if outcome in ENDS:
        return {**ledger.LOOKED_AT_ANEW}
    if outcome is Outcome.ASKED_LATER:
        if again_at is None or again_at <= now:
            raise NotPossible("Enter when to call again: a day and a time to come.")
        if not calendar.is_open(again_at):
            raise NotPossible("We are closed at that time. Enter one when we are open.")
        due_at = min(again_at + GRACE, next(calendar.spans(again_at)).until)
        return {
            "next_try_at": again_at,
            "review_at": None,
            "promise_from": again_at,
            "promise_at": due_at,
        }
    if outcome is Outcome.WRONG_NUMBER or task.attempts + 1 >= MOST_ATTEMPTS:
        return {"next_try_at": None, "review_at": now}
    return {"next_try_at": next_try(task, tried_at), "review_at": None}


def _seen(task: Task, outcome: Outcome) -> list[ColumnElement[bool]]:
    """Return what must still be as it was seen; nobody's new words are closed unread."""
    is_asked = [DeskItem.asked == task.asked] if outcome in ENDS else []
    return [DeskItem.attempts == task.attempts, *is_asked]


def _follow(task: Task, outcome: Outcome, changes: dict[str, Any]) -> None:
    """Settle or move the promise, and say when the ladder looks again."""
    if outcome in ENDS:
        service.settle(task.submission_id)
    elif outcome is Outcome.ASKED_LATER:
        again_at, due_at = changes["next_try_at"], changes["promise_at"]
        for id_ in joining.requests_of(task.submission_id):
            promises.move(id_, again_at, due_at)
        duty.move(task.submission_id, again_at, due_at)
    elif changes["next_try_at"]:
        duty.ring_again(task.submission_id, changes["next_try_at"])
    else:  # a review that nobody makes is not forgotten either
        calendar = hours.calendar(service.site_of(task.site_id))
        duty.ring_again(task.submission_id, calendar.add(clock.now(), RETRY))


def _is_told(task: Task, account: Account, outcome: Outcome) -> bool:
    """Say whether this very try is kept already: its button was pressed twice."""
    query = (
        select(Attempt.account_id, Attempt.outcome)
        .where(Attempt.item_id == task.submission_id)
        .order_by(Attempt.id)
        .offset(task.attempts)
        .limit(1)
    )
    found = session().execute(query).first()
    return found is not None and tuple(found) == (account.id, outcome)


def _is_cancelled(task: Task) -> bool:
    """Say whether whoever asked for the call has cancelled it."""
    now = store.by_id(task.submission_id)
    return now is not None and now.outcome == CANCELLED


def _why_not(task: Task) -> str:
    now = store.by_id(task.submission_id) or task
    if now.attempts != task.attempts and now.closed_at is None:
        return "Somebody else has noted a try meanwhile."
    return service.why_not(task)
