"""CALL BACK, as its sender may know it: received, tried, booked, closed; nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from intake.alerts.tables import Delivery
from intake.callbacks import attempts, joining, store
from intake.callbacks.attempts import Outcome
from intake.callbacks.cancelling import CANCELLED
from intake.callbacks.tables import Answer
from intake.db import session
from intake.outbox import Alert


class State(StrEnum):
    """How far it is, in words for programs."""

    RECEIVED = "received"
    TRIED = "tried"  # in vain so far; `tried_at`
    LATER = "later"  # the caller said when to call again; `again_at`
    REACHED = "reached"
    BOOKED = "booked"
    CANCELLED = "cancelled"  # by whoever sent it
    CLOSED = "closed"


ENDED = {
    Outcome.REACHED: State.REACHED,
    Outcome.BOOKED: State.BOOKED,
    CANCELLED: State.CANCELLED,
}


@dataclass(frozen=True)
class Progress:
    """What a visitor may know of their request.

    `again_at`: when we try next, if we know; `asked`: how often this number asked, since
    `asked_since`; `is_joined`: this request is dealt with together with an earlier one.
    `is_unreached`: all was in vain, and a person decides, or has given up. `answered_at`: when an
    answer went out by mail, if one did.
    """

    state: State
    tried_at: datetime | None = None
    tries: int = 0
    again_at: datetime | None = None
    closed_at: datetime | None = None
    asked: int = 1
    asked_since: datetime | None = None
    is_joined: bool = False
    is_unreached: bool = False
    is_wrong_number: bool = False
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the visitor can still change or cancel it."""
        return self.closed_at is None


def progress(submission_id: int) -> Progress | None:
    """Return how far the desk is with this request; None if it never came there."""
    task = store.by_id(submission_id)
    if task is None:
        return None
    tries = attempts.of(task.submission_id)
    state = State.TRIED if tries else State.RECEIVED
    if tries and tries[0].outcome == Outcome.ASKED_LATER:
        state = State.LATER
    if task.closed_at:
        state = ENDED.get(task.outcome, State.CLOSED)
    return Progress(
        state=state,
        tried_at=tries[0].at if tries else None,
        tries=len(tries),
        again_at=task.next_try_at,
        closed_at=task.closed_at,
        asked=task.asked,
        asked_since=task.received_at,
        is_unreached=task.review_at is not None or task.outcome == attempts.NOT_REACHED,
        is_wrong_number=bool(tries) and tries[0].outcome == Outcome.WRONG_NUMBER,
        answered_at=_answered_at(task.submission_id),
        is_joined=joining.item_of(submission_id) is not None,
    )


def _answered_at(item_id: int) -> datetime | None:
    """Return when an answer was last taken by the mail server; not what was taken back."""
    query = (
        select(func.max(Delivery.accepted_at))
        .join(Alert, Alert.id == Delivery.alert_id)
        .join(Answer, Answer.letter_key == Alert.dedupe_key)
        .where(Answer.item_id == item_id)
    )
    return session().scalar(query)
