"""The simulated year itself: time goes from one thing that happens to the next, and never waits.

Whatever is due is done at once by the process that it belongs to; people look at the desk when it
is told to them, or by themselves; and sometimes they claim and forget.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import text

from bench.year_acts import ACTS
from bench.year_arrivals import Arrival
from bench.year_parts import Answer, Part
from bench.year_site import Practice, closings, later, opens_after
from intake import db

FORGETS = 0.15  # claims, and does nothing
OVERLOOKS = 0.15  # is told, and does not look
HANDS_OVER = 0.03
NOTICES = 0.9  # what lies on the desk, without being told
OUTCOMES = {
    "reached": 45, "booked": 20, "no_answer": 18, "voicemail": 8,
    "wrong_number": 2, "asked_later": 5, "not_real": 2,
}  # fmt: skip
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
TOLD = text(
    "SELECT id, submission_id, account_id FROM escalation_event WHERE id > :seen AND what = 'told'"
)
OPEN = text("SELECT submission_id FROM desk_item WHERE site_id = :site AND closed_at IS NULL")


@dataclass(frozen=True)
class Pace:
    """How often somebody watches, and how likely a process dies over one thing it does."""

    dies: float
    audits_every: timedelta = timedelta(minutes=30)
    most_days_after: int = 30


@dataclass
class World:
    """All that is not in the database: what people are about to do, and the processes."""

    practice: Practice
    pace: Pace
    rng: Random
    now: datetime
    parts: dict[str, Part] = field(default_factory=lambda: {n: Part(n, ACTS) for n in ROLES})
    counts: Counter[str] = field(default_factory=Counter)
    _coming: list[tuple[datetime, int, str, dict[str, Any]]] = field(default_factory=list)
    _numbers: Iterable[int] = field(default_factory=count)
    _looked_for: set[int] = field(default_factory=set)
    _rests: dict[str, datetime] = field(default_factory=dict)
    _audited_at: datetime | None = None
    _seen_event: int = 0
    _seen_alert: int = 0
    _known: set[int] = field(default_factory=set)

    def run(self, coming: Iterable[Arrival]) -> None:
        """Let the year pass, until nothing is open and nobody comes any more."""
        last = self.now
        for one in coming:
            self._later(one.at, "arrive", arrival=one)
            last = one.at
        for closing in closings(self.practice, self.now, last):
            self._later(closing, "close_day")
        while self.now < last + timedelta(days=self.pace.most_days_after):
            state = self._state()
            at = self._next(state)
            if at is None:
                break
            self.now = max(self.now + TURN, at)
            while self._coming and self._coming[0][0] <= self.now:
                _, _, what, of = heapq.heappop(self._coming)
                getattr(self, f"_{what}")(**of)
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
        if self._coming:
            due.append(self._coming[0][0])
        elif not self._open():
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
                if role == "tell":
                    self._seen_alert = state.alerts
                if answer is not None and not answer.get("done"):
                    self._rests[role] = self.now + RESTS
        if self._audited_at is None or self.now - self._audited_at >= self.pace.audits_every:
            self._audit()
        self._notice()

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

    def _notice(self) -> None:
        """Let people notice what is new: what was told to them, and what lies on the desk."""
        state = self._state()
        if state.events > self._seen_event:
            for _, item, person in db.session().execute(TOLD, {"seen": self._seen_event}).all():
                self._is_told(item, person)
            self._seen_event = state.events
        for item in self._open() - self._known:
            self._known.add(item)
            if self.rng.random() < NOTICES:
                at = later(self.practice, self.now, self.rng.expovariate(1 / 10))
                self._look_later(item, self.rng.choice(self.practice.staff), at)

    def _is_told(self, item: int, person: int) -> None:
        if self.rng.random() < OVERLOOKS:
            return
        at = self.now + timedelta(minutes=self.rng.expovariate(1 / 6))
        is_called = person == self.practice.on_duty and self.rng.random() < 0.6
        self._look_later(item, person, at if is_called else opens_after(self.practice, at))

    def _look_later(self, item: int, person: int, at: datetime) -> None:
        if item not in self._looked_for:
            self._looked_for.add(item)
            self._later(at, "look", item=item, person=person)

    # What people do:

    def _arrive(self, arrival: Arrival) -> None:
        answer = self._do(
            "receive",
            number=arrival.number,
            phone=arrival.phone,
            pick=arrival.pick,
            is_urgent=arrival.is_urgent,
        )
        if arrival.cancels_at and answer["id"]:
            self._later(arrival.cancels_at, "cancel", item=answer["id"])

    def _look(self, item: int, person: int) -> None:
        self._looked_for.discard(item)
        came = self._do("claim", item=item, person=person)["is"]
        if came == "review" and self.rng.random() < 0.8:
            self._do("give_up", item=item, person=person)
        if came != "claimed":
            return
        if self.rng.random() < FORGETS:
            self.counts["claimed and forgotten"] += 1
        elif self.rng.random() < HANDS_OVER:
            to = self.rng.choice(self.practice.staff)
            self._do("hand", item=item, person=person, to=to)
        else:
            outcome = self.rng.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
            at = self.now + timedelta(minutes=self.rng.uniform(2, 9))
            self._later(at, "call", item=item, person=person, outcome=outcome)

    def _call(self, item: int, person: int, outcome: str) -> None:
        self.counts[f"noted: {outcome}"] += (
            self._do("call", item=item, person=person, outcome=outcome)["is"] == "noted"
        )

    def _cancel(self, item: int) -> None:
        self.counts["cancelled"] += self._do("cancel", item=item)["is"] == "cancelled"

    def _close_day(self) -> None:
        """At closing time what is open is promised for another time or handed over, mostly."""
        for item in sorted(self._open()):
            mood, person = self.rng.random(), self.rng.choice(self.practice.staff)
            if mood < 0.3:
                self.counts["promised anew"] += (
                    self._do("repromise", item=item, person=person)["is"] == "moved"
                )
            elif mood < 0.5:
                self.counts["handed over"] += (
                    self._do("hand", item=item, person=person, to=self.practice.on_duty)["is"]
                    == "handed"
                )

    # How it is done:

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

    def _later(self, at: datetime, what: str, **of: Any) -> None:
        heapq.heappush(self._coming, (at, next(iter(self._numbers)), what, of))

    def _open(self) -> set[int]:
        found = db.session().scalars(OPEN, {"site": self.practice.site.id})
        return set(found)

    def _state(self) -> Any:
        return db.session().execute(STATE, {"seen": self._seen_alert}).one()


def _instant(at: Any) -> Any:
    """Read an instant as either database gives it to plain SQL."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
