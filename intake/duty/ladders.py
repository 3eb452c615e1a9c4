"""The ladder of a site: who is rung, how long after the one before, by which channel; and saving.

What is saved is never changed: a callback climbs the ladder that it began with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from intake import audit, clock
from intake.duty import store
from intake.duty.tables import Ladder
from intake.errors import IntakeError
from intake.words import Channel, Role

MOST_STEPS, MOST_LOOPS, MOST_MINUTES = 10, 5, 24 * 60
ON_DUTY = "duty"
PERSON, ROLE = "person:", "role:"
DAY_MINUTES = 24 * 60


class WrongLadder(IntakeError):
    """A ladder that rings nobody, or never."""

    status = 422
    code = "wrong_ladder"


class Counts(StrEnum):
    """What the number of a step counts."""

    OPEN = "open"  # minutes of opening time since the step before
    CLOCK = "clock"  # minutes by the clock since the step before
    SHARE = "share"  # percent of the promise's time since it was made


@dataclass(frozen=True)
class Step:
    """Who is rung, and when: of the first step, the ladder's `share` says that."""

    who: str
    after: int = 0
    counts: Counts = Counts.OPEN
    channel: str = ""  # a words.Channel; empty: each person's own ladder of ways

    @property
    def wait(self) -> timedelta:
        return timedelta(minutes=self.after)


@dataclass(frozen=True)
class Rungs:
    """A ladder as the engine climbs it. `quiet`: (begins, ends) of the local day, or None."""

    steps: tuple[Step, ...]
    share: float = 0.5
    quiet: tuple[int, int] | None = None
    loops: int = 2
    id: int | None = None


USUAL = Rungs(
    (
        Step(f"{ROLE}{Role.STAFF}"),
        Step(ON_DUTY, 80, Counts.SHARE),
        Step(f"{ROLE}{Role.OWNER}", 90, Counts.SHARE),
    )
)


def of_site(site_id: int) -> Rungs:
    """Return the ladder that the next callback of this site climbs."""
    row = store.newest_ladder(site_id)
    return _read(row) if row else USUAL


def version(ladder_id: int | None) -> Rungs:
    """Return a ladder as it was saved under this number; none is the usual one."""
    row = store.ladder(ladder_id) if ladder_id is not None else None
    return _read(row) if row else USUAL


def save(site_id: int, rungs: Rungs, account_id: int | None) -> Rungs:
    """Keep this as the site's newest ladder, in the caller's transaction. Raises WrongLadder."""
    _check(rungs)
    row = Ladder(
        site_id=site_id,
        steps=[_plain(step) for step in rungs.steps],
        share=rungs.share,
        quiet=list(rungs.quiet or ()),
        loops=rungs.loops,
        account_id=account_id,
        saved_at=clock.now(),
    )
    number = store.add_ladder(row)
    audit.note(
        "ladder.set",
        account_id=account_id,
        site_id=site_id,
        subject=f"ladder:{number}",
        steps=len(rungs.steps),
    )
    return version(number)


def _check(rungs: Rungs) -> None:
    if not rungs.steps:
        raise WrongLadder("Give at least one step: a ladder without steps rings nobody.")
    if len(rungs.steps) > MOST_STEPS:
        raise WrongLadder(f"A ladder has at most {MOST_STEPS} steps.")
    if not 0 <= rungs.share < 1:
        raise WrongLadder("The first step must come before the promise is broken.")
    if not 0 <= rungs.loops <= MOST_LOOPS:
        raise WrongLadder(f"A ladder begins again at most {MOST_LOOPS} times.")
    for step in rungs.steps:
        _check_step(step)
    if rungs.quiet and not all(0 <= minute < DAY_MINUTES for minute in rungs.quiet):
        raise WrongLadder("Quiet hours are times of the day, like 22:00.")


def _check_step(step: Step) -> None:
    most = 100 if step.counts is Counts.SHARE else MOST_MINUTES
    if not 0 <= step.after <= most:
        raise WrongLadder(f"A step comes after at most {most}.")
    if step.channel and step.channel not in list(Channel):
        raise WrongLadder("There is no such way to tell somebody.")
    if step.who == ON_DUTY or step.who in {f"{ROLE}{role}" for role in Role}:
        return
    if not step.who.removeprefix(PERSON).isdecimal():
        raise WrongLadder("A step rings a person, a role, or whoever is on duty.")


def _plain(step: Step) -> dict[str, Any]:
    return {
        "who": step.who,
        "after": step.after,
        "counts": step.counts.value,
        "channel": step.channel,
    }


def _read(row: Ladder) -> Rungs:
    steps = (
        Step(
            step["who"],
            step.get("after", 0),
            Counts(step.get("counts", Counts.OPEN)),
            step.get("channel", ""),
        )
        for step in row.steps
    )
    quiet = (row.quiet[0], row.quiet[1]) if row.quiet else None
    return Rungs(tuple(steps), row.share, quiet, row.loops, row.id)
