"""The simulated year itself: time goes from one thing that happens to the next, and never waits.

Whatever is due is done at once by the process that it belongs to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import text

from bench.year_acts import ACTS
from bench.year_arrivals import Arrival
from bench.year_parts import Answer, Part
from bench.year_people import People
from bench.year_site import Practice, closings
from intake import db

RESTS = timedelta(seconds=21)  # of a process that found nothing to do, though something is due
TURN = timedelta(seconds=1)  # the least that passes from one thing to the next
MOST_TRIES = 50
# Each process with what it does when anything is due, and whose the moments of STATE are.
ROLES = {"web": "", "judge": "judge", "clock": "climb", "tell": "tell"}
DUE_OF = ("tell", "clock", "clock", "judge")
STATE = text(
    "SELECT (SELECT min(next_at) FROM delivery d WHERE next_at IS NOT NULL) AS tell, "
    "(SELECT min(next_at) FROM escalation) AS step, (SELECT min(next_at) FROM ringing) AS ring, "
    "(SELECT count(*) FROM submission WHERE status = 'received') AS received, "
    "(SELECT min(lease_until) FROM submission WHERE status = 'received') AS leased, "
    "(SELECT count(*) FROM alert WHERE spread_at IS NULL AND id > :seen) AS fresh, "
    "(SELECT coalesce(max(id), 0) FROM escalation_event) AS events, "
    "(SELECT coalesce(max(id), 0) FROM alert) AS alerts"
)


@dataclass(frozen=True)
class Pace:
    """How often somebody watches, and how likely a process dies over one thing it does."""

    dies: float
    audits_every: timedelta
    most_days_after: int = 30


@dataclass
class World:
    """All that is not in the database: what people are about to do, and the processes."""

    practice: Practice
    pace: Pace
    rng: Random
    now: datetime
    parts: dict[str, Part] = field(default_factory=lambda: {n: Part(n, ACTS) for n in ROLES})
    people: People = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    _rests: dict[str, datetime] = field(default_factory=dict)
    _audited_at: datetime | None = None
    _seen_alert: int = 0

    def __post_init__(self) -> None:
        self.people = People(self.practice, self.rng, self._do, self.now, counts=self.counts)

    def run(self, coming: Iterable[Arrival]) -> None:
        """Let the year pass, until nothing is open and nobody comes any more."""
        last = self.now
        for one in coming:
            self.people.agenda.add(one.at, "arrive", arrival=one)
            last = one.at
        for closing in closings(self.practice, self.now, last):
            self.people.agenda.add(closing, "close_day")
        while self.now < last + timedelta(days=self.pace.most_days_after):
            state = self._state()
            at = self._next(state)
            if at is None:
                break
            self.now = max(self.now + TURN, at)
            self.people.go_on(self.now)
            self._settle()
        self._audit()
        self._settle()

    def stop(self) -> None:
        """Let the processes end."""
        for part in self.parts.values():
            part.stop()

    def _next(self, state: Any) -> datetime | None:
        """Return when something happens next."""
        moments = [state.tell, state.step, state.ring, state.leased]
        due = [
            max(at, self._rests.get(role, at))
            for role, at in zip(DUE_OF, map(_instant, moments), strict=True)
            if at
        ]
        if first_at := self.people.agenda.first_at:
            due.append(first_at)
        elif not self.people.open():
            return None
        return min(due, default=None)

    def _settle(self) -> None:
        """Have done all that is due, by whoever does it."""
        for _ in range(MOST_TRIES):
            state = self._state()
            roles = [
                role for role in self._due(state) if self._rests.get(role, self.now) <= self.now
            ]
            if not roles:
                break
            for role in roles:
                answer = self._ask(role, ROLES[role])
                if answer is None:
                    continue
                if role == "tell":
                    self._seen_alert = state.alerts
                if not answer.get("done"):
                    self._rests[role] = self.now + RESTS
        if self._audited_at is None or self.now - self._audited_at >= self.pace.audits_every:
            self._audit()
        self.people.notice(self._state().events)

    def _due(self, state: Any) -> Iterable[str]:
        if state.received and (not state.leased or _instant(state.leased) < self.now):
            yield "judge"
        if any(at and _instant(at) <= self.now for at in (state.step, state.ring)):
            yield "clock"
        if state.fresh or (state.tell and _instant(state.tell) <= self.now):
            yield "tell"

    def _audit(self) -> None:
        self._audited_at = self.now
        while (answer := self._ask("clock", "audit")) is None or "left" not in answer:
            self.counts["audits broken off"] += 1
        self.counts["audits"] += 1
        self.counts["left by an audit"] += answer["left"]

    def _do(self, act: str, **of: Any) -> Answer:
        """Have the web process do it; whoever sees no answer tries again."""
        for _ in range(MOST_TRIES):
            answer = self._ask("web", act, **of)
            if answer is not None and "busy" not in answer:
                return answer
        raise RuntimeError(f"{act} was never answered")

    def _ask(self, role: str, act: str, **of: Any) -> Answer | None:
        fate = None
        if self.rng.random() < self.pace.dies:
            fate = (
                ("statement", self.rng.randint(1, 25))
                if self.rng.random() < 0.7
                else ("moment", self.rng.uniform(0, 0.02))
            )
        return self.parts[role].ask(self.now, act, fate, **of)

    def _state(self) -> Any:
        return db.session().execute(STATE, {"seen": self._seen_alert}).one()


def _instant(at: Any) -> Any:
    """Read an instant as either database gives it to plain SQL."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
