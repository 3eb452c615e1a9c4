"""What authors are told: only who wants it and has confirmed, and never what was written."""

from __future__ import annotations

import pytest

from intake import db
from intake.authors import telling
from intake.moderation import service
from intake.words import Action, Event, Role, Status
from tests import people
from tests.authoring import change, confirmed, judge, links, receipt, sent, told
from tests.published import decide
from tests.web.staff import account, text

REASON = "Please stay with the subject of the article."
JSON = {"Accept": "application/json"}


def tell(function, *arguments):
    with db.transaction():
        return function(*arguments)


@pytest.mark.parametrize(
    ("function", "more", "subject"),
    [
        (telling.published, (), "your comment is published"),
        (telling.rejected, (REASON,), "your comment was not published"),
        (telling.replied, (), "your comment has an answer"),
    ],
)
def test_it_says_which_site_and_leads_to_the_receipt(client, site, at, function, more, subject):
    id_ = confirmed(site)
    assert tell(function, id_, *more)
    at.advance(30)
    (mail,) = told()
    assert mail.to == "maria@example.org"
    assert mail.subject == f"Riverside Blog: {subject}"
    first, stop = links(mail)
    assert first == receipt(id_)
    assert client.get(stop).status_code == 200
    assert (REASON in mail.text) is bool(more)


def test_a_rejection_without_a_reason_gives_none(site, at):
    id_ = confirmed(site)
    tell(telling.rejected, id_, "")
    at.advance(30)
    assert "reason" not in told()[0].text


@pytest.mark.parametrize("make", [sent, lambda site: confirmed(site, wants_mail=False)])
def test_nobody_is_told_who_has_not_confirmed_or_does_not_want_it(site, at, make):
    id_ = make(site)
    for function in (telling.published, telling.replied):
        assert not tell(function, id_)
    assert not tell(telling.rejected, id_, REASON)
    at.advance(30)
    assert told() == []


def test_it_waits_half_a_minute_so_that_undo_takes_it_back(site, at):
    id_ = confirmed(site)
    tell(telling.published, id_)
    at.advance(29)
    assert told() == []
    assert tell(telling.take_back, id_, Event.AUTHOR_PUBLISHED)
    at.advance(3600)
    assert told() == []


def test_what_was_taken_back_can_be_told_after_all(site, at):
    id_ = confirmed(site)
    for _ in range(3):
        assert tell(telling.published, id_)
        tell(telling.take_back, id_, Event.AUTHOR_PUBLISHED)
    assert tell(telling.published, id_)
    at.advance(30)
    assert len(told()) == 1


def test_only_the_last_of_contrary_decisions_is_told(site, at):
    id_ = confirmed(site)
    tell(telling.rejected, id_, REASON)
    tell(telling.published, id_)
    tell(telling.replied, id_)
    tell(telling.rejected, id_, REASON)
    at.advance(30)
    assert [mail.subject for mail in told()] == ["Riverside Blog: your comment was not published"]


def test_taking_back_one_letter_leaves_the_others(site, at):
    id_, other = confirmed(site), confirmed(site, email="ben@example.org")
    tell(telling.published, id_)
    tell(telling.replied, id_)
    tell(telling.published, other)
    tell(telling.take_back, id_, Event.AUTHOR_PUBLISHED)
    at.advance(30)
    assert {(mail.to, mail.subject) for mail in told()} == {
        ("maria@example.org", "Riverside Blog: your comment has an answer"),
        ("ben@example.org", "Riverside Blog: your comment is published"),
    }


def test_what_has_gone_out_cannot_be_taken_back(site, at):
    id_ = confirmed(site)
    tell(telling.published, id_)
    at.advance(30)
    assert len(told()) == 1
    assert not tell(telling.take_back, id_, Event.AUTHOR_PUBLISHED)


def test_a_comment_that_is_changed_meanwhile_is_not_reported_as_published(client, site, at):
    id_ = confirmed(site)
    decide([id_], Status.APPROVED)
    tell(telling.published, id_)
    change(client, id_, comment="Other words.")
    at.advance(60)
    assert told() == []


def test_there_is_an_end_of_letters_about_one_comment(site):
    id_ = confirmed(site)
    written = [tell(telling.replied, id_) for _ in range(telling.MOST_LETTERS + 2)]
    assert written.count(True) == telling.MOST_LETTERS


# The receipt says what the letters say.


def test_the_receipt_gives_the_reason_of_a_rejection(app, client, site):
    id_ = sent(site)
    ada = account(people.account(app, site, Role.MODERATOR))
    assert client.get(receipt(id_), headers=JSON).json["reason"] == ""
    service.decide(id_, ada, Action.REJECT, Status.PENDING, reason=REASON)
    page = text(client.get(receipt(id_)))
    assert f"The reason: {REASON}" in page
    assert "Change your comment" not in page
    known = client.get(receipt(id_), headers=JSON).json
    assert (known["state"], known["reason"]) == ("not_published", REASON)
    assert known["may_change"] is False
    service.decide(id_, ada, Action.UNDO, Status.REJECTED)
    assert REASON not in client.get(receipt(id_)).text


def test_the_receipt_of_a_message_to_the_staff_knows_nothing_of_this(client, site):
    answer = client.post("/blog/contact", json={"name": "Jo", "email": "jo@example.com",
                                                "message": "Are you open?"})  # fmt: skip
    path = f"/receipts/{answer.json['receipt']}"
    assert set(client.get(path, headers=JSON).json) == {"reference", "kind", "state", "message"}
    assert "Change" not in client.get(path).text
    assert client.get(f"{path}/change").status_code == 404


def test_after_a_change_it_waits_again(client, site):
    id_ = sent(site)
    decide([id_], Status.APPROVED)
    assert client.get(receipt(id_), headers=JSON).json["state"] == "published"
    change(client, id_, comment="Other words.")
    judge()
    known = client.get(receipt(id_), headers=JSON).json
    assert (known["state"], known["is_changed"]) == ("waiting", True)
