"""One account among colleagues: its corrections of a day have a limit, whoever learns them when."""

import numpy as np
import pytest

from intake.moderation import influence, learning
from intake.moderation.spam import registry
from intake.moderation.spam.residual import Residual
from intake.moderation.spam.teaching import Teacher
from intake.moderation.tables import Lesson
from intake.words import Action, Role, Status
from tests import people
from tests.deciding import champion, comments, decide, lesson_rows

COLLEAGUES = 6


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch):
    monkeypatch.setattr(influence, "ENOUGH", COLLEAGUES)


@pytest.fixture
def teacher():
    return Teacher(registry.current())


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def rogue(app, site):
    email = "rogue@practice.example"
    return people.account(app, site, Role.MODERATOR, email=email, name="Rogue")


def against(account_id):
    """By how much this account's lessons moved the model against what it had said."""
    rows = lesson_rows(Lesson.account_id, Lesson.logit, Lesson.step)
    return sum(abs(row.step) for row in rows if row.account_id == account_id and _corrects(row))


def _corrects(row):
    return row.step is not None and row.logit * row.step < 0


def test_among_colleagues_an_accounts_corrections_of_a_day_have_a_limit(
    site, at, maria, rogue, teacher
):
    decide(comments(site, COLLEAGUES), maria, Action.APPROVE)
    learning.learn_due(teacher)
    decide(comments(site, 10), rogue, Action.SPAM)
    learning.learn_due(teacher)
    assert against(rogue) == pytest.approx(influence.MOST_A_DAY)
    assert [row.step for row in lesson_rows(Lesson.step)][-5:] == [0.0] * 5


def test_the_limit_is_the_same_however_few_are_learnt_at_a_time(site, at, maria, rogue, teacher):
    decide(comments(site, COLLEAGUES), maria, Action.APPROVE)
    for id_ in comments(site, 8):
        decide([id_], rogue, Action.SPAM)
        learning.learn_due(teacher)
    grown = Residual.unpack(champion(site).packed).weights
    assert against(rogue) == pytest.approx(influence.MOST_A_DAY)
    learning.rebuild(teacher, site.id)
    assert np.allclose(Residual.unpack(champion(site).packed).weights, grown, atol=1e-9)


def test_the_next_day_it_may_correct_again(site, at, maria, rogue, teacher):
    decide(comments(site, COLLEAGUES), maria, Action.APPROVE)
    decide(comments(site, 6), rogue, Action.SPAM)
    learning.learn_due(teacher)
    spent = against(rogue)
    at.advance(24 * 3600 + 1)
    decide(comments(site, 6), maria, Action.APPROVE)
    decide(comments(site, 6), rogue, Action.SPAM)
    learning.learn_due(teacher)
    assert against(rogue) > spent


def test_who_decides_alone_has_no_limit(site, at, maria, teacher):
    decide(comments(site, COLLEAGUES), maria, Action.APPROVE)
    decide(comments(site, 10), maria, Action.SPAM)
    learning.learn_due(teacher)
    steps = [row.step for row in lesson_rows(Lesson.step)][COLLEAGUES:]
    assert sum(steps) > influence.MOST_A_DAY


def test_a_lesson_that_is_back_has_the_room_of_its_own_day(site, at, maria, rogue, teacher):
    decide(comments(site, COLLEAGUES), maria, Action.APPROVE)
    (first,) = comments(site, 1)
    decide([first], rogue, Action.SPAM)
    decide([first], rogue, Action.APPROVE, Status.SPAM)
    at.advance(3 * 24 * 3600)
    decide(comments(site, 6), rogue, Action.SPAM)
    learning.learn_due(teacher)
    assert against(rogue) == pytest.approx(influence.MOST_A_DAY)
    decide([first], rogue, Action.UNDO, Status.APPROVED)
    learning.learn_due(teacher)
    assert lesson_rows(Lesson.step)[COLLEAGUES].step > 0


def test_who_opposes_what_all_taught_does_not_wear_it_down_day_by_day(
    site, at, maria, rogue, teacher, monkeypatch
):
    monkeypatch.setattr(influence, "FEWEST", 4)
    decide(comments(site, COLLEAGUES), maria, Action.APPROVE)
    decide(comments(site, 6), rogue, Action.SPAM)
    learning.learn_due(teacher)
    spent = against(rogue)
    at.advance(24 * 3600 + 1)
    for id_ in comments(site, 3):
        decide([id_], rogue, Action.SPAM)
        learning.learn_due(teacher)
    assert against(rogue) == spent
