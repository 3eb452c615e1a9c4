"""A decision is about the words that were seen: nothing else is ever published by it."""

from __future__ import annotations

import re

import pytest

from intake.moderation import bulk, service
from intake.moderation.choosing import Choice
from intake.moderation.tabs import Tab
from intake.moderation.wanted import Wanted
from intake.threads import pages
from intake.threads.store import Address
from intake.words import Action, Label, Role, Status
from tests import people
from tests.authoring import change, judge, sent
from tests.web.staff import account, press, status, text

HELLO = Address("blog", "/articles/hello")
QUEUE = "/staff/queue"


@pytest.fixture
def maria(app, site):
    return people.signed_in(app, site, Role.MODERATOR)


@pytest.fixture
def ada(app, site):
    return account(people.account(app, site, Role.MODERATOR, email="ada@x.example", name="Ada"))


@pytest.fixture
def held(site, at):
    id_ = sent(site, wants_mail=False)
    at.advance(60)
    return id_


def fields(client, path, id_):
    """Return what the form of this item would send, as the page has it now."""
    page = client.get(path).get_data(as_text=True)
    form = re.search(rf'<form class="decide"[^>]*/{id_}/decide.*?</form>', page, re.S)[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def reword(client, at, id_):
    at.advance(5)
    change(client, id_, comment="Buy something evil now")
    judge()
    at.advance(60)


def shown():
    return pages.read(HELLO, 1, "html")[1].decode()


@pytest.mark.parametrize("page", ["queue", "item"])
def test_a_button_on_an_old_page_publishes_no_other_words(client, maria, held, at, page):
    path = QUEUE if page == "queue" else f"{QUEUE}/{held}"
    seen = fields(maria, path, held)
    reword(client, at, held)
    answer = maria.post(f"{QUEUE}/{held}/decide", data={**seen, "action": "approve"})
    assert answer.status_code == 409
    assert "changed the words meanwhile" in text(answer)
    assert status(held) == Status.PENDING
    fresh = fields(maria, path, held)
    maria.post(f"{QUEUE}/{held}/decide", data={**fresh, "action": "approve"})
    assert status(held) == Status.APPROVED


def test_an_answer_on_an_old_page_publishes_no_other_words(client, maria, held, at):
    page = f"{QUEUE}/{held}/reply"
    reword(client, at, held)
    answer = press(maria, page, page, text="Thank you!", seen="pending", revision="1")
    assert answer.status_code == 409
    assert status(held) == Status.PENDING


def test_undo_publishes_no_words_that_came_since(client, ada, held, at):
    service.decide(held, ada, Action.APPROVE, Status.PENDING)
    service.decide(held, ada, Action.SPAM, Status.APPROVED)
    at.advance(60)
    reword(client, at, held)
    with pytest.raises(service.Conflict):
        service.decide(held, ada, Action.UNDO, Status.SPAM)
    assert status(held) == Status.SPAM
    assert "evil" not in shown()


def test_the_undo_of_many_publishes_no_words_that_came_since(client, site, ada, held, at):
    other = sent(site, wants_mail=False, author="Bert", text="Something quite different here.")
    for id_ in (held, other):
        service.decide(id_, ada, Action.APPROVE, Status.PENDING)
    at.advance(60)
    choice = Choice(Action.SPAM, Wanted(tab=Tab.PUBLISHED), (site.id,))
    begun = bulk.begin(bulk.Wish(choice, ada))
    at.advance(60)
    reword(client, at, held)
    undone = bulk.undo(begun.id, ada)
    assert (undone.done, undone.skipped) == (1, 1)
    assert [status(held), status(other)] == [Status.SPAM, Status.APPROVED]
    assert "evil" not in shown()


def test_many_at_once_from_an_old_page_leave_other_words_alone(client, maria, held, at):
    page = maria.get(QUEUE).get_data(as_text=True)
    wanted = re.search(r'name="wanted" value="([^"]*)"', page)[1].replace("&#34;", '"')
    reword(client, at, held)
    press(maria, f"{QUEUE}/bulk", QUEUE, action="approve", wanted=wanted, item=str(held))
    assert status(held) == Status.PENDING


def test_all_that_match_are_those_that_were_there(site, maria, held, at):
    page = maria.get(QUEUE).get_data(as_text=True)
    wanted = re.search(r'name="wanted" value="([^"]*)"', page)[1].replace("&#34;", '"')
    at.advance(60)
    later = sent(site, Label.UNSURE, wants_mail=False, author="Bert", text="I came later.")
    press(maria, f"{QUEUE}/bulk", QUEUE, action="approve", wanted=wanted, all="1")
    assert [status(held), status(later)] == [Status.APPROVED, Status.PENDING]


def test_an_answer_sent_twice_stands_once(maria, held):
    page = f"{QUEUE}/{held}/reply"
    press(maria, page, page, text="Thank you!", seen="pending")
    for _ in range(2):
        answer = press(maria, page, page, text="And come again.", seen="approved")
        assert answer.status_code == 303
    assert shown().count("And come again.") == 1
