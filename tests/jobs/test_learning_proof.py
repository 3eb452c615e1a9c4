"""What decisions prove: how much each weighs, and from when on something is sure spam."""

import pytest

from intake import db
from intake.moderation import judging, learning, taught_by
from intake.moderation.spam import registry
from intake.moderation.spam.teaching import Teacher
from intake.moderation.tables import Lesson
from intake.words import Action, Label, Message, Role, Status
from tests import people
from tests.deciding import champion, comments, decide, lesson_rows, newest
from tests.drafts import COMMENT, send
from tests.machines import SaysAlways
from workers import models


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def teacher():
    return Teacher(registry.current())


def spam_from(site):
    return champion(site).bars["spam_from"]


def test_the_many_decisions_of_one_account_on_a_day_count_less_and_less(site, maria, monkeypatch):
    monkeypatch.setattr(taught_by, "FULL_A_DAY", 10)
    decide(comments(site, 12), maria, Action.SPAM)
    counted = [weight for (weight,) in lesson_rows(Lesson.weight)]
    assert counted[:10] == [1.0] * 10
    assert counted[10:] == pytest.approx([10 / 11, 10 / 12])


def test_nothing_is_sure_spam_before_enough_decisions(site, maria, teacher):
    decide(comments(site, 12), maria, Action.APPROVE)
    learning.learn_due(teacher)
    bars = champion(site).bars
    assert (bars["real"], bars["needed"], bars["spam_from"]) == (12, 299, None)
    text = Message("Cheap pills http://pills.example.ru casino bonus", site_id=site.id)
    verdict = models.with_sites(registry.current()).judge([text])[0]
    assert verdict.label is Label.UNSURE
    assert not verdict.has_spam_bar


def test_enough_decisions_prove_a_bar(site, maria, teacher):
    decide(comments(site, 2), maria, Action.APPROVE)
    learning.learn_due(teacher)
    with db.transaction():
        learning.prove(teacher, site.id, allowed_error=0.5)
    assert spam_from(site) is None
    decide(comments(site, 8), maria, Action.APPROVE)
    learning.learn_due(teacher)
    with db.transaction():
        learning.prove(teacher, site.id, allowed_error=0.5)
    assert spam_from(site) >= 0.9
    bands = models.with_sites(registry.current()).bands_of(site.id)
    assert bands.spam_from == spam_from(site)
    assert bands.label(0.9999999) is Label.SPAM


def test_an_item_rescued_from_the_spam_box_teaches_but_proves_nothing(site, maria):
    send(site, COMMENT)
    judging.judge_waiting(SaysAlways(Label.SPAM, 0.999))
    decide(newest(1), maria, Action.APPROVE, Status.SPAM)
    assert lesson_rows(Lesson.is_spam, Lesson.is_sample) == [(False, False)]
