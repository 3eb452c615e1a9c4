"""How often the machine and a moderator would have decided alike, and on what not."""

import math

import pytest
from sqlalchemy import update

from intake import db
from intake.accounts import store as accounts
from intake.moderation import agreement, judging, store
from intake.moderation.tables import Lesson
from intake.sites import service as sites
from intake.words import Action, Label, Role, Status, Verdict
from tests import people
from tests.deciding import decide, newest
from tests.drafts import COMMENT, CONTACT, send
from tests.machines import SaysAlways
from tests.web import staff


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def client(app, maria):
    client = app.test_client()
    people.sign_in(client)
    return client


def judged(site, probability, text="The ramp is open on Sundays", draft=COMMENT):
    """Send one and have it judged; return its id."""
    send(site, draft, text=text)
    judging.judge_waiting(SaysAlways(Label.UNSURE, probability))
    return newest(1)[0]


def decided(site, account_id, action, probability, said=None):
    """Decide about one that was judged so; `said`: what was said before it was learnt."""
    id_ = judged(site, probability)
    decide([id_], account_id, action)
    if said is not None:
        learn(id_, said)
    return id_


def learn(id_, probability):
    logit = math.log(probability / (1 - probability))
    with db.transaction() as session:
        session.execute(
            update(Lesson)
            .where(Lesson.submission_id == id_)
            .values(logit=logit, step=0.1, is_due=False)
        )


def found(account_id, *site_ids, last=100):
    db.done()
    return agreement.of(account_id, site_ids, last)


def test_it_counts_what_the_machine_had_said_before_it_learnt(site, maria):
    decided(site, maria, Action.APPROVE, 0.9, said=0.2)
    wrong = decided(site, maria, Action.SPAM, 0.9, said=0.3)
    decided(site, maria, Action.REJECT, 0.9, said=0.4)
    compared = found(maria, site.id)
    assert (compared.agreed, compared.of) == (2, 3)
    assert [miss.id for miss in compared.misses] == [wrong]
    assert compared.misses[0].probability == pytest.approx(0.3)
    assert compared.misses[0].became is Status.SPAM


def test_what_was_not_learnt_yet_is_compared_with_the_verdict(site, maria):
    wrong = decided(site, maria, Action.APPROVE, 0.8)
    decided(site, maria, Action.SPAM, 0.8)
    compared = found(maria, site.id)
    assert (compared.agreed, compared.of) == (1, 2)
    assert [(miss.id, miss.probability) for miss in compared.misses] == [(wrong, 0.8)]


def test_a_verdict_given_afterwards_is_not_what_it_had_said(site, maria, at):
    id_ = decided(site, maria, Action.APPROVE, 0.2)
    at.advance(60)
    with db.transaction():
        store.add_verdicts({id_: Verdict(Label.UNSURE, 0.9, "test-2")}, [])
    assert not found(maria, site.id).misses


def test_what_nobody_judged_the_trash_and_what_was_undone_are_not_compared(site, maria):
    send(site)
    judging.judge_waiting(None)
    decide(newest(1), maria, Action.SPAM)
    decided(site, maria, Action.TRASH, 0.2)
    undone = decided(site, maria, Action.SPAM, 0.2, said=0.2)
    decide([undone], maria, Action.UNDO, Status.SPAM)
    assert found(maria, site.id).of == 0


def test_only_the_last_ones_count(site, maria):
    decided(site, maria, Action.SPAM, 0.2, said=0.2)
    for _ in range(3):
        decided(site, maria, Action.APPROVE, 0.2, said=0.2)
    assert found(maria, site.id, last=3).misses == ()
    assert found(maria, site.id, last=3).of == 3
    assert len(found(maria, site.id, last=4).misses) == 1


def test_a_moderators_decisions_are_looked_for_behind_those_of_others_but_not_for_ever(
    app, site, maria, monkeypatch
):
    ada = people.account(app, site, Role.MODERATOR, email="ada@practice.example", name="Ada")
    decided(site, maria, Action.SPAM, 0.2, said=0.2)
    for _ in range(3):
        decided(site, ada, Action.APPROVE, 0.2, said=0.2)
    assert found(maria, site.id).of == 1
    monkeypatch.setattr(agreement, "LOOKS_BACK", 3)
    assert found(maria, site.id).of == 0


def test_what_colleagues_decided_and_other_sites_have_is_left_out(app, site, maria):
    other = sites.add("other", "Other", ["https://other.example"])
    with db.transaction():
        accounts.add_membership(maria, other.id, Role.MODERATOR)
    ada = people.account(app, site, Role.MODERATOR, email="ada@practice.example", name="Ada")
    decided(site, ada, Action.SPAM, 0.2, said=0.2)
    decided(other, maria, Action.SPAM, 0.2, said=0.2)
    assert found(maria, site.id).of == 0
    assert found(maria, site.id, other.id).of == 1
    assert found(maria).of == 0


def test_the_page_says_it_and_links_to_what_the_machine_had_wrong(client, site, maria):
    id_ = decided(site, maria, Action.SPAM, 0.2, said=0.2)
    decided(site, maria, Action.APPROVE, 0.2, said=0.2)
    answer = client.get("/staff/learning")
    words = staff.text(answer)
    assert "The machine agreed with you in 1 of your last 2 decisions" in words
    assert "it would have been wrong on this one." in words
    assert "Comment by Maria The ramp is open on Sundays" in words
    assert "Marked as spam. The machine had said: 20 % spam. just now" in words.replace("\xa0", " ")
    assert f'href="/staff/queue/{id_}"' in answer.get_data(as_text=True)


def test_a_machine_that_was_always_right_is_said_to_agree_in_all(client, site, maria):
    for _ in range(2):
        decided(site, maria, Action.APPROVE, 0.2, said=0.2)
    assert "agreed with you in all of your last 2 decisions." in staff.text(
        client.get("/staff/learning")
    )


def test_a_single_decision_is_said_as_one(client, site, maria):
    decided(site, maria, Action.SPAM, 0.2, said=0.2)
    assert "The machine disagreed with your last decision; it would have been wrong on this" in (
        staff.text(client.get("/staff/learning"))
    )


def test_of_a_message_to_the_staff_no_word_is_shown(client, site, maria):
    id_ = judged(site, 0.9, "The sealed words", CONTACT)
    decide([id_], maria, Action.SPAM, Status.APPROVED)
    learn(id_, 0.2)
    words = staff.text(client.get("/staff/learning"))
    assert "Message " in words
    assert "sealed words" not in words


def test_words_of_visitors_are_text_on_the_page(client, site, maria):
    send(site, text="<script>alert(1)</script>", author="<b>Eve</b>")
    judging.judge_waiting(SaysAlways(Label.UNSURE, 0.9))
    decide(newest(1), maria, Action.APPROVE)
    page = client.get("/staff/learning").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "<b>Eve" not in page


def test_a_long_text_is_cut_at_a_word():
    text = "word " * 60
    cut = agreement.excerpt(text)
    assert cut.endswith("word …")
    assert len(cut) <= agreement.EXCERPT_CHARACTERS + 2
    assert agreement.excerpt("short\n\ntext") == "short text"


def test_many_are_folded(client, site, maria):
    for _ in range(12):
        decided(site, maria, Action.SPAM, 0.2, said=0.2)
    words = staff.text(client.get("/staff/learning")).replace("\xa0", " ")
    assert "agreed with you in 0 of your last 12 decisions" in words
    assert "wrong on these 12." in words
    assert "Show the other 2" in words
