"""The people of the simulated year: callers, and a staff that looks, claims, calls, and forgets.

They look at the desk when something is told to them, or by themselves.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Protocol

from sqlalchemy import text

from bench.year_arrivals import Arrival
from bench.year_parts import Answer
from bench.year_site import Practice, later, opens_after
from intake import db

FORGETS = 0.15  # claims, and does nothing
OVERLOOKS = 0.15  # is told, and does not look
HANDS_OVER = 0.03
NOTICES = 0.9  # what lies on the desk, without being told
OUTCOMES = {
    "reached": 45, "booked": 20, "no_answer": 18, "voicemail": 8,
    "wrong_number": 2, "asked_later": 5, "not_real": 2,
}  # fmt: skip
TOLD = text(
    "SELECT submission_id, account_id FROM escalation_event WHERE id > :seen AND what = 'told'"
)
OPEN = text("SELECT submission_id FROM desk_item WHERE site_id = :site AND closed_at IS NULL")


class Do(Protocol):
    """Has the web process do something for a person, until there is an answer."""

    def __call__(self, act: str, **of: Any) -> Answer: ...


class Agenda:
    """What people are about to do, in order."""

    def __init__(self) -> None:
        self._coming: list[tuple[datetime, int, str, dict[str, Any]]] = []
        self._numbers = count()

    def add(self, at: datetime, what: str, **of: Any) -> None:
        heapq.heappush(self._coming, (at, next(self._numbers), what, of))

    @property
    def first_at(self) -> datetime | None:
        return self._coming[0][0] if self._coming else None

    def due(self, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what is due, also what becomes so meanwhile; each once."""
        while self._coming and self._coming[0][0] <= now:
            _, _, what, of = heapq.heappop(self._coming)
            yield what, of


@dataclass
class People:
    """Callers and staff. `now` is when they are."""

    practice: Practice
    rng: Random
    do: Do
    now: datetime
    agenda: Agenda = field(default_factory=Agenda)
    counts: Counter[str] = field(default_factory=Counter)
    _looked_for: set[int] = field(default_factory=set)
    _known: set[int] = field(default_factory=set)
    _seen_event: int = 0

    def go_on(self, now: datetime) -> None:
        """Let them do what they are about to do now."""
        self.now = now
        for what, of in self.agenda.due(now):
            getattr(self, f"_{what}")(**of)

    def notice(self, newest_event: int) -> None:
        """Let them notice what is new: what was told to them, and what lies on the desk."""
        if newest_event > self._seen_event:
            for item, person in db.session().execute(TOLD, {"seen": self._seen_event}).all():
                self._is_told(item, person)
            self._seen_event = newest_event
        for item in sorted(self.open() - self._known):
            self._known.add(item)
            if self.rng.random() < NOTICES:
                at = later(self.practice, self.now, self._soon())
                self._look_later(item, self.rng.choice(self.practice.staff), at)

    def open(self) -> set[int]:
        """Return what lies on the desk."""
        return set(db.session().scalars(OPEN, {"site": self.practice.site.id}))

    def _is_told(self, item: int, person: int) -> None:
        if self.rng.random() < OVERLOOKS:
            return
        at = self.now + timedelta(minutes=self.rng.expovariate(1 / 4))
        is_called = person == self.practice.on_duty and self.rng.random() < 0.6
        self._look_later(item, person, at if is_called else opens_after(self.practice, at))

    def _look_later(self, item: int, person: int, at: datetime) -> None:
        if item not in self._looked_for:
            self._looked_for.add(item)
            self.agenda.add(at, "look", item=item, person=person)

    def _soon(self) -> float:
        return self.rng.expovariate(1 / 8)

    def _arrive(self, arrival: Arrival) -> None:
        answer = self.do(
            "receive",
            number=arrival.number,
            phone=arrival.phone,
            pick=arrival.pick,
            is_urgent=arrival.is_urgent,
        )
        if arrival.cancels_at and answer["id"]:
            self.agenda.add(arrival.cancels_at, "cancel", item=answer["id"])

    def _look(self, item: int, person: int) -> None:
        self._looked_for.discard(item)
        answer = self.do("claim", item=item, person=person)
        came = answer["is"]
        if came == "early" and self.rng.random() < NOTICES:
            from_at = later(self.practice, datetime.fromisoformat(answer["from"]), self._soon())
            self._look_later(item, person, from_at)
        if came == "review" and self.rng.random() < 0.8:
            self.do("give_up", item=item, person=person)
        if came != "claimed":
            return
        if self.rng.random() < FORGETS:
            self.counts["claimed and forgotten"] += 1
        elif self.rng.random() < HANDS_OVER:
            to = self.rng.choice(self.practice.staff)
            self.do("hand", item=item, person=person, to=to)
        else:
            outcome = self.rng.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
            at = self.now + timedelta(minutes=self.rng.uniform(2, 9))
            self.agenda.add(at, "call", item=item, person=person, outcome=outcome)

    def _call(self, item: int, person: int, outcome: str) -> None:
        came = self.do("call", item=item, person=person, outcome=outcome)["is"]
        self.counts[f"noted: {outcome}"] += came == "noted"

    def _cancel(self, item: int) -> None:
        self.counts["cancelled"] += self.do("cancel", item=item)["is"] == "cancelled"

    def _close_day(self) -> None:
        """At closing time what is open is promised for another time or handed over, mostly."""
        for item in sorted(self.open()):
            mood, person = self.rng.random(), self.rng.choice(self.practice.staff)
            if mood < 0.3:
                came = self.do("repromise", item=item, person=person)["is"]
                self.counts["promised anew"] += came == "moved"
            elif mood < 0.5:
                came = self.do("hand", item=item, person=person, to=self.practice.on_duty)["is"]
                self.counts["handed over"] += came == "handed"
