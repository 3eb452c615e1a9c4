"""What a step of a ladder does: whom it rings, by which ways and when; pure, so it can be tried.

The engine writes down what comes out, and "Who will be rung?" shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from intake.alerts.people import Way
from intake.duty import timing
from intake.duty.ladders import ROLE, Rungs, Step
from intake.duty.roster import Roster
from intake.duty.timing import Position, Promised
from intake.hours.calendar import Calendar
from intake.words import Event, Role

OWNERS = Step(f"{ROLE}{Role.OWNER}")


class What(StrEnum):
    """What happened to a callback on its ladder."""

    TOLD = "told"
    NOBODY = "nobody"  # whom a step should ring is nobody
    QUIET = "quiet"  # somebody is told when the quiet hours end
    INSTEAD = "duty_instead"  # for the promise breaks before they do
    CLAIM_EXPIRED = "claim_expired"
    WITHDRAWN = "withdrawn"  # somebody was on it before the alert went out
    REPAIRED = "repaired"  # it had no next step


@dataclass(frozen=True)
class Stand:
    """All that decides who is rung at a site, as it stands now."""

    rungs: Rungs
    calendar: Calendar
    roster: Roster
    ways: Callable[[int], Sequence[Way]]


@dataclass(frozen=True)
class Ring:
    """Somebody is rung, from now on, by one channel or by their own ladder of ways."""

    account_id: int
    channel: str = ""
    event: Event = Event.CALLBACK_DUE


@dataclass(frozen=True)
class Fired:
    """What a step did, where the ladder is then, and when it goes on."""

    position: Position
    next_at: datetime
    rings: list[Ring] = field(default_factory=list)
    events: list[tuple[What, int | None]] = field(default_factory=list)


def fire(stand: Stand, at: Position, promised: Promised, now: datetime) -> Fired:
    """Ring whom the step at this position rings now."""
    is_over = timing.is_over(stand.rungs, at)
    step = OWNERS if is_over else stand.rungs.steps[at.step]
    following = timing.advance(stand.rungs, at)
    later = timing.next_at(stand.rungs, stand.calendar, promised, following, now)
    fired = Fired(following, later)
    found = [id_ for id_ in stand.roster.who(step, now) if stand.ways(id_)]
    fired.rings.extend(Ring(id_, step.channel) for id_ in found)
    if not found:
        _tell_of_nobody(stand, fired, is_first=at.loop == 0)
        goes_on = following.step > 0 and not is_over
        return Fired(following, now if goes_on else later, fired.rings, fired.events)
    _keep_quiet(stand, fired, promised, now)
    return fired


def _tell_of_nobody(stand: Stand, fired: Fired, *, is_first: bool) -> None:
    """Note it each time; tell the owners once, not again whenever the ladder begins anew."""
    fired.events.append((What.NOBODY, None))
    if is_first:
        owners = [id_ for id_ in stand.roster.owners() if stand.ways(id_)]
        fired.rings.extend(Ring(id_, "", Event.DUTY_NOBODY) for id_ in owners)


def _keep_quiet(stand: Stand, fired: Fired, promised: Promised, now: datetime) -> None:
    """Ring who is on duty as well, if the promise breaks before the others are told."""
    told_at = {ring.account_id: moments(stand, ring, now)[0][0] for ring in fired.rings}
    held = [ring for ring in fired.rings if _is_held(stand, ring, now)]
    fired.events.extend((What.QUIET, ring.account_id) for ring in held)
    if not held or min(told_at.values()) < promised.due_at:
        return
    if len(held) < len(fired.rings):
        return  # somebody of this step is on duty
    on_duty = [id_ for id_ in stand.roster.on_duty(now) if stand.ways(id_)]
    fired.rings.extend(Ring(id_) for id_ in on_duty)
    fired.events.extend((What.INSTEAD, id_) for id_ in on_duty)
    if not on_duty:
        _tell_of_nobody(stand, fired, is_first=True)


def _is_held(stand: Stand, ring: Ring, now: datetime) -> bool:
    first = _of_channel(stand.ways(ring.account_id), ring.channel)[0]
    at = now + timedelta(minutes=0 if ring.channel else first.after_minutes)
    return _when_allowed(stand, ring, at) > at


def moments(stand: Stand, ring: Ring, began_at: datetime) -> list[tuple[datetime, Way]]:
    """Return when each way of a person is tried, if they are rung from then on until somebody acts.

    Quiet hours hold, they never drop: except for who is on duty, a way waits until they end,
    and those that come after it wait as long.
    """
    ways = _of_channel(stand.ways(ring.account_id), ring.channel)
    first = ways[0].after_minutes if ways and ring.channel else 0
    found, held = [], timedelta()
    for way in ways:
        at = began_at + timedelta(minutes=max(way.after_minutes - first, 0)) + held
        allowed = _when_allowed(stand, ring, at)
        held += allowed - at
        found.append((allowed, way))
    return found


def _of_channel(ways: Sequence[Way], channel: str) -> Sequence[Way]:
    """Return the ways of a channel; all of them for who has none of it."""
    return [way for way in ways if way.channel == channel] or ways


def _when_allowed(stand: Stand, ring: Ring, at: datetime) -> datetime:
    quiet_until = timing.quiet_until(stand.rungs, stand.roster.zone, at)
    if quiet_until is None or ring.event is Event.DUTY_NOBODY:
        return at
    return at if ring.account_id in stand.roster.on_duty(at) else quiet_until
