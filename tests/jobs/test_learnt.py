"""How far a site has come, as the pages read it: without numpy, for many sites at once."""

import subprocess
import sys

import pytest

from intake import db
from intake.moderation import judging, learning, learnt, site_models
from intake.moderation.learnt import Agreement, Flag, WrongShare
from intake.moderation.spam import registry
from intake.moderation.spam.teaching import Teacher
from intake.sites import service as sites
from intake.words import Action, Label, Role, Status
from tests import people
from tests.deciding import comments, decide, newest
from tests.drafts import COMMENT, CONTACT, send
from tests.machines import SaysAlways


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.OWNER)


def progress(site):
    db.done()
    return learnt.progress([site.id])[site.id]


def learn():
    learning.learn_due(Teacher(registry.current()))
    db.done()


def test_a_site_that_nobody_taught_is_at_the_beginning(site):
    found = progress(site)
    assert (found.real, found.needed, found.one_in) == (0, 299, 100)
    assert not found.is_proven
    assert found.agreement == Agreement(0, 0)
    assert found.flags == ()


def test_it_counts_the_decisions_about_real_messages(site, maria):
    ids = comments(site, 5)
    decide(ids[:3], maria, Action.APPROVE)
    decide(ids[3:], maria, Action.SPAM)
    learn()
    found = progress(site)
    assert (found.real, found.needed) == (3, 299)
    assert found.version.startswith("decisions-")


def test_a_decision_that_was_undone_counts_no_more(site, maria):
    ids = comments(site, 3)
    decide(ids, maria, Action.APPROVE)
    learn()
    decide(ids[:1], maria, Action.UNDO, Status.APPROVED)
    learn()
    assert progress(site).real == 2


def test_it_says_how_often_the_machine_would_have_decided_alike(site, maria):
    """By what it said before it learnt each: the last of many alike is no surprise to it."""
    for id_ in comments(site, 12):
        decide([id_], maria, Action.SPAM)
        learn()
    agreement = progress(site).agreement
    assert agreement.of == 12
    assert 1 <= agreement.agreed < 12


def test_a_message_to_the_staff_that_went_to_the_desk_was_never_in_the_spam_box(site):
    send(site, CONTACT)
    judging.judge_waiting(SaysAlways(Label.SPAM, 0.999))
    assert progress(site).spam_box == 0


def test_it_counts_what_the_machine_put_into_the_spam_box_and_people_took_back(site, maria):
    for number in range(3):
        send(site, COMMENT, text=f"The harbour is closed {number}")
    judging.judge_waiting(SaysAlways(Label.SPAM, 0.999))
    decide(newest(1), maria, Action.APPROVE, Status.SPAM)
    found = progress(site)
    assert (found.spam_box, found.taken_back) == (3, 1)


def test_flags_name_the_account(site, maria):
    raised = {"kind": "disagreement", "account_id": maria, "contradicted": 9, "of": 30}
    with db.transaction():
        site_models.learning(site.id)
        site_models.write_bars(site.id, {}, [raised])
    flag = Flag("disagreement", "Maria Lind", 9, 30)
    assert progress(site).flags == (flag,)
    assert learnt.flagged() == {site.id: (flag,)}


def test_sites_that_nothing_is_odd_about_are_not_flagged(site, maria):
    decide(comments(site, 1), maria, Action.APPROVE)
    learn()
    assert learnt.flagged() == {}


@pytest.mark.parametrize("one_in", [0, -100, 1, 99, 10_000])
def test_a_share_that_nobody_may_choose_is_refused(site, one_in):
    with pytest.raises(WrongShare, match="Choose at most one in 50, 100, 200, 500, 1000"):
        learnt.set_allowed_error(site.id, one_in)


def test_a_chosen_share_takes_the_bar_away_until_it_is_proven_anew(site, maria):
    decide(comments(site, 2), maria, Action.APPROVE)
    learn()
    with db.transaction():
        site_models.write_bars(site.id, {"spam_from": 0.95, "real": 2}, [])
    learnt.set_allowed_error(site.id, 1000)
    assert progress(site).spam_from is None
    assert learning.has_due()
    learn()
    found = progress(site)
    assert (found.one_in, found.real, found.needed) == (1000, 2, 2995)
    assert not learning.has_due()


def test_each_site_has_its_own(site, maria):
    other = sites.add("other", "Other", ["https://other.example"])
    decide(comments(site, 2), maria, Action.APPROVE)
    learn()
    found = learnt.progress([site.id, other.id])
    assert (found[site.id].real, found[other.id].real) == (2, 0)


def test_it_is_read_without_numpy():
    code = (
        "import sys, intake.moderation.learnt; "
        "sys.exit(any(name.split('.')[0] in {'numpy', 'scipy'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
