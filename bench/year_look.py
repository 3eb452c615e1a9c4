"""What is left of the simulated year: who was called in time, told, or forgotten."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bench.oracles import Finding
from bench.year_sinks import NAMES, Receivers
from bench.year_world import World
from intake import db
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.callbacks.attempts import GRACE, Outcome
from intake.callbacks.cancelling import CANCELLED
from intake.callbacks.tables import Attempt, DeskItem, JoinedRequest
from intake.db import session
from intake.duty.service import What
from intake.duty.tables import EscalationEvent
from intake.promises.tables import Promise
from intake.submissions.tables import Submission
from intake.watch import asserting
from intake.watch.tables import Trouble
from intake.words import Kind

SAYS_WHO = (What.TOLD, What.NOBODY)  # who was told, or that the owner was told of nobody
MOST_SHOWN = 5


@dataclass(frozen=True)
class Callback:
    """One request with the item at which it was dealt with."""

    id: int
    asked_at: datetime
    due_at: datetime
    item: DeskItem
    tried_at: Sequence[datetime]
    told_at: Sequence[datetime]

    @property
    def is_kept(self) -> bool:
        """Whether somebody tried, or it was nobody's turn any more, by the promise."""
        ended = [self.item.closed_at] if self.item.closed_at else []
        return any(self.asked_at <= at <= self.due_at for at in [*self.tried_at, *ended])

    @property
    def is_named(self) -> bool:
        """Whether it was in somebody's hands by name before the promise broke."""
        at = self.item.assigned_at
        return at is not None and self.asked_at <= at <= self.due_at

    @property
    def is_told_before(self) -> bool:
        return any(self.asked_at <= at <= self.due_at for at in self.told_at)

    @property
    def is_told(self) -> bool:
        return any(at >= self.asked_at for at in self.told_at)

    @property
    def is_forgotten(self) -> bool:
        return not (self.is_kept or self.is_named or self.is_told)


def callbacks() -> Iterator[Callback]:
    """Return every callback that was asked for and stored."""
    db.done()
    items = {item.submission_id: item for item in session().scalars(select(DeskItem))}
    lead = {row.submission_id: row.item_id for row in session().scalars(select(JoinedRequest))}
    tried, told = defaultdict(list), defaultdict(list)
    for item_id, at in session().execute(select(Attempt.item_id, Attempt.at)):
        tried[item_id].append(at)
    events = select(EscalationEvent.submission_id, EscalationEvent.at)
    for id_, at in session().execute(events.where(EscalationEvent.what.in_(SAYS_WHO))):
        told[id_].append(at)
    rows = session().execute(
        select(Submission.id, Submission.received_at, Promise.first_due_at)
        .join(Promise, Promise.submission_id == Submission.id)
        .where(Submission.kind == Kind.CALLBACK)
    )
    for id_, asked_at, due_at in rows:
        item_id = lead.get(id_, id_)
        if item_id in items:
            yield Callback(id_, asked_at, due_at, items[item_id], tried[item_id], told[item_id])


def findings(world: World, receivers: Receivers, sent: int) -> Iterator[Finding]:
    """Say what became of everybody, and whether nobody was forgotten."""
    found = list(callbacks())
    forgotten = [one for one in found if one.is_forgotten]
    late = [one for one in found if not one.is_kept]
    yield Finding("callbacks", sent)
    yield Finding("stored once, with promise and item", len(found), len(found) == sent)
    yield Finding("joined to an open one", _count(select(func.count()).select_from(JoinedRequest)))
    yield Finding("promises kept", sum(one.is_kept for one in found))
    yield Finding("told before they were due", sum(one.is_told_before for one in found))
    yield Finding("late", len(late))
    yield Finding("of these told to somebody by name", sum(one.is_told for one in late))
    yield Finding("cancelled by the caller", sum(one.item.outcome == CANCELLED for one in found))
    yield Finding("forgotten", len(forgotten), not forgotten)
    for one in forgotten[:MOST_SHOWN]:
        yield Finding("  forgotten", f"submission {one.id}", is_ok=False)
    later = list(_later_forgotten())
    yield Finding("asked to be called later, and forgotten then", len(later), not later)
    still = _count(select(func.count()).where(DeskItem.closed_at.is_(None)))
    yield Finding("open at the end", still, still == 0)
    yield from _audit(world)
    yield from _processes(world)
    for name in NAMES:
        yield from _taken(name, receivers.accepted(name))
    yield from _ledger()


def _later_forgotten() -> Iterator[int]:
    """Yield those who were to be called at a time they named, of which nothing came."""
    rows = session().execute(select(Attempt.item_id, Attempt.at, Attempt.outcome, Attempt.again_at))
    tries = sorted(rows.all(), key=lambda row: (row.item_id, row.at))
    told = defaultdict(list)
    for event in session().scalars(select(EscalationEvent)):
        if event.what in SAYS_WHO:
            told[event.submission_id].append(event.at)
    closed = dict(session().execute(select(DeskItem.submission_id, DeskItem.closed_at)).all())
    for row in tries:
        if row.outcome != Outcome.ASKED_LATER:
            continue
        until = row.again_at + GRACE
        ends = [closed[row.item_id]] if closed[row.item_id] else []
        acts = [each.at for each in tries if each.item_id == row.item_id] + ends
        is_kept = any(row.at < at <= until for at in acts)
        if not is_kept and not any(at > row.at for at in told[row.item_id]):
            yield row.item_id


def _audit(world: World) -> Iterator[Finding]:
    left = asserting.findings(world.now, None)
    yield Finding("looks of the auditor", world.counts["audits"])
    rows = session().execute(select(Trouble.what, func.count()).group_by(Trouble.what)).all()
    for what, count in rows:
        yield Finding(f"  put right or over: {what}", count)
    yield Finding("wrong at the end, by the auditor", len(left), not left)


def _processes(world: World) -> Iterator[Finding]:
    deaths = sum((part.deaths for part in world.parts.values()), Counter[str]())
    yield Finding("processes killed at a statement", deaths["statement"])
    yield Finding("processes killed at any moment", deaths["SIGKILL"])
    for name, part in world.parts.items():
        yield Finding(f"  killed: {name}", part.deaths.total())
    for what in sorted(set(world.counts) - {"audits"}):
        yield Finding(what, world.counts[what])


def _taken(name: str, taken: Counter[str]) -> Iterator[Finding]:
    by_id = Counter({id_: times for id_, times in taken.items() if id_})
    yield Finding(f"{name}: taken", taken.total())
    if by_id:
        most = max(by_id.values())
        yield Finding(
            f"  {name}: twice, after a crash or a silence", sum(n == 2 for n in by_id.values())
        )
        yield Finding(f"  {name}: most for one alert", most, most <= 2)


def _ledger() -> Iterator[Finding]:
    rows = session().execute(
        select(Destination.channel, Delivery.state, func.count())
        .join(Destination, Destination.id == Delivery.destination_id)
        .group_by(Destination.channel, Delivery.state)
        .order_by(Destination.channel, Delivery.state)
    )
    is_over = {DeliveryState.ACCEPTED, DeliveryState.NEEDS_ATTENTION, DeliveryState.WITHDRAWN}
    for channel, state, count in rows:
        yield Finding(
            f"deliveries: {channel} {state}", count, state in is_over or state == "pending"
        )
    refused = _count(select(func.coalesce(func.sum(Delivery.attempts), 0)))
    yield Finding("refusals", refused)


def _count(query: object) -> int:
    return session().scalar(query) or 0  # type: ignore[call-overload]
