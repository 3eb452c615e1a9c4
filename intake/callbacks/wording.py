"""CALL BACK, in words: what came of a try, how an item ended, and how it stands."""

from __future__ import annotations

from datetime import datetime

from intake import clock
from intake.callbacks import service
from intake.callbacks.attempts import NOT_REACHED, RETRY, Outcome, Tried
from intake.callbacks.cancelling import CANCELLED
from intake.callbacks.store import Task
from intake.times import moment_at, span

AGAIN = "Another try in 2 hours of opening time."
SOON_AGAIN = "Another try in 10 minutes of opening time: these are words of an emergency."
# What a button says, and what follows from it; asking for a later call has a form of its own.
_OUTCOMES = {
    Outcome.REACHED: ("Reached", "Closes it."),
    Outcome.BOOKED: ("Booked", "Closes it; the caller’s page says so."),
    Outcome.NO_ANSWER: ("No answer", AGAIN),
    Outcome.VOICEMAIL: ("Left the agreed voicemail", AGAIN),
    Outcome.WRONG_NUMBER: ("Wrong number", "Somebody looks at it again."),
    Outcome.NOT_REAL: ("Not a real request", "Closes it."),
}
CAME = {
    Outcome.REACHED: "reached",
    Outcome.BOOKED: "booked",
    Outcome.NO_ANSWER: "no answer",
    Outcome.VOICEMAIL: "left a voicemail",
    Outcome.WRONG_NUMBER: "wrong number",
    Outcome.ASKED_LATER: "asked to be called later",
    Outcome.NOT_REAL: "not a real request",
}
ENDED = {
    Outcome.REACHED: "Reached and closed",
    Outcome.BOOKED: "Booked and closed",
    Outcome.NOT_REAL: "Closed as not a real request",
    NOT_REACHED: "Closed as not reached",
}
ORDINALS = ("First", "Second", "Third", "Fourth")


def outcomes(task: Task, time_zone: str) -> dict[Outcome, tuple[str, str]]:
    """Return what each button says of this item, and what follows from it."""
    again = AGAIN
    if task.is_urgent:
        again = SOON_AGAIN
    elif task.promise_from and task.promise_from > clock.now() + RETRY:
        again = f"Another try from {moment_at(task.promise_from, time_zone)}, as promised."
    said = _OUTCOMES.items()
    return {key: (label, again if then == AGAIN else then) for key, (label, then) in said}


def at_moment(moment: datetime, time_zone: str) -> str:
    """Say day and time as a sentence goes on: at 09:00 today, on Fri 27 Nov, 09:00."""
    said = moment_at(moment, time_zone)
    return f"{'at' if said[0].isdigit() else 'on'} {said}"


def tried(one: Tried, time_zone: str) -> str:
    """Say what came of one try, when and by whom."""
    who = f", by {one.name}" if one.name else ""
    again = f"; again {at_moment(one.again_at, time_zone)}" if one.again_at else ""
    came = {str(outcome): words for outcome, words in CAME.items()}.get(one.outcome, one.outcome)
    return f"{moment_at(one.at, time_zone)}: {came}{who}{again}"


def status_of(task: Task, time_zone: str) -> str:
    """Say how a callback stands, or how it ended."""
    if task.closed_at:
        return _ended(task, time_zone)
    if task.review_at:
        tries = "1 try" if task.attempts == 1 else f"{task.attempts} tries"
        return f"{tries} in vain: decide what becomes of it"
    if task.next_try_at:
        number = ORDINALS[task.attempts] if task.attempts < len(ORDINALS) else "Another"
        when = moment_at(task.next_try_at, time_zone)
        late = f", overdue by {span(service.late(task))}" if task.is_overdue else ""
        return f"{number} try {'from' if task.is_waiting else 'due since'} {when}{late}"
    if task.is_overdue:
        return f"Overdue by {span(service.late(task))}"
    return ""


def _ended(task: Task, time_zone: str) -> str:
    if task.outcome == CANCELLED and task.closed_at:
        return f"Cancelled by the caller {at_moment(task.closed_at, time_zone)}"
    at = moment_at(task.closed_at, time_zone) if task.closed_at else ""
    ended = {str(outcome): words for outcome, words in ENDED.items()}.get(task.outcome, "Closed")
    return f"{ended} by {task.closer}, {at}" if task.closer else f"{ended}, {at}"
