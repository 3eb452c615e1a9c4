"""CALL BACK, listed: what waits in the order that it needs somebody, under a heading for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from intake import clock
from intake.callbacks.store import Task


class Stand(StrEnum):
    """How an open item stands, the most urgent first."""

    URGENT = "urgent"
    OVERDUE = "overdue"
    DUE = "due"
    REVIEW = "review"
    WAITING = "waiting"
    MESSAGE = "message"


HEADINGS = {
    Stand.URGENT: "Words of an emergency",
    Stand.OVERDUE: "Overdue",
    Stand.DUE: "To call",
    Stand.REVIEW: "Tried in vain: look again",
    Stand.WAITING: "Another try later",
    Stand.MESSAGE: "Messages",
}


@dataclass(frozen=True)
class Section:
    """Items that stand alike."""

    stand: Stand
    heading: str
    tasks: list[Task]


def stand(task: Task) -> Stand:
    """Return how an open item stands now."""
    if not task.is_callback:
        return Stand.MESSAGE
    if task.is_urgent:  # and stays on top, however often it was tried
        return Stand.URGENT
    if task.review_at:
        return Stand.REVIEW
    if task.is_waiting:
        return Stand.WAITING
    return Stand.OVERDUE if task.is_overdue else Stand.DUE


def sections(tasks: Iterable[Task]) -> list[Section]:
    """Return these under their headings; within each by what is due first."""
    found: dict[Stand, list[Task]] = {each: [] for each in Stand}
    for task in tasks:
        found[stand(task)].append(task)
    found[Stand.WAITING].sort(key=lambda task: task.next_try_at or clock.now())
    return [Section(each, HEADINGS[each], found[each]) for each in Stand if found[each]]


def is_mine(task: Task, account_id: int) -> bool:
    """Say whether this person has claimed it, or was handed it."""
    return (task.is_claimed and task.claimed_by == account_id) or task.assigned_to == account_id
