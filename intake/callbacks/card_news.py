"""CALL BACK: what is new about an item whose card is open, such as that it was cancelled."""

from __future__ import annotations

from datetime import datetime

from intake.callbacks.store import Task
from intake.callbacks.wording import at_moment, status_of
from intake.times import moment_at

OTHERWISE = "It is not as you see it any more."


def mark(task: Task) -> str:
    """Say how the item is, for a page that asks later what has changed since."""
    parts = (
        "closed" if task.closed_at else "open",
        _stamp(task.promise_from),
        _stamp(task.promise_at),
        str(task.asked),
        str(task.attempts),
    )
    return "_".join(parts)


def said(task: Task, seen: str, time_zone: str) -> str:
    """Say what has changed since that mark; empty if nothing has."""
    now = mark(task)
    if seen == now:
        return ""
    if task.closed_at:
        return f"{status_of(task, time_zone)}."
    was, is_ = seen.split("_"), now.split("_")
    if len(was) != len(is_):
        return OTHERWISE
    if was[3] != is_[3]:
        return "The caller has asked again meanwhile."
    return _promised(task, time_zone) if was[1:3] != is_[1:3] else OTHERWISE


def _promised(task: Task, time_zone: str) -> str:
    if task.promise_from is None or task.promise_at is None:
        return OTHERWISE
    ends = moment_at(task.promise_at, time_zone)
    return f"Another time is promised: from {moment_at(task.promise_from, time_zone)}, by {ends}."


def moved(task: Task, time_zone: str, *, has_email: bool) -> str:
    """Confirm another time that was promised, and how whoever asked learns of it."""
    how = "A mail tells them." if has_email else "They gave no e-mail: only their page says so."
    return f"{_promised(task, time_zone)} {how}"


def cancelled(task: Task, time_zone: str) -> str:
    """Answer who tells of a call that its receiver had cancelled before."""
    at = f" {at_moment(task.closed_at, time_zone)}" if task.closed_at else ""
    return f"The caller had cancelled it{at}. What came of your call is kept below, and it is done."


def _stamp(moment: datetime | None) -> str:
    return f"{moment.timestamp():.0f}" if moment else "none"
