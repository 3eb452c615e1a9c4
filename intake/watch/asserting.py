"""What must always be so of every callback, asked of the rows: whatever is not, is found here.

Each question is about what is open, so that it stays quick however much was closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, or_, select

from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.callbacks.tables import DeskItem, JoinedRequest
from intake.db import session
from intake.duty.tables import Escalation, EscalationEvent
from intake.outbox import Alert
from intake.promises.tables import Promise
from intake.submissions.tables import Submission
from intake.words import Kind, Status

JUDGED_WITHIN = timedelta(seconds=60)
STILL = timedelta(minutes=5)  # what was due so long ago is not merely waiting for its turn
LATE = timedelta(minutes=1)


class What(StrEnum):
    """What should never be."""

    UNJUDGED = "unjudged"
    OFF_DESK = "off_desk"
    NO_PROMISE = "no_promise"
    NO_STEP = "no_step"
    STANDS_STILL = "stands_still"
    UNTOLD = "untold"
    NO_ALERT = "no_alert"
    NOT_SPREAD = "not_spread"
    UNDELIVERED = "undelivered"
    UNSETTLED = "unsettled"
    CLIMBS_ON = "climbs_on"
    JOINED_CLOSED = "joined_closed"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be. Deliveries are found a site at a time."""

    site_id: int
    what: What
    submission_id: int | None = None


Question = Callable[[datetime], Select[*tuple[Any, ...]]]

_IS_OPEN = and_(
    DeskItem.kind == Kind.CALLBACK, DeskItem.closed_at.is_(None), DeskItem.is_synthetic.is_(False)
)
_FOR_STAFF = Submission.kind.in_([Kind.CONTACT, Kind.CALLBACK])
_OFF = [Status.PENDING, Status.REJECTED, Status.SPAM, Status.TRASHED]
_UNDER_WAY = (
    *(DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.COMMITTING),
    *(DeliveryState.REFUSED, DeliveryState.UNKNOWN),
)


def findings(now: datetime, since: datetime | None) -> set[Finding]:
    """Return all that is wrong. `since`: older submissions were looked at before."""
    found: set[Finding] = set()
    for what, question in QUESTIONS.items():
        found |= set(_read(what, session().execute(question(now))))
    found |= set(_read(What.OFF_DESK, session().execute(_off_desk(since))))
    return found


def _read(what: What, rows: Iterable[Any]) -> Iterable[Finding]:
    for site_id, submission_id in rows:
        yield Finding(site_id, what, submission_id)


def _unjudged(now: datetime) -> Select[*tuple[Any, ...]]:
    """Whatever anybody sent to the staff is before them, or judged, within a minute."""
    return select(Submission.site_id, Submission.id).where(
        Submission.status == Status.RECEIVED,
        _FOR_STAFF,
        Submission.received_at < now - JUDGED_WITHIN,
    )


def _off_desk(since: datetime | None) -> Select[*tuple[Any, ...]]:
    """What belongs on the desk lies there, or was joined to what does."""
    query = (
        select(Submission.site_id, Submission.id)
        .outerjoin(DeskItem, DeskItem.submission_id == Submission.id)
        .outerjoin(JoinedRequest, JoinedRequest.submission_id == Submission.id)
        .where(
            Submission.status == Status.APPROVED,
            _FOR_STAFF,
            DeskItem.submission_id.is_(None),
            JoinedRequest.submission_id.is_(None),
        )
    )
    return query.where(Submission.received_at >= since) if since else query


def _no_promise(_now: datetime) -> Select[*tuple[Any, ...]]:
    """An open callback has a promise, and the desk knows it."""
    return (
        _open()
        .outerjoin(Promise, Promise.submission_id == DeskItem.submission_id)
        .where(
            or_(
                Promise.submission_id.is_(None),
                Promise.settled_at.is_not(None),
                DeskItem.promise_at.is_(None),
            )
        )
    )


def _no_step(_now: datetime) -> Select[*tuple[Any, ...]]:
    """An open callback is on its ladder, and somebody will look at it again."""
    return _open_with_ladder().where(
        or_(
            Escalation.submission_id.is_(None),
            Escalation.ended_at.is_not(None),
            Escalation.next_at.is_(None),
        )
    )


def _stands_still(now: datetime) -> Select[*tuple[Any, ...]]:
    """A step that was due was climbed; a claim that has run out was rung again."""
    claim_ran_out = and_(
        DeskItem.claimed_until < now - STILL,
        Escalation.held_until > now,
        DeskItem.assigned_to.is_(None),
        DeskItem.next_try_at.is_(None),
    )
    return _open_with_ladder().where(or_(Escalation.next_at < now - STILL, claim_ran_out))


