"""LEARN, read: how a site's machine did, week by week, by what it said before it learnt each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, literal, select

from intake import clock
from intake.db import session
from intake.moderation.tables import Lesson

WEEKS = 12
FEW = 10  # messages, below which a share says nothing: then only the counts are shown


@dataclass(frozen=True)
class Week:
    """What people decided in a week that begins on a Monday, beside what the machine had said.

    `blamed` are real messages that it would have called spam, `missed` is spam that it would have
    called real: by which of the two it found more likely, wherever the bars were.
    """

    begins_on: date
    caught: int = 0
    spared: int = 0
    blamed: int = 0
    missed: int = 0

    @property
    def decisions(self) -> int:
        return self.agreed + self.blamed + self.missed

    @property
    def agreed(self) -> int:
        return self.caught + self.spared

    @property
    def called_spam(self) -> int:
        return self.caught + self.blamed

    @property
    def spam(self) -> int:
        return self.caught + self.missed

    @property
    def precision(self) -> float | None:
        """Of what it took for spam, which share was spam; None: it was too little to tell."""
        return self.caught / self.called_spam if self.called_spam >= FEW else None

    @property
    def missed_share(self) -> float | None:
        """Of the spam, which share it took for real; None: it was too little to tell."""
        return self.missed / self.spam if self.spam >= FEW else None


def of(site_id: int, time_zone: str) -> list[Week]:
    """Return the site's last weeks, the oldest first; none before its first decision."""
    mondays = _mondays(time_zone)
    starts = [_begins_at(monday, time_zone) for monday in mondays]
    newest_first = list(reversed(list(enumerate(starts))))
    said = (
        select(
            case(
                *((Lesson.created_at >= start, literal(number)) for number, start in newest_first)
            ).label("week"),
            Lesson.is_spam.label("is_spam"),
            case((Lesson.logit >= 0, literal(1)), else_=literal(0)).label("called_spam"),
        )
        .where(Lesson.site_id == site_id, Lesson.is_in_force, Lesson.logit.is_not(None))
        .where(Lesson.created_at >= starts[0])
        .subquery()
    )
    kinds = (said.c.week, said.c.is_spam, said.c.called_spam)
    rows = session().execute(select(*kinds, func.count()).group_by(*kinds))
    counts: Counter[tuple[int, bool, bool]] = Counter()
    for week, is_spam, called_spam, number in rows:
        counts[week, bool(is_spam), bool(called_spam)] = number
    first = min((week for week, _, _ in counts), default=len(mondays))
    return [
        Week(
            monday,
            caught=counts[number, True, True],
            spared=counts[number, False, False],
            blamed=counts[number, False, True],
            missed=counts[number, True, False],
        )
        for number, monday in enumerate(mondays)
        if number >= first
    ]


def _mondays(time_zone: str) -> list[date]:
    today = clock.now().astimezone(ZoneInfo(time_zone)).date()
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def _begins_at(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)
