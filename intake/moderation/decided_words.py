"""LEARN, read: what people had before them when they decided, should its author change it later.

Or else an author could have something harmless approved, and put other words in its place for the
machine to learn as real.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Row, select

from intake.db import session
from intake.submissions import readings
from intake.submissions.tables import Revision
from intake.words import Message


class Taught(Protocol):
    """A lesson, as far as it says what it is about."""

    @property
    def id(self) -> int: ...

    @property
    def submission_id(self) -> int: ...

    @property
    def created_at(self) -> datetime: ...


def messages(lessons: Sequence[Taught]) -> dict[int, Message]:
    """Return what each of these lessons is about, by its id; none for what is gone."""
    ids = [lesson.submission_id for lesson in lessons]
    now = {item.id: item.message for item in readings.for_judging(ids)}
    former = _former(ids)
    return {
        lesson.id: _then(now[lesson.submission_id], former, lesson)
        for lesson in lessons
        if lesson.submission_id in now
    }


Former = dict[int, list[Row[int, str, str, str, datetime]]]


def _former(ids: Sequence[int]) -> Former:
    found: Former = {}
    rows = session().execute(
        select(
            Revision.submission_id,
            Revision.author,
            Revision.website,
            Revision.text,
            Revision.changed_at,
        )
        .where(Revision.submission_id.in_(ids))
        .order_by(Revision.number)
    )
    for row in rows:
        found.setdefault(row.submission_id, []).append(row)
    return found


def _then(message: Message, former: Former, lesson: Taught) -> Message:
    for words in former.get(lesson.submission_id, ()):
        if words.changed_at > lesson.created_at:  # these stood until then
            return replace(message, text=words.text, author=words.author, author_url=words.website)
    return message
