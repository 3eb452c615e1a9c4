"""Learning when something is wrong: one site's trouble is nobody else's, and proves nothing."""

import pytest
from sqlalchemy import select, update

from intake import db, sealing
from intake.moderation import learning, learnt, lessons, site_models
from intake.moderation.spam import registry
from intake.moderation.spam.teaching import Teacher
from intake.moderation.tables import SiteModel, VerdictGiven
from intake.sites import service as sites
from intake.submissions.tables import Submission
from intake.words import Action, Role, Status
from tests import people
from tests.deciding import champion, comments, decide
from tests.drafts import COMMENT, send
from workers import jobs, models


class OtherBase(Teacher):
    """The same model under another name, as on a host that was upgraded first."""

    version = "base-other"


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def teacher():
    return Teacher(registry.current())


@pytest.fixture
def taught(site, maria, teacher):
    decide(comments(site, 6), maria, Action.APPROVE)
    learning.learn_due(teacher)


def spoil(sealed):
    with db.transaction() as session:
        session.execute(update(SiteModel).values(residual_sealed=sealed))


def damaged(site):
    return sealing.sealer().seal("AAAA", f"site_model:{site.id}")


@pytest.mark.parametrize("kind", ["key gone", "damaged"])
def test_a_model_that_cannot_be_opened_is_learnt_again(site, maria, teacher, taught, kind):
    spoil("gone.00" if kind == "key gone" else damaged(site))
    decide(comments(site, 1), maria, Action.APPROVE)
    learning.learn_due(teacher)
    assert learning.learn_due(teacher) == 7
    assert champion(site).packed
    assert not lessons.has_due()


def test_it_stops_neither_judging_nor_another_sites_learning(
    app, site, maria, teacher, taught, monkeypatch
):
    monkeypatch.setattr(jobs, "_base", registry.current)
    monkeypatch.setattr(jobs, "LINGER_SECONDS", 0.0)
    other = sites.add("other", "Other", ["https://other.example"])
    otto = people.account(app, other, Role.MODERATOR, email="o@practice.example", name="Otto")
    spoil("gone.00")
    decide(comments(site, 1), maria, Action.APPROVE)
    decide(comments(other, 1), otto, Action.APPROVE)
    send(site, COMMENT)
    jobs.judge_waiting()
    newest = select(Submission.status).order_by(Submission.id.desc()).limit(1)
    assert db.session().scalar(newest) == Status.PENDING
    assert champion(other).packed


def test_a_rebuild_needs_no_key_of_the_old_model(site, teacher, taught):
    spoil("gone.00")
    assert learning.rebuild(teacher, site.id) == 6


def test_what_breaks_in_learning_does_not_stop_the_judge(site, taught, monkeypatch):
    def breaks(_teacher):
        raise KeyError("what nobody thought of")

    monkeypatch.setattr(jobs, "_base", registry.current)
    monkeypatch.setattr(learning, "learn_due", breaks)
    jobs.learn_due()


def test_bars_do_not_outlive_the_model_that_proved_them(site, teacher, taught):
    with db.transaction():
        site_models.write_bars(site.id, {"spam_from": 0.9, "ham_below": 0.1}, [])
    assert models.with_sites(registry.current()).bands_of(site.id).spam_from == 0.9
    with db.transaction():
        site_models.learning(site.id)
        site_models.begin_anew(site.id, teacher.version)
    assert champion(site).bars == {}
    assert models.with_sites(registry.current()).bands_of(site.id).spam_from > 1
    assert site_models.unproven() == [site.id]


def test_the_bars_are_proven_for_what_the_owner_chose_last(site, teacher, taught):
    learnt.set_allowed_error(site.id, 1000)
    learning.learn_due(teacher)
    assert champion(site).bars["needed"] == 2995
    assert site_models.unproven() == []


def test_two_versions_at_work_do_not_undo_each_others_work(site, at, maria, teacher, taught):
    decide(comments(site, 1), maria, Action.APPROVE)
    other = OtherBase(registry.current())
    assert learning.learn_due(other) == 0
    assert champion(site).base_version == teacher.version
    at.advance(site_models.UPGRADE_SECONDS + 1)
    assert learning.learn_due(other) == 7
    assert champion(site).base_version == other.version


def test_a_long_history_is_learnt_in_turns(site, maria, teacher, monkeypatch):
    decide(comments(site, 4), maria, Action.APPROVE)
    assert learning.learn_due(teacher, seconds=0) == 0
    assert learning.has_due()
    assert learning.learn_due(teacher) == 4


def test_the_job_learns_judges_and_says_why(site, maria, monkeypatch):
    monkeypatch.setattr(jobs, "_base", registry.current)
    monkeypatch.setattr(jobs, "LINGER_SECONDS", 0.0)
    decide(comments(site, 2), maria, Action.SPAM)
    send(site, COMMENT)
    jobs.judge_waiting()
    verdicts = db.session().scalars(select(VerdictGiven).order_by(VerdictGiven.id)).all()
    assert verdicts[-1].model_version.endswith("+decisions-1")
    assert all(verdict.why for verdict in verdicts)