def _untold(now: datetime) -> Select[*tuple[Any, ...]]:
    """Nothing is overdue of which nobody was told and on which nobody is."""
    return _open().where(
        DeskItem.promise_at < now - LATE,
        DeskItem.attempts == 0,
        DeskItem.assigned_to.is_(None),
        or_(DeskItem.claimed_until.is_(None), DeskItem.claimed_until < now - LATE),
        ~exists().where(EscalationEvent.submission_id == DeskItem.submission_id),
    )


def _no_alert(_now: datetime) -> Select[*tuple[Any, ...]]:
    """The staff was told of every open callback, when it came."""
    key = literal("desk:") + cast(DeskItem.submission_id, String)
    return _open().where(~exists().where(Alert.dedupe_key == key))


def _not_spread(now: datetime) -> Select[*tuple[Any, ...]]:
    """An alert has its deliveries, if there is anybody to tell."""
    somebody = exists().where(
        Destination.site_id == Alert.site_id,
        Destination.audience == "staff",
        Destination.is_enabled,
    )
    return (
        select(Alert.site_id, Alert.submission_id)
        .join(DeskItem, DeskItem.submission_id == Alert.submission_id)
        .where(Alert.spread_at.is_(None), Alert.created_at < now - STILL, _IS_OPEN, somebody)
    )


def _undelivered(now: datetime) -> Select[*tuple[Any, ...]]:
    """A delivery that is due is tried; one whose worker died is taken up by another."""
    return (
        select(Destination.site_id, literal(None))
        .join(Delivery, Delivery.destination_id == Destination.id)
        .where(
            Delivery.state.in_(_UNDER_WAY), Delivery.next_at < now - STILL, Destination.is_enabled
        )
        .distinct()
    )


def _unsettled(_now: datetime) -> Select[*tuple[Any, ...]]:
    """Nobody waits for what is closed, or is none for the staff."""
    return (
        select(Promise.site_id, Promise.submission_id)
        .join(Submission, Submission.id == Promise.submission_id)
        .outerjoin(JoinedRequest, JoinedRequest.submission_id == Promise.submission_id)
        .outerjoin(DeskItem, DeskItem.submission_id == _lead())
        .where(
            Promise.settled_at.is_(None),
            or_(
                DeskItem.closed_at.is_not(None),
                and_(DeskItem.submission_id.is_(None), Submission.status.in_(_OFF)),
            ),
        )
    )


def _climbs_on(_now: datetime) -> Select[*tuple[Any, ...]]:
    """Nobody is rung of what is closed."""
    return (
        select(Escalation.site_id, Escalation.submission_id)
        .join(DeskItem, DeskItem.submission_id == Escalation.submission_id)
        .where(Escalation.next_at.is_not(None), DeskItem.closed_at.is_not(None))
    )


def _joined_closed(now: datetime) -> Select[*tuple[Any, ...]]:
    """Whoever asks again after all was closed is not joined to what nobody looks at any more."""
    return (
        select(DeskItem.site_id, JoinedRequest.submission_id)
        .join(JoinedRequest, JoinedRequest.item_id == DeskItem.submission_id)
        .where(
            JoinedRequest.joined_at > now - timedelta(days=2),
            JoinedRequest.joined_at > DeskItem.closed_at,
        )
    )


def _lead() -> ColumnElement[int]:
    return func.coalesce(JoinedRequest.item_id, Promise.submission_id)


def _open() -> Select[*tuple[Any, ...]]:
    return select(DeskItem.site_id, DeskItem.submission_id).where(_IS_OPEN)


def _open_with_ladder() -> Select[*tuple[Any, ...]]:
    return _open().outerjoin(Escalation, Escalation.submission_id == DeskItem.submission_id)


QUESTIONS: dict[What, Question] = {
    What.UNJUDGED: _unjudged,
    What.NO_PROMISE: _no_promise,
    What.NO_STEP: _no_step,
    What.STANDS_STILL: _stands_still,
    What.UNTOLD: _untold,
    What.NO_ALERT: _no_alert,
    What.NOT_SPREAD: _not_spread,
    What.UNDELIVERED: _undelivered,
    What.UNSETTLED: _unsettled,
    What.CLIMBS_ON: _climbs_on,
    What.JOINED_CLOSED: _joined_closed,
}
