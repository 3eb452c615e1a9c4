"""LEARN, read: how often the machine and a moderator would have decided alike, and where not."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Subquery, func, select, union_all

from intake.db import session
from intake.moderation import store
from intake.moderation.tables import Decision, Lesson
from intake.submissions.tables import Comment, Submission
from intake.words import Kind, Status

LAST = 100  # decisions
LOOKS_BACK = 5_000  # of a site's decisions, among which those of one moderator are looked for
EXCERPT_CHARACTERS = 160

Lessons = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Miss:
    """An item that the machine would have decided otherwise, as it thought before it learnt.

    `text` is the beginning of a comment; of a message to the staff there is none.
    """

    id: int
    site_id: int
    kind: Kind
    reference: str
    author: str
    text: str
    became: Status
    decided_at: datetime
    probability: float

    @property
    def is_comment(self) -> bool:
        return self.kind is Kind.COMMENT


@dataclass(frozen=True)
class Agreement:
    """Of somebody's last decisions that could be compared, how many the machine agreed with."""

    of: int
    misses: tuple[Miss, ...]

    @property
    def agreed(self) -> int:
        return self.of - len(self.misses)


def of(account_id: int, site_ids: Collection[int], last: int = LAST) -> Agreement:
    """Compare this account's last decisions on these sites that still stand, newest miss first.

    Where the model has not learnt from one yet, its verdict at that time is what it had said. The
    trash says nothing about spam, so it is not compared.
    """
    taught = _newest(account_id, site_ids, last)
    said = {row.id: probability for row in taught if (probability := _said(row)) is not None}
    waiting = [row for row in taught if row.id not in said]
    verdicts = _verdicts([row.submission_id for row in waiting])
    for row in waiting:
        earlier = [p for p, at in verdicts.get(row.submission_id, ()) if at <= row.created_at]
        if earlier:
            said[row.id] = earlier[-1]
    wrong = {
        row.decision_id: said[row.id]
        for row in taught
        if row.id in said and (said[row.id] >= 0.5) is not row.is_spam
    }
    return Agreement(len(said), _misses(wrong))


def _newest(account_id: int, site_ids: Collection[int], last: int) -> Sequence[Lessons]:
    """Walk back along each site's lessons, but not for ever."""
    if not site_ids:
        return []
    walks = [select(_walk(account_id, site_id, last)) for site_id in site_ids]
    found = union_all(*walks).subquery()
    return session().execute(select(found).order_by(found.c.id.desc()).limit(last)).all()


def _walk(account_id: int, site_id: int, last: int) -> Subquery:
    behind = select(Lesson.id).where(Lesson.site_id == site_id).order_by(Lesson.id.desc())
    end = func.coalesce(behind.offset(LOOKS_BACK).limit(1).scalar_subquery(), 0)
    return (
        select(
            Lesson.id,
            Lesson.decision_id,
            Lesson.submission_id,
            Lesson.is_spam,
            Lesson.logit,
            Lesson.created_at,
        )
        .where(Lesson.site_id == site_id, Lesson.id > end)
        .where(Lesson.account_id == account_id, Lesson.is_in_force)
        .order_by(Lesson.id.desc())
        .limit(last)
        .subquery()
    )


def _said(lesson: Lessons) -> float | None:
    """Return the probability of spam before the lesson was learnt; None: nobody has yet."""
    if lesson.logit is None:
        return None
    logit: float = max(-500.0, min(lesson.logit, 500.0))
    return 1 / (1 + math.exp(-logit))


def _verdicts(submission_ids: Collection[int]) -> Mapping[int, list[tuple[float, datetime]]]:
    found: dict[int, list[tuple[float, datetime]]] = {}
    for verdict in store.verdicts(submission_ids) if submission_ids else ():
        found.setdefault(verdict.submission_id, []).append((verdict.probability, verdict.judged_at))
    return found


def _misses(wrong: Mapping[int, float]) -> tuple[Miss, ...]:
    """Return what these decisions, with what had been said of each, were about."""
    if not wrong:
        return ()
    text = func.substr(Comment.text, 1, EXCERPT_CHARACTERS + 1)
    rows = session().execute(
        select(
            Submission.id,
            Submission.site_id,
            Submission.kind,
            Submission.reference,
            func.coalesce(Comment.author, "").label("author"),
            func.coalesce(text, "").label("text"),
            Decision.new,
            Decision.decided_at,
            Decision.id.label("decision_id"),
        )
        .join(Submission, Submission.id == Decision.submission_id)
        .outerjoin(Comment, Comment.submission_id == Submission.id)
        .where(Decision.id.in_(wrong))
        .order_by(Decision.id.desc())
    )
    return tuple(
        Miss(
            id=row.id,
            site_id=row.site_id,
            kind=Kind(row.kind),
            reference=row.reference,
            author=row.author,
            text=excerpt(row.text),
            became=Status(row.new),
            decided_at=row.decided_at,
            probability=wrong[row.decision_id],
        )
        for row in rows
    )


def excerpt(text: str) -> str:
    """Return the beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(text) <= EXCERPT_CHARACTERS:
        return line
    start = line[:EXCERPT_CHARACTERS].rsplit(" ", 1)[0]
    return f"{start} …"
