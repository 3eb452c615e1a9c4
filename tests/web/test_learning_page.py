"""The learning page: honest about how far a site has come; only its owner chooses the error."""

import pytest

from intake import db
from intake.accounts import store as accounts
from intake.moderation import learnt, site_models
from intake.moderation.spam.teaching import DELTA
from intake.sites import service as sites
from intake.words import Role
from tests import people
from tests.people import signed_in
from tests.web import staff


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.OWNER)


@pytest.fixture
def client(app, site, maria):
    client = app.test_client()
    people.sign_in(client)
    return client


def page(client):
    return staff.text(client.get("/staff/learning"))


def prove(site, **bars):
    known = {"real": 412, "needed": 299, "spam_from": 0.97, "above": 1, "bound": 0.0042}
    with db.transaction():
        site_models.learning(site.id)
        site_models.write_bars(site.id, known | bars, [])


def test_a_site_without_a_history_says_so(client, site):
    words = page(client)
    assert "Learning: 0 of 299 decisions" in words
    assert "nothing is called spam automatically" in words


def test_a_proven_site_says_on_how_many_decisions_and_what_was_achieved(client, site):
    prove(site)
    words = page(client)
    assert "Proven on 412 decisions" in words
    assert "at most 1 in 100 real messages" in words
    assert "1 is above the bar; of all real messages it is at most 0.42 %." in words


def test_a_site_where_no_bar_spares_enough_says_that(client, site):
    prove(site, spam_from=None)
    assert "No bar can be proven yet, after 412 decisions" in page(client)


def test_the_owner_chooses_and_the_bar_must_be_proven_anew(client, site):
    prove(site)
    answer = staff.press(client, "/staff/learning/blog", "/staff/learning", one_in="200")
    assert answer.status_code == 303
    assert "Learning: 0 of 598 decisions" in page(client)
    assert site_models.unproven() == [site.id]


@pytest.mark.parametrize("chosen", ["", "0", "7", "-100", "1e2", "9" * 30, "\u0661"])
def test_an_impossible_choice_is_refused_and_changes_nothing(client, site, chosen):
    answer = staff.press(client, "/staff/learning/blog", "/staff/learning", one_in=chosen)
    assert answer.status_code == 422
    assert "Choose at most one in 50, 100, 200, 500, 1000." in staff.text(answer)
    assert learnt.progress([site.id])[site.id].one_in == 100


def test_a_moderator_sees_the_page_but_chooses_nothing(app, site):
    client = signed_in(app, site, Role.MODERATOR)
    assert "Learning: 0 of 299" in page(client)
    assert "Choose" not in page(client)
    answer = staff.press(client, "/staff/learning/blog", "/staff/learning", one_in="200")
    assert answer.status_code == 403


def test_the_owner_of_one_site_chooses_nothing_for_another(app, client, site):
    other = sites.add("other", "Other", ["https://other.example"])
    answer = staff.press(client, "/staff/learning/other", "/staff/learning", one_in="200")
    assert answer.status_code == 404
    assert learnt.progress([other.id])[other.id].one_in == 100


def test_an_owner_who_only_moderates_another_site_chooses_nothing_there(client, maria):
    other = sites.add("other", "Other", ["https://other.example"])
    with db.transaction():
        accounts.add_membership(maria, other.id, Role.MODERATOR)
    answer = staff.press(client, "/staff/learning/other", "/staff/learning", one_in="200")
    assert answer.status_code == 403
    assert learnt.progress([other.id])[other.id].one_in == 100


def test_the_staff_alone_have_no_such_page(app, site):
    assert signed_in(app, site, Role.STAFF).get("/staff/learning").status_code == 403


def test_flags_are_said_in_sentences(client, site, maria):
    with db.transaction():
        site_models.learning(site.id)
        raised = [
            {"kind": "disagreement", "account_id": maria, "contradicted": 9, "of": 30},
            {"kind": "drift", "wrong": 20, "of": 50},
        ]
        site_models.write_bars(site.id, {}, raised)
    words = page(client)
    assert "Maria Lind decided against what the machine was nearly certain of in 9 of" in words
    assert "wrong in 20 of the last 50 decisions" in words


def test_it_says_how_often_the_machine_agreed(client, site, maria):
    assert "Nobody has decided anything yet" in page(client)


def test_what_is_needed_is_what_the_proof_needs():
    from intake.moderation.spam import bounds

    assert {n: bounds.needed(1 / n, DELTA) for n in learnt.NEEDED} == learnt.NEEDED
    assert round(1 - DELTA, 2) == 0.95
