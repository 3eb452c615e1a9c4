"""CLIMB: the clock tells whoever is to be told now; each step is one transaction.

A step's place, whom it rings, what happened and the alerts are written together: a process that
dies between them has written nothing, and the next tick does it all.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from intake import bell, clock
from intake.alerts import people
from intake.alerts.people import About
from intake.db import transaction
from intake.duty import climbing_store as store
from intake.duty import firing, ladders, reaching
from intake.duty.climbing_store import Ringed
from intake.duty.firing import Ring, Stand, What
from intake.duty.tables import Escalation, Ringing
from intake.duty.timing import Position, Promised
from intake.errors import Busy, IntakeError
from intake.logs import log
from intake.sites import service as sites
from intake.words import Event

BATCH = 100
WORK_SECONDS = 5.0
STUMBLED = timedelta(minutes=1)
BREAKS = (SQLAlchemyError, IntakeError, ArithmeticError, LookupError, TypeError, ValueError)

Stands = dict[tuple[int, int | None], Stand]


def has_due() -> bool:
    """Say whether anybody is to be told now."""
    return store.has_due(clock.now())


def climb_due() -> int:
    """Tell whoever is to be told now; return how many callbacks went on."""
    stop_at, climbed = time.monotonic() + WORK_SECONDS, 0
    while ids := store.due(clock.now(), BATCH):
        stands: Stands = {}
        done = 0
        for submission_id in ids:
            done += _go_on(submission_id, stands)
            if time.monotonic() > stop_at:
                break
        climbed += done
        if not done or time.monotonic() > stop_at:
            break
    if climbed:
        bell.ring("tell")
    return climbed


def _go_on(submission_id: int, stands: Stands) -> bool:
    """Do what is due of one callback; what breaks there keeps no other one waiting."""
    try:
        with transaction():
            return _climb(submission_id, stands)
    except Busy:
        raise
    except BREAKS:
        log().error("climbing_failed", submission=submission_id)
        stands.clear()  # what was read in there may not be so
    with transaction():
        store.put_off(submission_id, clock.now(), clock.now() + STUMBLED)
    return True


def _climb(submission_id: int, stands: Stands) -> bool:
    now, escalation = clock.now(), store.lock(submission_id)
    if escalation is None:
        return False
    stand = _stand(escalation, stands)
    is_due = escalation.next_at is not None and escalation.next_at <= now
    if is_due:
        _step(escalation, stand, now)
    waiting = store.ringing(submission_id, now)
    for ringing in waiting:
        _tell(escalation, ringing, stand, now)
    return is_due or bool(waiting)


def _stand(escalation: Escalation, stands: Stands) -> Stand:
    key = escalation.site_id, escalation.ladder_id
    if key not in stands:
        site = next(one for one in sites.everything() if one.id == escalation.site_id)
        stands[key] = reaching.stand(site, ladders.version(escalation.ladder_id))
    return stands[key]


def _step(escalation: Escalation, stand: Stand, now: datetime) -> None:
    position = Position(escalation.step, escalation.loop)
    if escalation.held_until is not None:
        store.note(escalation, What.CLAIM_EXPIRED, min(escalation.held_until, now), position.step)
        position = position.back()  # who was told before is told again
    promised = Promised(escalation.began_at, escalation.due_at)
    fired = firing.fire(stand, position, promised, now)
    waiting = store.untold(escalation.submission_id)
    for what, account_id in fired.events:
        if what is What.QUIET and account_id in waiting:
            continue
        store.note(escalation, what, now, position.step, account_id)
    name = f"{position.loop}:{position.step}:{now.timestamp() * 1000:.0f}"
    for ring in fired.rings:
        if ring.account_id in waiting and ring.event is Event.CALLBACK_DUE:
            continue  # the quiet hours hold an alert for them already
        store.ring(escalation, Ringed(ring.account_id, ring.channel, _round(ring, name)), now)
    store.change(
        escalation.submission_id,
        step=fired.position.step,
        loop=fired.position.loop,
        held_until=None,
        next_at=fired.next_at,
    )


def _round(ring: Ring, name: str) -> str:
    return f"{'nobody' if ring.event is Event.DUTY_NOBODY else 'due'}:{name}"


def _read(round_: str) -> tuple[Event, int]:
    """Return what a round tells, and which step began it."""
    kind, _loop, step, _began = round_.split(":")
    return Event.DUTY_NOBODY if kind == "nobody" else Event.CALLBACK_DUE, int(step)


def _tell(escalation: Escalation, ringing: Ringing, stand: Stand, now: datetime) -> None:
    """Tell a person by each way whose time has come, and note when the next one is."""
    event, step = _read(ringing.round)
    about = About(
        event, ringing.site_id, ringing.submission_id, escalation.reference, escalation.due_at
    )
    told, later = ringing.told, None
    ring = Ring(ringing.account_id, ringing.channel, event)
    for at, way in firing.moments(stand, ring, ringing.began_at):
        if at > now:
            later = min(later or at, at)
            continue
        key = f"ring:{ringing.submission_id}:{ringing.round}:{ringing.account_id}"
        key += f":{way.destination_id}"
        if people.tell(about, way.destination_id, key):
            told += 1
            store.note(escalation, What.TOLD, now, step, ringing.account_id, key)
    store.set_ringing(ringing.id, told, later)
