"""`flask intake model …`: which model judges a site, and how another takes its place."""

import subprocess
import sys

import pytest
from sqlalchemy import select, update

from intake import db
from intake.moderation import learning, refitting
from intake.moderation.spam import registry
from intake.moderation.spam.residual import Residual
from intake.moderation.spam.teaching import Teacher
from intake.moderation.tables import Lesson, SiteLearning, SiteModel
from intake.words import Action, Role, Status
from tests import people
from tests.deciding import champion, comments, decide, lesson_rows
from tests.refits import Fixed, night_falls


@pytest.fixture
def run(app):
    def run(*words):
        db.done()
        answer = app.test_cli_runner().invoke(args=["intake", "model", *words])
        db.done()
        return answer

    return run


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def teacher(app):
    return Teacher(registry.current())


@pytest.fixture
def grown(site, maria, teacher):
    """A site that has learnt from twelve decisions."""
    ids = comments(site, 12)
    decide(ids[:3], maria, Action.SPAM)
    decide(ids[3:], maria, Action.APPROVE)
    learning.learn_due(teacher)
    db.done()
    return ids


@pytest.fixture
def refitted(grown, at, monkeypatch):
    """The same a night later: another version judges."""
    monkeypatch.setattr(refitting, "FEWEST", 12)
    night_falls(at)
    assert refitting.refit_next(Fixed(is_better=True))
    db.done()
    return grown


def revision():
    db.done()
    return db.session().scalar(select(SiteLearning.revision))


def log():
    return lesson_rows(Lesson.logit, Lesson.step)


def test_it_says_how_far_a_site_has_come(run, site, grown):
    answer = run("list", "--site", "blog")
    assert answer.exit_code == 0, answer.output
    assert registry.current().version in answer.output
    assert "learning: 9 of 299 decisions" in answer.output
    assert "* decisions-1" in answer.output
    assert "12 lessons" in answer.output


def test_it_says_what_is_proven_once_it_is(run, site, grown, teacher):
    with db.transaction():
        learning.prove(teacher, site.id, allowed_error=0.5)
    assert "1 of 9 real messages were above it" in run("list", "--site", "blog").output


def test_it_says_what_spoke_for_each_version(run, site, refitted):
    lines = run("list", "--site", "blog").output.splitlines()
    assert lines[-2].startswith("* refit-2")
    assert "log loss lower by" in lines[-2]
    assert lines[-1].startswith("  decisions-1")


def test_a_site_that_nobody_taught_says_so(run, site):
    assert "the base alone judges" in run("list", "--site", "blog").output


def test_rollback_brings_back_exactly_what_was_before(run, site, grown, at, monkeypatch):
    before, its_log = champion(site), log()
    monkeypatch.setattr(refitting, "FEWEST", 12)
    night_falls(at)
    refitting.refit_next(Fixed(is_better=True))
    assert champion(site).packed != before.packed
    seen = revision()
    answer = run("rollback", "--site", "blog")
    assert answer.exit_code == 0, answer.output
    assert "decisions-1 judges this site now." in answer.output
    assert champion(site) == before
    assert log() == its_log
    assert revision() == seen + 1


def test_what_came_back_learns_what_was_decided_meanwhile(run, site, refitted, maria, teacher):
    later = comments(site, 1)
    decide(later, maria, Action.SPAM)
    decide(refitted[:1], maria, Action.UNDO, Status.SPAM)
    learning.learn_due(teacher)
    run("rollback", "--site", "blog")
    assert learning.learn_due(teacher) == 2
    assert [step is None for _, step in log()] == [True] + [False] * 12
    decide(refitted[1:3] + later, maria, Action.UNDO, Status.SPAM)
    decide(refitted[3:], maria, Action.UNDO, Status.APPROVED)
    assert learning.learn_due(teacher) == 12
    db.done()
    assert not Residual.unpack(champion(site).packed).weights.any()


def test_rollback_is_refused_when_there_was_nothing_before(run, site, refitted):
    run("rollback", "--site", "blog")
    seen = champion(site), revision()
    answer = run("rollback", "--site", "blog")
    assert answer.exit_code == 1
    assert "There is no version before this one." in answer.output
    assert (champion(site), revision()) == seen


def test_any_version_that_is_kept_can_judge_again(run, site, refitted):
    fitted = champion(site).packed
    run("rollback", "--site", "blog")
    answer = run("promote", "refit-2", "--site", "blog")
    assert answer.exit_code == 0, answer.output
    assert champion(site).packed == fitted


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("refit-9", "No version called refit-9 is kept here."),
        ("refit-2", "judges this site already"),
    ],
)
def test_a_version_that_cannot_judge_is_refused_in_words(run, site, refitted, name, sentence):
    answer = run("promote", name, "--site", "blog")
    assert (answer.exit_code, sentence in answer.output) == (1, True)
    assert champion(site).version == "refit-2"


def test_a_version_of_another_base_model_is_refused(run, site, refitted):
    with db.transaction() as session:
        older = update(SiteModel).where(SiteModel.version == "decisions-1")
        session.execute(older.values(base_version="base-older"))
    answer = run("rollback", "--site", "blog")
    assert "was taught on base-older" in answer.output
    assert champion(site).version == "refit-2"


def test_no_fit_takes_the_place_of_what_a_person_chose_for_a_week(run, site, refitted, at):
    run("rollback", "--site", "blog")
    at.advance(7 * 24 * 3600)
    assert not refitting.has_due()
    at.advance(24 * 3600)
    assert refitting.has_due()


def test_rebuild_learns_all_again_and_keeps_nothing_else(run, site, refitted):
    answer = run("rebuild", "--site", "blog")
    assert "It learnt 12 decisions again." in answer.output
    assert run("list", "--site", "blog").output.count("lessons") == 1
    assert champion(site).version == "decisions-3"


@pytest.mark.parametrize("words", [["list"], ["rollback"], ["rebuild"], ["promote", "x"]])
def test_a_site_that_is_not_there_is_named(run, words):
    answer = run(*words, "--site", "nosuch")
    assert (answer.exit_code, "There is no site of this name" in answer.output) == (1, True)


def test_the_web_process_knows_the_commands_and_loads_no_numpy():
    code = "import sys, intake.cli; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
