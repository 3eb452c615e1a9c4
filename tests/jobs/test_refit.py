"""The nightly refit: a challenger judges only when it is better, and undo works in it, too."""

import numpy as np
import pytest
from sqlalchemy import func, select, update

from intake import db
from intake.moderation import learning, refitting, versions
from intake.moderation.spam import registry
from intake.moderation.spam.refitting import Refitter
from intake.moderation.spam.residual import Residual
from intake.moderation.tables import Lesson, SiteModel
from intake.words import Action, Role, Status
from tests import people
from tests.deciding import champion, comments, decide, lesson_rows
from tests.refits import Fixed, night_falls


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def refitter():
    return Refitter(registry.current())


@pytest.fixture
def taught(site, maria, refitter, monkeypatch):
    """Two decisions for spam and six against it, which the site has learnt; few are enough."""
    monkeypatch.setattr(refitting, "FEWEST", 8)
    ids = comments(site, 8)
    decide(ids[:2], maria, Action.SPAM)
    decide(ids[2:], maria, Action.APPROVE)
    learning.learn_due(refitter)
    db.done()
    return ids


def weights(site):
    return Residual.unpack(champion(site).packed).weights


def forget_what_was_said():
    """Make the champion's log that of somebody who knew nothing: any fit is better."""
    with db.transaction() as session:
        session.execute(update(Lesson).values(logit=func.coalesce(Lesson.logit, 0.0) * 0))


def many(site, maria, refitter):
    ids = comments(site, 104)
    for number, id_ in enumerate(ids):
        decide([id_], maria, Action.APPROVE if number % 4 else Action.SPAM)
    learning.learn_due(refitter)
    return ids


def test_a_better_challenger_judges_from_now_on(site, maria, refitter, at):
    many(site, maria, refitter)
    forget_what_was_said()
    before = champion(site)
    night_falls(at)
    assert refitting.refit_next(refitter)
    assert champion(site).version.startswith("refit-")
    assert champion(site).packed != before.packed
    assert champion(site).bars["real"] == 78


def test_the_log_is_the_challengers_own_from_the_second_block_on(site, maria, refitter, at):
    many(site, maria, refitter)
    forget_what_was_said()
    night_falls(at)
    refitting.refit_next(refitter)
    logits = [logit for (logit,) in lesson_rows(Lesson.logit)]
    assert not any(logits[:20])
    assert all(logits[20:])


def test_a_challenger_that_is_not_better_changes_nothing(site, maria, refitter, at):
    many(site, maria, refitter)
    with db.transaction() as session:
        session.execute(update(Lesson).where(Lesson.is_spam).values(logit=20.0))
        session.execute(update(Lesson).where(~Lesson.is_spam).values(logit=-20.0))
    before = champion(site)
    night_falls(at)
    assert not refitting.refit_next(refitter)
    assert champion(site) == before


def test_nothing_is_promoted_on_fewer_than_a_hundred_lessons(site, maria, refitter, at):
    decide(comments(site, 99), maria, Action.SPAM)
    learning.learn_due(refitter)
    forget_what_was_said()
    night_falls(at)
    assert not refitting.refit_next(Fixed(is_better=True))
    decide(comments(site, 1), maria, Action.SPAM)
    learning.learn_due(refitter)
    night_falls(at)
    assert refitting.refit_next(Fixed(is_better=True))


def test_a_lesson_is_taken_back_out_of_a_fit(site, maria, taught, refitter, at):
    night_falls(at)
    refitting.refit_next(Fixed(is_better=True))
    decide(taught[:2], maria, Action.UNDO, Status.SPAM)
    decide(taught[2:], maria, Action.UNDO, Status.APPROVED)
    assert np.abs(weights(site)).max() > 0.1
    assert learning.learn_due(refitter) == 8
    assert np.abs(weights(site)).max() < 1e-5


def test_what_was_decided_during_the_fit_is_learnt_after_it(site, maria, taught, refitter, at):
    class Interrupted(Fixed):
        def challenge(self, *given):
            decide(comments(site, 1), maria, Action.SPAM)
            learning.learn_due(refitter)
            decide(taught[:1], maria, Action.UNDO, Status.SPAM)
            db.done()
            return super().challenge(*given)

    night_falls(at)
    assert refitting.refit_next(Interrupted(is_better=True))
    assert learning.learn_due(refitter) == 2
    steps = [step for (step,) in lesson_rows(Lesson.step)]
    assert [step is None for step in steps] == [True] + [False] * 8


def test_a_fit_looks_at_no_more_words_than_there_is_room_for(
    site, taught, at, monkeypatch, refitter
):
    monkeypatch.setattr(refitting, "BATCH", 2)
    monkeypatch.setattr(refitting, "MOST_CHARACTERS", 200)  # each has some 35
    monkeypatch.setattr(refitting, "FEWEST", 4)
    night_falls(at)
    assert refitting.refit_next(Fixed(is_better=True))
    assert [step == 0 for (step,) in lesson_rows(Lesson.step)] == [True] * 4 + [False] * 4
    assert learning.learn_due(refitter) == 0


def test_lessons_older_than_all_that_was_looked_at_stay_known(
    site, maria, taught, refitter, at, monkeypatch
):
    monkeypatch.setattr(refitting, "NEWEST", 6)
    monkeypatch.setattr(refitting, "FEWEST", 6)
    night_falls(at)
    refitting.refit_next(Fixed(is_better=True))
    assert [step for (step,) in lesson_rows(Lesson.step)][:2] == [0.0, 0.0]
    assert learning.learn_due(refitter) == 0


def test_a_fit_whose_champion_was_replaced_meanwhile_is_dropped(site, maria, taught, refitter, at):
    class Rebuilt(Fixed):
        def challenge(self, *given):
            learning.rebuild(refitter, site.id)
            return super().challenge(*given)

    night_falls(at)
    assert not refitting.refit_next(Rebuilt(is_better=True))
    assert champion(site).version.startswith("decisions-")


def test_three_versions_are_kept(site, maria, taught, at):
    for _ in range(4):
        night_falls(at)
        assert refitting.refit_next(Fixed(is_better=True))
    kept = versions.kept(site.id)
    assert [version.is_champion for version in kept] == [True, False, False]
    assert {version.origin for version in kept} == {"refit"}


def test_the_champion_keeps_its_log_in_the_lessons_alone(site, taught, at):
    night_falls(at)
    refitting.refit_next(Fixed(is_better=True))
    logs = db.session().scalars(select(SiteModel.learnt).order_by(SiteModel.id)).all()
    assert [len(log) for log in logs] == [8, 0]
