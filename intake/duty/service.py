"""WHO IS RUNG: a callback begins to climb, is held, moves, ends; the clock does the climbing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from intake import clock
from intake.alerts import people
from intake.db import transaction
from intake.duty import climbing_store as store
from intake.duty import ladders, timing
from intake.duty.climbing import climb_due, has_due
from intake.duty.climbing_store import Happened
from intake.duty.firing import What
from intake.duty.ladders import Rungs
from intake.duty.tables import Escalation
from intake.duty.timing import Promised
from intake.duty.warning import warn_uncovered
from intake.hours import service as hours
from intake.hours.calendar import Calendar
from intake.sites import service as sites
from intake.sites.service import SiteView

__all__ = [
    "What",
    "begin",
    "climb_due",
    "end",
    "events",
    "events_of",
    "give_back",
    "has",
    "has_due",
    "hold",
    "move",
    "pass_on",
    "repair",
    "ring_again",
    "warn_uncovered",
    "without_next_step",
]

LATE = timedelta(minutes=5)  # a step that is overdue for longer was forgotten by the clock


def begin(
    submission_id: int, site_id: int, reference: str, began_at: datetime, due_at: datetime
) -> None:
    """Let a callback climb its site's ladder as it is now, in the caller's transaction.

    `began_at`: from when it may be called; what is to come before the promise breaks is a share of
    the time from then on.
    """
    rungs = ladders.of_site(site_id)
    values: dict[str, object] = {
        "site_id": site_id,
        "ladder_id": rungs.id,
        "reference": reference,
        **_anew(site_id, rungs, began_at, due_at),
    }
    store.begin(submission_id, values)


def has(submission_id: int) -> bool:
    """Say whether this has ever climbed."""
    return store.await_lock(submission_id) is not None


def hold(submission_id: int, until: datetime) -> None:
    """Ring nobody until then, for somebody has claimed it; in the caller's transaction.

    If the claim ends without a try, whoever was told is told again, and who was not yet is told at
    once, unless it need not be called yet: then it waits for its own time.
    """
    escalation = store.await_lock(submission_id)
    if escalation is not None:
        later = _goes_on(escalation, until)
        _pause(escalation, until, held_until=until, next_at=later)


def give_back(submission_id: int, not_before: datetime) -> None:
    """End what held it, in the caller's transaction: whoever was told last is told again now.

    What is not due yet waits for its own time.
    """
    escalation = store.await_lock(submission_id)
    if escalation is None or escalation.held_until is None:
        return
    now, at = clock.now(), escalation.next_at
    if at is None or at <= escalation.held_until:
        at = max(now, not_before)
    step = max(escalation.step - 1, 0)
    _pause(escalation, now, held_until=None, next_at=at, step=step)


def pass_on(submission_id: int) -> None:
    """Let the next step be told now, whoever was told before; in the caller's transaction."""
    escalation = store.await_lock(submission_id)
    if escalation is not None:
        now = clock.now()
        _pause(escalation, now, held_until=None, next_at=now, ended_at=None)


def ring_again(submission_id: int, at: datetime) -> None:
    """Let it climb on from then, in the caller's transaction.

    Now, it goes on to the next step; after a claim, whoever was told last is told again. At a
    later time, as for another try, the ladder begins anew then.
    """
    escalation = store.await_lock(submission_id)
    if escalation is None:
        return
    if at > clock.now():
        _set(submission_id, held_until=None, next_at=at, step=0, loop=0, ended_at=None)
    elif escalation.held_until is not None:
        give_back(submission_id, at)
    else:
        pass_on(submission_id)


def move(submission_id: int, began_at: datetime, due_at: datetime) -> None:
    """Begin anew for another promise, on the ladder that it has, in the caller's transaction."""
    escalation = store.await_lock(submission_id)
    if escalation is not None:
        rungs = ladders.version(escalation.ladder_id)
        _set(submission_id, **_anew(escalation.site_id, rungs, began_at, due_at))


def end(submission_id: int, at: datetime) -> None:
    """Ring nobody any more, in the caller's transaction."""
    _set(submission_id, next_at=None, held_until=None, ended_at=at)


def events(submission_id: int) -> list[Happened]:
    """Return what happened to a callback on its ladder: who was told when, the oldest first."""
    return [happened for _, happened in store.events([submission_id])]


def events_of(submission_ids: Collection[int]) -> dict[int, list[Happened]]:
    """Return the same of several."""
    found: dict[int, list[Happened]] = {id_: [] for id_ in submission_ids}
    for id_, happened in store.events(submission_ids):
        found[id_].append(happened)
    return found


def without_next_step(now: datetime) -> list[int]:
    """Return the open callbacks that nothing would happen to, or should have minutes ago."""
    return store.without_next_step(now - LATE)


def repair() -> int:
    """Give every open callback that has no next step one now; return how many had none."""
    repaired, now = 0, clock.now()
    for submission_id in without_next_step(now):
        with transaction():
            escalation = store.lock(submission_id)
            if escalation and not escalation.ended_at and escalation.next_at is None:
                store.note(escalation, What.REPAIRED, now, escalation.step)
                store.change(submission_id, next_at=now)
                repaired += 1
    return repaired


def _anew(site_id: int, rungs: Rungs, began_at: datetime, due_at: datetime) -> dict[str, object]:
    promised = Promised(began_at, due_at)
    return {
        "began_at": began_at,
        "due_at": due_at,
        "step": 0,
        "loop": 0,
        "held_until": None,
        "next_at": timing.first_at(rungs, hours.calendar(_site(site_id)), promised),
        "ended_at": None,
    }


def _goes_on(escalation: Escalation, until: datetime) -> datetime:
    """Return when it climbs on if nobody acts on it until a claim has ended."""
    regular = escalation.next_at
    if regular is None or regular <= until:
        return until
    calendar = hours.calendar(_site(escalation.site_id))
    is_told = bool(escalation.step or escalation.loop)
    if not is_told and (until < escalation.began_at or _waits_longer(escalation, calendar)):
        return regular  # it need not be called before that
    return min(regular, timing.opens_after(calendar, until))


def _waits_longer(escalation: Escalation, calendar: Calendar) -> bool:
    """Say whether its first step waits for another try."""
    promised = Promised(escalation.began_at, escalation.due_at)
    first_at = timing.first_at(ladders.version(escalation.ladder_id), calendar, promised)
    return escalation.next_at is not None and escalation.next_at > first_at


def _site(site_id: int) -> SiteView:
    return next(one for one in sites.everything() if one.id == site_id)


def _set(submission_id: int, **values: object) -> None:
    """Change where it is, and take back what has not rung yet: that is about how it was."""
    if store.change(submission_id, **values):
        store.stop_ringing(submission_id)
        _take_back(submission_id)


def _pause(escalation: Escalation, until: datetime, **values: object) -> None:
    """Let nobody be rung until then; whom the quiet hours kept from being told is told then."""
    store.change(escalation.submission_id, **values)
    store.pause_ringing(escalation.submission_id, until)
    _take_back(escalation.submission_id)


def _take_back(submission_id: int) -> None:
    """Withdraw what people were told and nobody has sent yet."""
    taken_back = [people.withdraw(key) for key in store.keys_pending(submission_id)]
    escalation = store.await_lock(submission_id)
    if any(taken_back) and escalation is not None:
        store.note(escalation, What.WITHDRAWN, clock.now(), escalation.step)
