"""Deciding from the mail: one item, without signing in, once; looking changes nothing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from intake import db
from intake.accounts import people
from intake.alerts import mailbox, service
from intake.moderation import service as deciding
from intake.submissions.tables import Comment
from intake.words import Action, Label, Role, Status
from tests.drafts import CONTACT
from tests.people import account
from tests.web.staff import account as account_of
from tests.web.staff import judged, status, text

MARIA = "maria@practice.example"


@pytest.fixture
def maria(app, site):
    id_ = account(app, site, Role.MODERATOR, email=MARIA)
    with db.transaction():
        service.subscribe(site.id, MARIA, Role.MODERATOR, id_)
    return id_


@pytest.fixture
def held(site):
    return judged(site, label=Label.UNSURE, probability=0.4).id


def mailed(at):
    """Let the day's mail be written and delivered; return the paths of its passes."""
    at.advance(seconds=3601)
    service.remind_moderators()
    service.deliver_due()
    mails = mailbox.newest(10)
    return re.findall(r"http://intake\.example(/decide/\S+)", mails[0].text)


@pytest.fixture
def path(maria, held, at):
    (only,) = mailed(at)
    return only


def press(client, path, action="approve"):
    return client.post(path, data={"action": action, "seen": "pending"})


def test_the_mail_has_a_line_for_each_that_waits_longest_and_none_of_its_words(maria, site, at):
    ids = [judged(site, text=f"Words number {n}", label=Label.UNSURE).id for n in range(6)]
    assert len(mailed(at)) == 5 < len(ids)
    mail = mailbox.newest(1)[0].text
    assert "Words number" not in mail
    assert "ada" not in mail.lower()


def test_looking_shows_the_item_and_changes_nothing(client, path, held):
    for _ in range(2):
        page = client.get(path)
        assert page.status_code == 200
        assert "Approve" in text(page)
    assert client.head(path).status_code == 200
    assert status(held) == Status.PENDING
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("action", "after"),
    [("approve", Status.APPROVED), ("reject", Status.REJECTED), ("spam", Status.SPAM)],
)
def test_a_button_decides_in_the_name_of_whom_the_mail_was_for(client, path, held, action, after):
    answer = press(client, path, action)
    assert answer.status_code == 303
    assert status(held) == after
    assert "by Maria Lind" in text(client.get(path))


def test_it_works_once(client, path, held, maria):
    press(client, path)
    deciding.decide(held, account_of(maria), Action.UNDO, Status.APPROVED)
    assert status(held) == Status.PENDING
    answer = press(client, path, "spam")
    assert answer.status_code == 409
    assert "used already" in text(answer)
    assert status(held) == Status.PENDING


def test_what_a_colleague_decided_meanwhile_is_said(app, site, client, path, held):
    other = account(app, site, Role.MODERATOR, email="joe@practice.example", name="Joe Berg")
    deciding.decide(held, account_of(other), Action.SPAM, Status.PENDING)
    assert "marked as spam by Joe Berg" in text(client.get(path))
    assert press(client, path).status_code == 409
    assert status(held) == Status.SPAM


def test_it_is_for_the_words_that_waited_then(client, path, held):
    with db.transaction() as session:
        session.execute(update(Comment).values(revision=2))
    assert press(client, path).status_code == 409
    assert status(held) == Status.PENDING


def test_it_expires(client, path, held, at):
    at.advance(seconds=3 * 24 * 3600)
    assert client.get(path).status_code == 410
    assert press(client, path).status_code == 410
    assert status(held) == Status.PENDING


def test_it_ends_with_the_role(client, path, held):
    people.remove(MARIA)
    assert press(client, path).status_code == 410
    assert status(held) == Status.PENDING


@pytest.mark.parametrize("wrong", ["x", "W10.x", ""])
def test_a_pass_that_nobody_issued_opens_nothing(client, path, held, wrong):
    forged = path[:-1] + ("a" if path[-1] != "a" else "b")
    for bad in (f"/decide/{wrong or 'AAAA'}", forged):
        assert client.get(bad).status_code == 410
        assert press(client, bad).status_code == 410
    assert status(held) == Status.PENDING


def test_every_flipped_letter_of_a_pass_makes_it_worthless(client, path):
    start = len("/decide/")
    for place in range(start, len(path), 3):
        other = "A" if path[place] != "A" else "B"
        assert client.get(path[:place] + other + path[place + 1 :]).status_code in {404, 410}


def test_it_neither_undoes_nor_opens_messages_to_the_staff(client, site, path, held, maria, at):
    assert press(client, path, "undo").status_code == 404
    contact = judged(site, CONTACT, label=Label.SPAM, probability=0.99)
    from intake import clock, passes

    token = passes.issue("decide", [maria, contact.id, 1], clock.now())
    assert client.get(f"/decide/{token}").status_code == 410


def test_whoever_has_no_account_gets_a_link_to_the_queue_only(site, held, at):
    service.add_email(site.id, "shared@practice.example", Role.MODERATOR)
    assert mailed(at) == []
    assert "http://intake.example/staff/queue" in mailbox.newest(1)[0].text


def test_a_refused_decision_leaves_the_pass_as_it_was(app, site, client, path, held):
    other = account(app, site, Role.MODERATOR, email="joe@practice.example", name="Joe Berg")
    deciding.decide(held, account_of(other), Action.SPAM, Status.PENDING)
    press(client, path)
    deciding.decide(held, account_of(other), Action.UNDO, Status.SPAM)
    assert press(client, path).status_code == 303
    assert status(held) == Status.APPROVED
