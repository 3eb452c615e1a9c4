"""Who would be rung: the ladder is climbed as the clock climbs it, but nobody is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from intake import clock
from intake.alerts.people import Way
from intake.duty import firing, reaching, timing
from intake.duty.firing import Fired, Ring, Stand, What
from intake.duty.ladders import ON_DUTY, Counts, Step
from intake.duty.timing import Position, Promised
from intake.hours.calendar import NeverOpen, Span
from intake.sites.service import SiteView
from intake.words import Event

MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """What would happen at an instant: somebody is told by a way, or nobody can be.

    `step` counts from 1. `way` is None where nobody is told. `lacks`: the channel that the step
    wants and this person does not have, so that another is used.
    """

    at: datetime
    step: int
    what: What
    name: str = ""
    way: Way | None = None
    is_alarm: bool = False  # it tells an owner that there is nobody
    lacks: str = ""


@dataclass(frozen=True)
class Lacking:
    """Somebody whom a step (counted from 1) would tell by a channel that they do not have."""

    step: int
    name: str
    channel: str


@dataclass(frozen=True)
class Gap:
    """A stretch in which these steps (counted from 1) would find nobody. `is_night`: quiet hours in
    which nobody is on duty.
    """

    span: Span
    steps: tuple[int, ...]
    is_night: bool = False


@dataclass(frozen=True)
class Run:
    """What would happen to one callback until the ladder begins again, if nobody acts."""

    promised: Promised
    lines: list[Line]
    again_at: datetime


def run(stand: Stand, promised: Promised) -> Run:
    """Climb the ladder once."""
    position = Position()
    now = timing.first_at(stand.rungs, stand.calendar, promised)
    lines: list[Line] = []
    waiting: dict[int, datetime] = {}  # who is told later, when it is no longer quiet
    while position.loop == 0 and len(lines) < MOST_LINES:
        fired = firing.fire(stand, position, promised, now)
        lines.extend(_lines(stand, position.step + 1, fired, now, waiting))
        position, now = fired.position, max(fired.next_at, now)
    return Run(promised, sorted(lines, key=lambda line: line.at), now)


def _lines(
    stand: Stand, step: int, fired: Fired, now: datetime, waiting: dict[int, datetime]
) -> Iterator[Line]:
    for what, account_id in fired.events:
        if what is What.NOBODY or (what is What.QUIET and waiting.get(account_id or 0, now) <= now):
            yield Line(now, step, what, _name(stand, account_id))
    for ring in fired.rings:
        if ring.event is Event.CALLBACK_DUE and waiting.get(ring.account_id, now) > now:
            continue
        found = firing.moments(stand, ring, now)
        if ring.event is Event.CALLBACK_DUE:
            waiting[ring.account_id] = found[0][0]
        for at, way in found:
            yield _told(stand, step, ring, at, way)


def _told(stand: Stand, step: int, ring: Ring, at: datetime, way: Way) -> Line:
    is_alarm = ring.event is Event.DUTY_NOBODY
    lacks = "" if way.channel == ring.channel else ring.channel
    return Line(at, step, What.TOLD, _name(stand, ring.account_id), way, is_alarm, lacks)


def _name(stand: Stand, account_id: int | None) -> str:
    member = stand.roster.members.get(account_id or 0)
    return (member.name or member.email) if member else ""


def lacking(stand: Stand) -> list[Lacking]:
    """Return whom the steps would tell by another way than they say."""
    return [
        Lacking(number, _name(stand, id_), step.channel)
        for number, step in enumerate(stand.rungs.steps, start=1)
        if step.channel
        for id_ in _ever(stand, step)
        if (ways := stand.ways(id_)) and all(way.channel != step.channel for way in ways)
    ]


def _ever(stand: Stand, step: Step) -> list[int]:
    """Return whom a step rings at one time or another."""
    if step.who != ON_DUTY:
        return stand.roster.who(step, clock.now())
    to_come = [swap for swap in stand.roster.swaps if swap.span.until > clock.now()]
    swapped = {swap.account_id for swap in to_come if swap.account_id in stand.roster.members}
    return sorted({*stand.roster.weeks, *(id_ for id_ in swapped if id_ is not None)})


def uncovered(site: SiteView, since: datetime, until: datetime) -> list[Span]:
    """Return when a callback that climbs the site's ladder then would find nobody at some step."""
    return [gap.span for gap in gaps(reaching.stand(site), since, until)]


def gaps(stand: Stand, since: datetime, until: datetime) -> list[Gap]:
    """Return the same with the steps that it is about. Neighbours that are alike are one."""
    found: list[Gap] = []
    for live in _live(stand, since, until):
        edges = sorted({live.since, live.until, *_edges(stand, live)})
        for begins, ends in pairwise(edges):
            steps, is_night = _missing(stand, begins + (ends - begins) / 2)
            if not steps and not is_night:
                continue
            gap = Gap(Span(begins, ends), steps, is_night)
            if found and _goes_on(found[-1], gap):
                gap = Gap(Span(found.pop().span.since, ends), steps, is_night)
            found.append(gap)
    return found


def _goes_on(before: Gap, gap: Gap) -> bool:
    same = before.steps == gap.steps and before.is_night == gap.is_night
    return same and before.span.until == gap.span.since


def _live(stand: Stand, since: datetime, until: datetime) -> Iterator[Span]:
    """Yield when a step may be: while it is open, and so long after as steps count by the clock."""
    longer = sum(
        (step.wait for step in stand.rungs.steps[1:] if step.counts is Counts.CLOCK), timedelta()
    )
    waiting: Span | None = None
    try:
        for span in stand.calendar.spans(since - longer):
            if span.since >= until:
                break
            begins, ends = max(span.since, since), min(span.until + longer, until)
            if waiting and begins <= waiting.until:
                waiting = Span(waiting.since, max(waiting.until, ends))
                continue
            if waiting and waiting.since < waiting.until:
                yield waiting
            waiting = Span(begins, ends)
    except NeverOpen:
        return
    if waiting and waiting.since < waiting.until:
        yield waiting


def _edges(stand: Stand, live: Span) -> Iterator[datetime]:
    """Yield the instants between which whom a step rings does not change."""
    for at in [*stand.roster.edges(live.since, live.until), *_quiet_edges(stand, live)]:
        if live.since < at < live.until:
            yield at


def _quiet_edges(stand: Stand, live: Span) -> Iterator[datetime]:
    quiet, zone = stand.rungs.quiet, stand.roster.zone
    if quiet is None:
        return
    day = live.since.astimezone(zone).date()
    while day <= live.until.astimezone(zone).date():
        yield from (timing.wall(zone, day, minute) for minute in quiet)
        day += timedelta(days=1)


def _missing(stand: Stand, at: datetime) -> tuple[tuple[int, ...], bool]:
    """Return the steps that would find nobody then, and whether nobody may be rung at night."""
    steps = tuple(
        number
        for number, step in enumerate(stand.rungs.steps, start=1)
        if not _reached(stand, step, at)
    )
    is_quiet = timing.quiet_until(stand.rungs, stand.roster.zone, at) is not None
    on_duty = [id_ for id_ in stand.roster.on_duty(at) if stand.ways(id_)]
    return steps, is_quiet and not on_duty


def _reached(stand: Stand, step: Step, at: datetime) -> bool:
    return any(stand.ways(id_) for id_ in stand.roster.who(step, at))
