"""LEARN: how far one account may move a site's model, so that nobody overrules all others.

One wrong lesson is soon outweighed, but many from one hijacked or careless account would turn a
model round within minutes: a handful of long steps in one direction is enough. So where colleagues
decide as well, an account corrects the machine twice a day with full strength; whatever it decides
after that teaches nothing before tomorrow; and nothing at all while more than a third of its
decisions oppose what the machine has learnt from everybody. Who agrees with the machine has spent
nothing, who decides alone overrules nobody, and where the others oppose the machine as well it is
the machine that is wrong: all of that is off. The nightly fit weighs all lessons together; there,
what one account taught lately weighs no more than a part of all the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import inf

from sqlalchemy import and_, func, select

from intake import clock
from intake.db import session
from intake.moderation.lessons import DAY_SECONDS, Due
from intake.moderation.tables import Lesson
from intake.moderation.taught import Taught

ENOUGH = 100  # lessons of others before there is something to overrule
A_LESSON = 0.6  # the longest step of one (spam/residual.py; a test compares them)
MOST_A_DAY = 2 * A_LESSON
LAST, FEWEST = 50, 20  # decisions of an account that are looked at
MOST_OPPOSED, MOST_OPPOSED_BY_OTHERS = 1 / 3, 1 / 5
DAY, LATELY = timedelta(seconds=DAY_SECONDS), timedelta(days=7)
SHARE_LATELY = 0.25  # of the weight of all other lessons


class Room:
    """How far each account may still move one site's model. Its lessons are told in order."""

    def __init__(self) -> None:
        self.lessons: Counter[int] = Counter()  # that are in the model, by account
        self._corrections: dict[int, deque[tuple[datetime, float]]] = defaultdict(deque)
        self._opposed: dict[int, deque[bool]] = defaultdict(lambda: deque(maxlen=LAST))

    def left(self, account_id: int, at: datetime) -> float:
        """Return how far this account may move the model now."""
        if self.lessons.total() - self.lessons[account_id] < ENOUGH:
            return inf
        others = [it for id_, last in self._opposed.items() if id_ != account_id for it in last]
        if sum(others) > MOST_OPPOSED_BY_OTHERS * len(others):
            return inf
        opposed = self._opposed[account_id]
        if len(opposed) >= FEWEST and sum(opposed) > MOST_OPPOSED * len(opposed):
            return 0.0
        today = self._corrections[account_id]
        while today and today[0][0] <= at - DAY:
            today.popleft()
        return max(0.0, MOST_A_DAY - sum(distance for _, distance in today))

    def note(
        self, account_id: int, at: datetime, logit: float, step: float, *, is_spam: bool
    ) -> None:
        """Remember a lesson of this account, what the machine had said, and what it came to."""
        self.lessons[account_id] += 1
        self.note_correction(account_id, at, logit, step)
        self.note_opinion(account_id, logit, is_spam=is_spam)

    def note_correction(self, account_id: int, at: datetime, logit: float, step: float) -> None:
        """Remember by how much the account moved the model against what it had said, if it did.

        In a model that was fitted at night steps may be longer than when they were made.
        """
        if logit * step < 0:
            self._corrections[account_id].append((at, min(abs(step), A_LESSON)))

    def note_opinion(self, account_id: int, logit: float, *, is_spam: bool) -> None:
        """Remember whether a decision of this account opposed what the machine had said."""
        self._opposed[account_id].append((logit >= 0) is not is_spam)


def before(site_id: int, due: Sequence[Due]) -> Room:
    """Return what room is left when the turn of these comes, which are in order."""
    room = Room()
    if not due:
        return room
    earlier = and_(Lesson.site_id == site_id, Lesson.id < due[0].id, Lesson.step.is_not(None))
    counts = select(Lesson.account_id, func.count()).where(earlier).group_by(Lesson.account_id)
    room.lessons.update(dict(session().execute(counts).all()))
    today = select(Lesson.account_id, Lesson.created_at, Lesson.logit, Lesson.step).where(
        earlier,
        Lesson.created_at > due[0].created_at - DAY,
        Lesson.logit * Lesson.step < 0,
    )
    for account_id, at, logit, step in session().execute(today.order_by(Lesson.id)):
        room.note_correction(account_id, at, logit or 0.0, step or 0.0)
    for account_id in room.lessons:
        theirs = select(Lesson.logit, Lesson.is_spam).where(
            earlier, Lesson.account_id == account_id, Lesson.logit.is_not(None)
        )
        newest = session().execute(theirs.order_by(Lesson.id.desc()).limit(LAST)).all()
        for logit, is_spam in reversed(newest):
            room.note_opinion(account_id, logit or 0.0, is_spam=is_spam)
    return room


def weights(lessons: Sequence[Taught]) -> list[float]:
    """Return how much each of these counts where all are learnt together."""
    since = clock.now() - LATELY
    everything = sum(lesson.weight for lesson in lessons)
    of_each = Counter(lesson.account_id for lesson in lessons)
    fresh: dict[int, float] = defaultdict(float)
    for lesson in lessons:
        if lesson.created_at > since:
            fresh[lesson.account_id] += lesson.weight
    counts = {
        id_: min(1.0, SHARE_LATELY * (everything - weight) / weight)
        for id_, weight in fresh.items()
        if len(lessons) - of_each[id_] >= ENOUGH
    }
    return [
        lesson.weight * (counts.get(lesson.account_id, 1.0) if lesson.created_at > since else 1.0)
        for lesson in lessons
    ]
