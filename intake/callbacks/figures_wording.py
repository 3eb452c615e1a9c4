"""Figures, said: names of days, hours and outcomes, shares and how long somebody waited."""

from __future__ import annotations

from datetime import timedelta

from intake.callbacks.attempts import Outcome
from intake.callbacks.figures import Figures, Tally
from intake.callbacks.wording import CAME

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = tuple(f"{hour:02}:00" for hour in range(24))
OUTCOMES = {str(outcome): CAME[outcome].capitalize() for outcome in Outcome}
NONE = "–"
MINUTES_A_DAY = 24 * 60


def share(tally: Tally) -> str:
    """Say the share of promises kept; never 100 % while one is broken."""
    if tally.kept_share is None:
        return NONE
    percents = 100 * tally.kept_share
    return f"{int(percents) if tally.broken else 100} %"


def wait(duration: timedelta | None) -> str:
    """Say how long somebody waited, to the minute."""
    if duration is None:
        return NONE
    minutes = round(duration.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def kept(tally: Tally) -> str:
    """Say how many promises were kept."""
    decided = tally.kept + tally.broken
    if not decided:
        return "No promise has been decided yet."
    of = "1 promise" if decided == 1 else f"{decided:,} promises"
    return f"{tally.kept:,} of {of}, {share(tally)}"


def open_now(count: int) -> str:
    """Say how many wait."""
    if not count:
        return "Nobody waits now."
    return "1 callback waits now." if count == 1 else f"{count:,} callbacks wait now."


def chart(figures: Figures, by: str) -> str:
    """Say what a chart shows, to those who do not see it."""
    said = {
        "weekday": "Bar chart: promises kept and not kept, by the weekday on which somebody asked.",
        "hour": "Bar chart: promises kept and not kept, by the hour in which somebody asked.",
        "outcome": "Bar chart: how often a call had which outcome.",
    }
    return f"{said[by]} {kept(figures.all)} The table has the same numbers."
