"""Who asks to be called in the simulated year, and when: by day and by night, some twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bench.year_site import BEGINS, ENDS, ZONE

# How likely somebody asks in each hour of the local day.
HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 18, 16, 14, 15, 16, 15, 14, 12, 10, 9, 7, 5, 3, 2)
REPEATS, CANCELS, URGENT = 0.06, 0.03, 0.005
REMEMBERED = 30  # numbers that may ask again


@dataclass(frozen=True)
class Arrival:
    """One request. `cancels_at`: when its sender needs no call any more, if ever."""

    number: int
    at: datetime
    phone: str
    pick: float
    is_urgent: bool
    cancels_at: datetime | None


def arrivals(count: int, rng: Random, until: datetime = ENDS) -> Iterator[Arrival]:
    """Yield as many as that, in order."""
    moments = sorted(_moment(rng, until) for _ in range(count))
    phones: list[str] = []
    for number, at in enumerate(moments):
        is_again = bool(phones) and rng.random() < REPEATS
        phone = rng.choice(phones) if is_again else f"+1212{2000000 + number * 7 % 7999999:07d}"
        phones = [*phones[-REMEMBERED:], phone]
        cancels = rng.random() < CANCELS
        gone_at = at + timedelta(minutes=rng.expovariate(1 / 60)) if cancels else None
        yield Arrival(number, at, phone, rng.random(), rng.random() < URGENT, gone_at)


def _moment(rng: Random, until: datetime) -> datetime:
    days = (until - BEGINS).days
    day = (BEGINS + timedelta(days=rng.randrange(days), hours=12)).astimezone(ZONE)
    hour = rng.choices(range(24), HOURS)[0]
    at = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)
    return at.astimezone(BEGINS.tzinfo)
