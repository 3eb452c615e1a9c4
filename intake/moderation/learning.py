"""LEARN: move each site's model by the lessons that are due, and see what they prove.

Reading the words is slow and happens outside the transaction. Inside it the site's row is locked,
only what is due even then is applied, and the model, the lessons and the bars are written together:
a lesson moves the model once, whoever else tries and whatever dies.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from intake.db import transaction
from intake.logs import log
from intake.moderation import decided_words, flags, influence, lessons, site_models
from intake.moderation.batch import BREAKS
from intake.moderation.influence import Room
from intake.moderation.lessons import Due, Moved
from intake.moderation.site_models import Champion
from intake.sealing import Unsealable
from intake.words import Message

BATCH = 200
LEARN_SECONDS = 5.0  # of one job: whoever waits for a verdict must not wait for a long history
NEWEST = 5_000  # lessons that prove where the bars are


class Pupil(Protocol):
    """One site's corrections while they are moved; moderation/spam has the real one."""

    def learn(
        self, studied: Any, at: int, *, is_spam: bool, weight: float, room: float
    ) -> tuple[float, float]: ...
    def take_back(self, studied: Any, at: int, step: float) -> None: ...
    def packed(self) -> str: ...


class Teacher(Protocol):
    """What learning needs of the machine; moderation/spam has the real one."""

    @property
    def version(self) -> str: ...
    def study(self, messages: Sequence[Message]) -> Any: ...
    def begin(self, packed: str) -> Pupil: ...
    def bars(self, real: Sequence[float], spam: Sequence[float], allowed_error: float) -> Any: ...


def learn_due(teacher: Teacher, seconds: float = LEARN_SECONDS) -> int:
    """Learn until nothing is due, or the time is over; return how many lessons moved a model.

    What cannot be opened any more is forgotten and learnt again: it must not stop the others.
    """
    stop_at = time.monotonic() + seconds
    for site_id in site_models.on_another_base(teacher.version):
        _begin_anew(teacher, site_id)
    moved = sum(_learn_safely(teacher, id_, stop_at) for id_ in lessons.sites_with_due())
    for site_id in site_models.unproven():
        with transaction():
            # Locked first: the owner may have chosen another error a moment ago.
            prove(teacher, site_id, site_models.learning(site_id).allowed_error)
    return moved


def has_due() -> bool:
    """Say whether there is anything to learn or to prove."""
    return lessons.has_due() or bool(site_models.unproven())


def rebuild(teacher: Teacher, site_id: int) -> int:
    """Forget what a site has learnt, and learn all its standing decisions again, in order."""
    _begin_anew(teacher, site_id)
    return _learn_site(teacher, site_id, math.inf)


def _learn_safely(teacher: Teacher, site_id: int, stop_at: float) -> int:
    try:
        return _learn_site(teacher, site_id, stop_at)
    except Unsealable:
        log().error("site_model_unusable", site=site_id)
        _begin_anew(teacher, site_id)
        return 0


def _learn_site(teacher: Teacher, site_id: int, stop_at: float) -> int:
    moved = 0
    while time.monotonic() < stop_at and (found := lessons.due(site_id, BATCH)):
        for some, studied in _study(teacher, found):
            with transaction():
                champion = site_models.locked(site_id, teacher.version)
                if champion.base_version != teacher.version:
                    return moved  # another worker, of another version, is at it
                moved += _move(teacher, champion, some, studied)
    return moved


Places = dict[int, int]  # of a lesson's message among those that were studied, by the lesson's id


def _study(teacher: Teacher, found: Sequence[Due]) -> Iterator[tuple[Places, Any]]:
    """Read what the lessons are about, together; if that breaks, one by one."""
    about = decided_words.messages(found)
    try:
        studied = teacher.study(list(about.values()))
    except BREAKS:
        log().error("study_failed", count=len(found))
        if len(found) == 1:
            yield {found[0].id: 0}, None
        else:
            for lesson in found:
                yield from _study(teacher, [lesson])
    else:
        yield {lesson_id: place for place, lesson_id in enumerate(about)}, studied


def _move(teacher: Teacher, champion: Champion, places: Places, studied: Any) -> int:
    try:
        pupil = teacher.begin(champion.packed)
    except ValueError as damaged:
        raise Unsealable(str(damaged)) from None
    due = lessons.still_due(list(places))
    room = influence.before(champion.site_id, due)
    lessons.settle({one.id: _moved(pupil, one, places[one.id], studied, room) for one in due})
    site_models.write(champion, pupil.packed(), lessons.learnt(champion.site_id))
    prove(teacher, champion.site_id, champion.allowed_error)
    log().info("learnt", site=champion.site_id, count=len(due))
    return len(due)


def _moved(pupil: Pupil, lesson: Due, at: int, studied: Any, room: Room) -> Moved:
    if studied is None:  # words that cannot be read teach nothing, but must not wait for ever
        return Moved(None, 0.0 if lesson.is_in_force else None)
    if not lesson.is_in_force:
        pupil.take_back(studied, at, lesson.step or 0.0)
        return Moved(None, None)
    logit, step = pupil.learn(
        studied,
        at,
        is_spam=lesson.is_spam,
        weight=lesson.weight,
        room=room.left(lesson.account_id, lesson.created_at),
    )
    room.note(lesson.account_id, lesson.created_at, logit, step, is_spam=lesson.is_spam)
    return Moved(logit, step)


def prove(teacher: Teacher, site_id: int, allowed_error: float) -> None:
    """Compute the site's bars and flags from its newest lessons, in the caller's transaction."""
    said = lessons.progress(site_id, NEWEST)
    real = [one.logit for one in said if one.is_sample and not one.is_spam]
    spam = [one.logit for one in said if one.is_sample and one.is_spam]
    bars = asdict(teacher.bars(real, spam, allowed_error))
    site_models.write_bars(site_id, bars, flags.found(said))


def _begin_anew(teacher: Teacher, site_id: int) -> None:
    with transaction():
        site_models.learning(site_id)
        site_models.begin_anew(site_id, teacher.version)
        lessons.forget_all(site_id)
