"""SET UP: save other opening hours, move what is open with them, and tell whom it matters to.

All of it in one transaction: there is no moment at which the hours are new and a promise old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from intake import audit, clock, outbox
from intake.callbacks import joining, moving
from intake.callbacks.moving import Waiting
from intake.callbacks.tables import DeskItem
from intake.db import session, transaction
from intake.errors import Conflict
from intake.hours import service as hours
from intake.hours.calendar import Calendar
from intake.promises import service as promises
from intake.setup import changing
from intake.setup.changing import Move
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Event


@dataclass(frozen=True)
class Plan:
    """What becomes of what is open: other promised times, and (item, when) of other tries."""

    moves: list[Move] = field(default_factory=list)
    tries: list[tuple[int, datetime]] = field(default_factory=list)

    @property
    def told(self) -> list[Move]:
        """Those who were told a time that no longer holds."""
        return [move for move in self.moves if not move.is_within]

    @property
    def kept(self) -> list[Move]:
        """Those who were told a time that still holds, of which less is left."""
        return [move for move in self.moves if move.is_within]

    @property
    def count(self) -> int:
        """How many open callbacks are concerned."""
        items = {move.waiting.item_id for move in self.moves}
        return len(items | {item_id for item_id, _ in self.tries})


class SavedMeanwhile(Conflict):
    """Somebody else has saved other hours since the page was opened."""


class MoreConcerned(Conflict):
    """The hours concern callbacks of which whoever saves them was not told."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("These hours change what was promised. Look at it, then save again.")
        self.plan = plan


def plan(site: SiteView, calendar: Calendar) -> Plan:
    """Return what these hours would change of what is open. Raises NeverOpen."""
    hours.check(calendar)
    return _plan(site, calendar, moving.waiting(site.id, clock.now()))


def save(
    site: SiteView, calendar: Calendar, account_id: int | None, *, agreed: Sequence[int] | None
) -> Plan:
    """Save the hours and do what follows; return it.

    `calendar.version` is the one that was changed; `agreed` are the ids of those whose promise may
    move, None: anybody's. Raises NeverOpen, SavedMeanwhile, MoreConcerned.
    """
    hours.check(calendar)
    with transaction():
        hours.take_turn(site.id)
        if hours.calendar(site).version != calendar.version:
            raise SavedMeanwhile(
                "Somebody else has saved other hours meanwhile. Open this page again, and change "
                "those: otherwise they would be lost."
            )
        moving.lock(site.id)
        found = _plan(site, calendar, moving.waiting(site.id, clock.now()))
        if agreed is not None and not set(ids(found)) <= set(agreed):
            raise MoreConcerned(found)
        saved = hours.save(site.id, calendar, account_id)
        if saved.zone.key != site.time_zone:
            sites.set_time_zone(site.id, saved.zone.key)
        if found.count:
            _carry_out(found)
            _note(found, saved, site, account_id)
    return found


def ids(found: Plan) -> list[int]:
    """Return whose promise moves, as the page asks about it."""
    return [move.waiting.submission_id for move in found.told]


def new_time(move: Move, calendar: Calendar) -> str:
    """Say the time that is promised instead."""
    from_at, due_at = (at.astimezone(calendar.zone) for at in (move.from_at, move.due_at))
    day = f"on {due_at:%A}, {due_at.day} {due_at:%B}"
    if move.from_at <= move.waiting.made_at:
        return f"by {due_at:%H:%M} {day}"
    return f"between {from_at:%H:%M} and {due_at:%H:%M} {day}"


def references(found: Plan) -> dict[int, str]:
    """Return what the items that are tried again at another time are called."""
    ids = [item_id for item_id, _ in found.tries]
    query = select(DeskItem).where(DeskItem.submission_id.in_(ids))
    return {item.submission_id: item.reference for item in session().scalars(query)}


def _plan(site: SiteView, calendar: Calendar, waiting: Sequence[Waiting]) -> Plan:
    now = clock.now()
    before = {each.hours_version: hours.version(each.hours_version, site) for each in waiting}
    moves = [
        move
        for each in waiting
        if (move := changing.move(each, before[each.hours_version], calendar, now))
    ]
    tries = [
        (item_id, calendar.opens_after(at))
        for item_id, at in moving.tries(site.id, now)
        if not calendar.is_open(at)
    ]
    return Plan(moves, tries)


def _carry_out(found: Plan) -> None:
    for move in found.moves:
        promises.move(move.waiting.submission_id, move.from_at, move.due_at)
    for item_id in sorted({move.waiting.item_id for move in found.moves}):
        joining.align(item_id)
    for item_id, at in sorted(found.tries):
        moving.move_try(item_id, at)
    moving.tell([move.waiting for move in found.told])


def _note(found: Plan, saved: Calendar, site: SiteView, account_id: int | None) -> None:
    audit.note(
        "desk.move",
        account_id=account_id,
        site_id=site.id,
        subject=f"hours:{saved.version}",
        number=found.count,
        promises=[move.waiting.submission_id for move in found.moves],
        tries=[item_id for item_id, _ in found.tries],
    )
    outbox.add(Event.HOURS_CHANGED, site.id, f"hours:{saved.version}")
