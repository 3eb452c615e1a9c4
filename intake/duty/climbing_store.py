"""Rows of callbacks that climb, of people who are being rung, and of what happened to each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, insert, literal, or_, select, union, update

from intake.accounts.tables import Account
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.db import Moment, among, session
from intake.duty.tables import Escalation, EscalationEvent, Ringing
from intake.outbox import Alert
from intake.rows import affected


def has_due(now: datetime) -> bool:
    is_due = exists().where(Escalation.next_at <= now) | exists().where(Ringing.next_at <= now)
    return bool(session().scalar(select(is_due)))


def due(now: datetime, limit: int) -> list[int]:
    """Return the callbacks of which a step or a person's next way is due, the oldest first."""
    steps = select(Escalation.submission_id, Escalation.next_at).where(Escalation.next_at <= now)
    rings = select(Ringing.submission_id, Ringing.next_at).where(Ringing.next_at <= now)
    both = union(
        steps.order_by(Escalation.next_at).limit(limit).subquery().select(),
        rings.order_by(Ringing.next_at).limit(limit).subquery().select(),
    ).subquery()
    rows = session().execute(select(both.c.submission_id).order_by(both.c.next_at))
    return list(dict.fromkeys(id_ for (id_,) in rows))[:limit]


def lock(submission_id: int) -> Escalation | None:
    """Return a callback for us alone until the transaction ends; None if somebody else has it."""
    found = lock_all([submission_id])
    return found[0] if found else None


def lock_all(submission_ids: Collection[int]) -> Sequence[Escalation]:
    """Return those for us alone, in their order, that nobody else has now."""
    query = select(Escalation).where(among(Escalation.submission_id, submission_ids))
    fresh = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    found = {row.submission_id: row for row in session().scalars(fresh)}
    return [found[id_] for id_ in submission_ids if id_ in found]


def await_lock(submission_id: int) -> Escalation | None:
    """Return a callback for us alone, after whoever has it now."""
    query = select(Escalation).where(Escalation.submission_id == submission_id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return session().scalar(fresh)


def begin(submission_id: int, values: dict[str, object]) -> None:
    """Let it climb from the start, also what has climbed before."""
    if not change(submission_id, **values):
        session().execute(insert(Escalation).values(submission_id=submission_id, **values))


def change(submission_id: int, **values: object) -> bool:
    done = session().execute(
        update(Escalation)
        .where(Escalation.submission_id == submission_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return affected(done) == 1


def put_off(submission_id: int, now: datetime, until: datetime) -> None:
    """Have another look at what is due, but later; what is not due any more stays as it is."""
    session().execute(
        update(Escalation)
        .where(
            Escalation.submission_id == submission_id,
            Escalation.ended_at.is_(None),
            Escalation.next_at <= now,
        )
        .values(next_at=until)
        .execution_options(synchronize_session=False)
    )
    session().execute(
        update(Ringing)
        .where(Ringing.submission_id == submission_id, Ringing.next_at <= now)
        .values(next_at=until)
        .execution_options(synchronize_session=False)
    )


def stop_ringing(submission_id: int) -> None:
    session().execute(
        update(Ringing)
        .where(Ringing.submission_id == submission_id, Ringing.next_at.is_not(None))
        .values(next_at=None)
        .execution_options(synchronize_session=False)
    )


def pause_ringing(submission_id: int, until: datetime) -> None:
    """Stop who was told something; whoever was not yet is told after that."""
    session().execute(
        update(Ringing)
        .where(Ringing.submission_id == submission_id, Ringing.next_at.is_not(None))
        .values(next_at=case((Ringing.told == 0, literal(until, Moment()))))
        .execution_options(synchronize_session=False)
    )


def event(
    escalation: Escalation,
    what: str,
    at: datetime,
    step: int,
    account_id: int | None = None,
    delivery_key: str = "",
) -> dict[str, Any]:
    """Return the row that says what happened at a step."""
    return {
        "submission_id": escalation.submission_id,
        "site_id": escalation.site_id,
        "at": at,
        "what": what,
        "step": step,
        "account_id": account_id,
        "delivery_key": delivery_key,
    }


def note(escalation: Escalation, what: str, at: datetime, step: int) -> None:
    """Write down what happened at a step."""
    session().execute(insert(EscalationEvent).values(**event(escalation, what, at, step)))


def keys_pending(submission_id: int) -> list[str]:
    """Return the keys of what people were told about this callback and nobody has sent yet."""
    query = (
        select(EscalationEvent.delivery_key)
        .join(Alert, Alert.dedupe_key == EscalationEvent.delivery_key)
        .join(Delivery, Delivery.alert_id == Alert.id)
        .where(
            EscalationEvent.submission_id == submission_id,
            EscalationEvent.delivery_key != "",
            Delivery.state == DeliveryState.PENDING,
        )
    )
    return list(session().scalars(query))


@dataclass(frozen=True)
class Happened:
    """One event of a callback's ladder, with what became of its alert."""

    at: datetime
    what: str
    step: int
    account_id: int | None
    name: str
    channel: str
    state: str
    delivery_key: str


def events(submission_ids: Collection[int]) -> list[tuple[int, Happened]]:
    """Return what happened to these callbacks, the oldest first."""
    rows = session().execute(
        select(
            EscalationEvent.submission_id,
            EscalationEvent.at,
            EscalationEvent.what,
            EscalationEvent.step,
            EscalationEvent.account_id,
            Account.name,
            Destination.channel,
            Delivery.state,
            EscalationEvent.delivery_key,
        )
        .outerjoin(Account, Account.id == EscalationEvent.account_id)
        .outerjoin(
            Alert,
            (Alert.dedupe_key == EscalationEvent.delivery_key)
            & (EscalationEvent.delivery_key != ""),
        )
        .outerjoin(Delivery, Delivery.alert_id == Alert.id)
        .outerjoin(Destination, Destination.id == Delivery.destination_id)
        .where(EscalationEvent.submission_id.in_(submission_ids))
        .order_by(EscalationEvent.at, EscalationEvent.id)
    )
    return [
        (id_, Happened(at, what, step, account_id, name or "", channel or "", state or "", key))
        for id_, at, what, step, account_id, name, channel, state, key in rows
    ]


def without_next_step(since: datetime) -> list[int]:
    """Return the open callbacks that nothing would happen to, or should have long ago."""
    query = select(Escalation.submission_id).where(
        Escalation.ended_at.is_(None),
        or_(Escalation.next_at.is_(None), Escalation.next_at < since),
    )
    return list(session().scalars(query.order_by(Escalation.submission_id)))
