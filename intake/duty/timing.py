"""When the next step of a ladder is, and until when it is quiet: pure reckoning, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.duty.ladders import Counts, Rungs
from intake.hours.calendar import Calendar, NeverOpen

AGAIN = timedelta(minutes=10)  # of opening time, until a ladder that was climbed begins again
REMIND = timedelta(minutes=30)  # of opening time, between the owner's reminders after all that


@dataclass(frozen=True)
class Position:
    """How far up: `step` is the index of the next step, `loop` how often it began anew."""

    step: int = 0
    loop: int = 0

    def back(self) -> Position:
        """Return where the step that was told last is the next one."""
        return Position(max(self.step - 1, 0), self.loop)


@dataclass(frozen=True)
class Promised:
    """The time that a promise gives: from when it may be kept until when it is broken."""

    began_at: datetime
    due_at: datetime


def advance(rungs: Rungs, at: Position) -> Position:
    """Return the next position; after the last step the ladder begins again."""
    if is_over(rungs, at) or at.step + 1 < len(rungs.steps):
        return Position(at.step + 1, at.loop)
    return Position(0, at.loop + 1)


def is_over(rungs: Rungs, at: Position) -> bool:
    """Say whether it was climbed as often as it shall be: now only the owners are reminded."""
    return at.loop > rungs.loops


def first_at(rungs: Rungs, calendar: Calendar, promised: Promised) -> datetime:
    """Return when the first step is: at a share of the promise's time, not after it."""
    return share_at(calendar, promised, rungs.share)


def next_at(
    rungs: Rungs, calendar: Calendar, promised: Promised, at: Position, now: datetime
) -> datetime:
    """Return when the step at this position is, if the one before was told now."""
    if is_over(rungs, at):
        return open_later(calendar, now, REMIND)
    if at.step == 0:
        return open_later(calendar, now, AGAIN) if at.loop else now
    step = rungs.steps[at.step]
    if step.counts is Counts.CLOCK:
        return now + step.wait
    if step.counts is Counts.OPEN:
        return open_later(calendar, now, step.wait)
    if at.loop or now >= promised.due_at:  # its share of the promise's time is long over
        return open_later(calendar, now, AGAIN)
    return max(share_at(calendar, promised, step.after / 100), now)


def share_at(calendar: Calendar, promised: Promised, share: float) -> datetime:
    """Return when a share of the opening time between promise and its end has passed."""
    began_at, due_at = promised.began_at, promised.due_at
    if due_at <= began_at:
        return began_at
    try:
        is_open = calendar.between(began_at, due_at)
        if is_open:
            return min(calendar.add(began_at, is_open * share), due_at)
    except NeverOpen:
        pass
    return began_at + (due_at - began_at) * share


def open_later(calendar: Calendar, now: datetime, wait: timedelta) -> datetime:
    """Return when so much opening time has passed; by the clock for a site that never opens."""
    try:
        return calendar.add(now, wait)
    except NeverOpen:
        return now + wait


def opens_after(calendar: Calendar, at: datetime) -> datetime:
    """Return the first open instant from then on; that very instant if it never opens."""
    try:
        return calendar.opens_after(at)
    except NeverOpen:
        return at


def quiet_until(rungs: Rungs, zone: ZoneInfo, at: datetime) -> datetime | None:
    """Return until when nobody is rung who is not on duty; None if it is not quiet."""
    if rungs.quiet is None or rungs.quiet[0] == rungs.quiet[1]:
        return None
    begins, ends = rungs.quiet
    local = at.astimezone(zone)
    minute, day = local.hour * 60 + local.minute, local.date()
    if begins < ends:
        is_quiet = begins <= minute < ends
    else:
        is_quiet = minute >= begins or minute < ends
        if minute >= begins:
            day += timedelta(days=1)
    if not is_quiet:
        return None
    return max(wall(zone, day, ends), at)


def wall(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """Return the instant at which the clock on the wall shows so many minutes of a day."""
    return datetime.combine(day, time(*divmod(minute, 60)), tzinfo=zone).astimezone(UTC)
