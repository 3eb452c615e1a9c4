"""Learning: each decision moves its site's model once, and only while it stands."""

import threading

import numpy as np
import pytest
from sqlalchemy import delete, select, update

from intake import db
from intake.moderation import learning, lessons, site_models
from intake.moderation.spam import registry
from intake.moderation.spam.residual import Residual
from intake.moderation.spam.teaching import Teacher
from intake.moderation.tables import Lesson, SiteModel
from intake.sites import service as sites
from intake.submissions.tables import Submission
from intake.words import Action, Message, Role, Status
from tests import people
from tests.deciding import champion, comments, decide, lesson_rows
from workers import models


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def teacher():
    return Teacher(registry.current())


def weights(site):
    return Residual.unpack(champion(site).packed).weights


def test_a_decision_moves_the_model_towards_what_was_decided(site, maria, teacher):
    (id_,) = comments(site, 1)
    decide([id_], maria, Action.SPAM)
    assert learning.learn_due(teacher) == 1
    message = Message("The harbour on the way is closed 0", "Maria", site_id=site.id)
    before = registry.current().judge([message])[0].probability
    assert models.with_sites(registry.current()).judge([message])[0].probability > before


def test_what_is_learnt_is_learnt_once(site, maria, teacher):
    decide(comments(site, 3), maria, Action.APPROVE)
    assert [learning.learn_due(teacher) for _ in range(2)] == [3, 0]
    assert champion(site).packed


@pytest.mark.parametrize(
    ("action", "taught"),
    [
        (Action.APPROVE, [False]),
        (Action.REJECT, [False]),
        (Action.SPAM, [True]),
        (Action.TRASH, []),
    ],
)
def test_each_decision_teaches_what_it_means(site, maria, action, taught):
    decide(comments(site, 1), maria, action)
    assert [row.is_spam for row in lesson_rows(Lesson.is_spam)] == taught


def test_undo_takes_back_exactly_what_was_learnt(site, maria, teacher):
    ids = comments(site, 20)
    decide(ids, maria, Action.SPAM)
    learning.learn_due(teacher)
    assert np.abs(weights(site)).max() > 0.01
    decide(ids, maria, Action.UNDO, Status.SPAM)
    assert learning.learn_due(teacher) == 20
    assert not weights(site).any()


def test_a_second_decision_takes_the_place_of_the_first(site, maria, teacher):
    (id_,) = comments(site, 1)
    decide([id_], maria, Action.APPROVE)
    learning.learn_due(teacher)
    decide([id_], maria, Action.SPAM, Status.APPROVED)
    learning.learn_due(teacher)
    assert lesson_rows(Lesson.is_spam, Lesson.is_in_force) == [(False, False), (True, True)]
    assert [step is None for (step,) in lesson_rows(Lesson.step)] == [True, False]


def test_undoing_the_second_decision_brings_the_lesson_of_the_first_back(site, maria, teacher):
    (id_,) = comments(site, 1)
    decide([id_], maria, Action.APPROVE)
    decide([id_], maria, Action.SPAM, Status.APPROVED)
    decide([id_], maria, Action.UNDO, Status.SPAM)
    learning.learn_due(teacher)
    assert lesson_rows(Lesson.is_spam, Lesson.is_in_force) == [(False, True), (True, False)]
    assert [step is None for (step,) in lesson_rows(Lesson.step)] == [False, True]


def test_a_decision_undone_before_it_was_learnt_is_never_learnt(site, maria, teacher):
    ids = comments(site, 1)
    decide(ids, maria, Action.SPAM)
    decide(ids, maria, Action.UNDO, Status.SPAM)
    assert learning.learn_due(teacher) == 0


def test_a_rebuilt_model_is_the_one_that_grew(site, maria, teacher):
    ids = comments(site, 24)
    decide(ids[::2], maria, Action.SPAM)
    decide(ids[1::2], maria, Action.APPROVE)
    learning.learn_due(teacher)
    grown = weights(site)
    assert learning.rebuild(teacher, site.id) == 24
    assert np.allclose(weights(site), grown, atol=1e-12)


def test_nothing_of_an_erased_message_is_left_after_a_rebuild(site, maria, teacher):
    ids = comments(site, 2)
    decide(ids, maria, Action.SPAM)
    learning.learn_due(teacher)
    with db.transaction() as session:
        session.execute(delete(Submission).where(Submission.id.in_(ids)))
    learning.rebuild(teacher, site.id)
    assert not weights(site).any()


def test_a_new_base_model_has_everything_learnt_again(site, at, maria, teacher):
    decide(comments(site, 4), maria, Action.SPAM)
    learning.learn_due(teacher)
    with db.transaction() as session:
        session.execute(update(SiteModel).values(base_version="older-1"))
    models.with_sites(registry.current())
    at.advance(site_models.UPGRADE_SECONDS + 1)
    assert learning.learn_due(teacher) == 4
    assert champion(site).base_version == teacher.version


def test_two_workers_at_once_learn_each_decision_once(site, maria, teacher):
    decide(comments(site, 30), maria, Action.SPAM)
    db.done()
    moved = []

    def work():
        moved.append(learning.learn_due(teacher))
        db.done()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(moved) == 30
    grown = weights(site)
    learning.rebuild(teacher, site.id)
    assert np.allclose(weights(site), grown, atol=1e-12)


class Killed(BaseException):
    """What stops a worker anywhere."""


class Mortal(Teacher):
    """Is killed when it has moved a model for the second time, before that is committed."""

    lives = 1

    def begin(self, packed):
        pupil = super().begin(packed)
        packs = pupil.packed

        def packed_or_killed():
            self.lives -= 1
            if self.lives < 0:
                raise Killed
            return packs()

        pupil.packed = packed_or_killed
        return pupil


def test_a_worker_that_is_killed_loses_no_lesson_and_leaves_none_twice(
    site, maria, teacher, monkeypatch
):
    monkeypatch.setattr(learning, "BATCH", 5)
    decide(comments(site, 12), maria, Action.SPAM)
    with pytest.raises(Killed):
        learning.learn_due(Mortal(registry.current()))
    assert [step is None for (step,) in lesson_rows(Lesson.step)] == [False] * 5 + [True] * 7
    assert learning.learn_due(teacher) == 7
    grown = weights(site)
    learning.rebuild(teacher, site.id)
    assert np.allclose(weights(site), grown, atol=1e-12)


class Fragile(Teacher):
    """Breaks on one word."""

    def study(self, messages):
        if any("harbour" in message.text for message in messages):
            raise ValueError("no harbour")
        return super().study(messages)


def test_words_that_break_the_reading_hold_up_nobody_elses_lesson(site, maria):
    decide(comments(site, 4), maria, Action.SPAM)
    learning.learn_due(Fragile(registry.current()))
    assert not lessons.has_due()
    assert lesson_rows(Lesson.step)[0].step == 0.0
    assert weights(site).any()


def test_a_site_learns_nothing_from_another(app, site, maria, teacher):
    other = sites.add("other", "Other", ["https://other.example"])
    decide(comments(site, 2), maria, Action.SPAM)
    learning.learn_due(teacher)
    model = models.with_sites(registry.current())
    assert set(model.sites) == {site.id}
    message = Message("The harbour on the way is closed 0", "Maria", site_id=other.id)
    assert model.judge([message])[0].model_version == model.version


def test_what_is_learnt_is_sealed(site, maria, teacher):
    decide(comments(site, 2), maria, Action.SPAM)
    learning.learn_due(teacher)
    sealed = db.session().scalar(select(SiteModel.residual_sealed))
    assert sealed.startswith("k1.")
