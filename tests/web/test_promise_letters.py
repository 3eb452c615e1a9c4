"""The letter that states the promise: only if the site writes it, and nothing private."""

from __future__ import annotations

import pytest

from intake import db
from intake.callbacks import promise_letters
from intake.moderation import judging
from intake.promises import offers
from intake.promises import service as promises
from intake.promises.offers import SiteOffer
from intake.words import Label
from tests.authoring import links, mails
from tests.machines import SaysAlways
from tests.web import visiting

EMAIL = "jo@example.com"


@pytest.fixture
def writes(site):
    with db.transaction():
        offers.save(site.id, SiteOffer(sends_mail=True), None)
    return site


def ask(client, number=1, **changed):
    data = visiting.CALLBACK | {"email": EMAIL, "message": f"Please, {number}"} | changed
    answer = client.post("/blog/callback", json=data)
    assert answer.status_code == 201
    return answer.json


def test_it_states_the_promise_and_leads_to_the_status_page(client, writes):
    asked = ask(client)
    (letter,) = mails()
    assert letter.to == EMAIL
    assert letter.subject == "Riverside Blog: we will call you"
    assert "We will call you by 10:30 on Monday, 2 March (UTC time)." in letter.text
    assert f"Your reference is {asked['reference']}." in letter.text
    assert links(letter) == [f"/receipts/{asked['receipt']}"]
    for words in ("Jo Doe", "Please", "456-1414", "4561414"):
        assert words not in letter.subject + letter.text


def test_a_window_is_stated_as_one(client, writes):
    ask(client, window="20260302T1400-20260302T1600")
    assert "between 14:00 and 16:00 on Monday, 2 March" in mails()[0].text


def test_no_letter_is_written_unless_the_site_does_so(client, site):
    ask(client)
    assert mails() == []


@pytest.mark.parametrize("changed", [{"email": ""}, {"website_2": "x"}])
def test_no_letter_goes_where_none_was_asked_for(client, writes, changed):
    ask(client, **changed)
    assert mails() == []


def test_an_address_gets_one_a_day_whoever_types_it(client, writes, at):
    for number in range(3):
        ask(
            client, number, phone=f"(202) 456-141{number}", email=EMAIL.upper() if number else EMAIL
        )
    assert len(mails()) == 1
    at.advance(seconds=86_400)
    ask(client, 4)
    assert len(mails()) == 2


def test_a_site_writes_few_an_hour(client, writes, at, monkeypatch):
    monkeypatch.setattr(promise_letters, "MOST_AN_HOUR", 2)
    for number in range(4):
        ask(client, number, email=f"jo{number}@example.com")
    assert len(mails()) == 2
    at.advance(seconds=3601)
    ask(client, 5, email="jo5@example.com")
    assert len(mails()) == 3


def test_what_is_sent_twice_is_written_once(client, writes):
    headers = {"Idempotency-Key": "one"}
    data = visiting.CALLBACK | {"email": EMAIL}
    for _ in range(2):
        client.post("/blog/callback", json=data, headers=headers)
    assert len(mails()) == 1


def test_who_is_called_at_another_time_is_told(client, site):
    ask(client)
    promise = promises.of(1)
    with db.transaction():
        promises.move(1, promise.from_at, promise.due_at.replace(hour=15))
        assert promise_letters.moved(1)
        assert not promise_letters.moved(1)
    (letter,) = mails()
    assert letter.subject == "Riverside Blog: we will call you at another time"
    assert "We will call you by 15:30 on Monday, 2 March (UTC time)." in letter.text


def move(id_, minute):
    """Promise it at another time; say whether a letter was written."""
    with db.transaction():
        promise = promises.of(id_)
        promises.move(id_, promise.from_at, promise.due_at.replace(hour=15, minute=minute))
        return promise_letters.moved(id_)


def test_whoever_joins_is_written_to_only_at_the_first_address(client, site):
    for number, email in enumerate((EMAIL, "victim@example.com", EMAIL)):
        ask(client, number, email=email)
    judging.judge_waiting(SaysAlways(Label.HAM))
    assert [move(id_, 10) for id_ in (1, 2, 3)] == [True, False, False]
    assert [mail.to for mail in mails()] == [EMAIL]


def test_an_item_that_is_moved_again_and_again_writes_four_letters_a_day(client, site, at):
    ask(client)
    assert [move(1, minute) for minute in range(6)] == [True] * 4 + [False] * 2
    at.advance(seconds=86_401)
    assert move(1, 10)


def test_a_site_writes_few_letters_about_other_times_an_hour(client, site, at, monkeypatch):
    monkeypatch.setattr(promise_letters, "MOST_AN_HOUR", 2)
    for number in range(3):
        ask(client, number, phone=f"(202) 456-141{number}", email=f"jo{number}@example.com")
    assert [move(id_, 10) for id_ in (1, 2, 3)] == [True, True, False]
    at.advance(seconds=3601)
    assert move(3, 20)
