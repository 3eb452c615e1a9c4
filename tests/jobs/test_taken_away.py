"""What a moderator takes away and puts back is as it was: open if it was open, else done."""

from __future__ import annotations

import pytest

from intake import db
from intake.callbacks import attempts, service
from intake.callbacks.attempts import Outcome
from intake.moderation import bulk
from intake.moderation import service as moderation
from intake.moderation.tabs import Tab
from intake.words import Action, Label, Role, Status
from tests import desks, people
from tests.desks import joined, open_items, promise, task
from tests.drafts import CALLBACK, CONTACT
from tests.manyatonce import begin
from tests.web.staff import account, judged
from tests.web.visiting import value_of


@pytest.fixture
def ada(app, site):
    return desks.staff(app, site, "Ada")[0]


@pytest.fixture
def mo(app, site):
    return account(people.account(app, site, Role.MODERATOR, email="mo@x.example", name="Mo"))


@pytest.fixture
def done(site, at, ada):
    """A callback that was reached, with another request of its caller, and an answered message."""
    first, again = judged(site, CALLBACK), judged(site, CALLBACK)
    message = judged(site, CONTACT)
    attempts.record(task(first), ada, Outcome.REACHED)
    service.close(task(message), ada)
    return first, again, message


def spam(item, mo):
    moderation.decide(item.id, mo, Action.SPAM, Status.APPROVED)


@pytest.mark.parametrize("back", [Action.APPROVE, Action.UNDO])
def test_what_was_done_is_not_done_again(done, mo, back):
    for item in done:
        spam(item, mo)
    for item in done:
        moderation.decide(item.id, mo, back, Status.SPAM)
    first, again, _ = done
    assert (open_items(), joined(first.id)) == (0, {again.id})


def test_nor_after_many_were_put_there_taken_back_and_put_there_again(site, at, ada, mo):
    message = judged(site, CONTACT, Label.SPAM)
    put = begin(site, mo, Action.APPROVE, tab=Tab.SPAM)
    service.close(task(message), ada)
    assert bulk.undo(put.id, mo).done == 1
    begin(site, mo, Action.APPROVE, tab=Tab.SPAM)
    assert open_items() == 0


def test_what_was_open_is_open_again(site, at, mo):
    for item in (judged(site, CALLBACK), judged(site, CONTACT)):
        spam(item, mo)
        assert task(item).closed_at
        moderation.decide(item.id, mo, Action.APPROVE, Status.SPAM)
        assert task(item).closed_at is None


def test_spam_that_joined_what_is_opened_again_is_not_called_about(done, ada, mo):
    first, again, _ = done
    spam(again, mo)
    service.reopen(task(first), ada)
    assert (task(first).asked, joined(first.id)) == (1, set())
    assert promise(again.id).settled_at
    moderation.decide(again.id, mo, Action.APPROVE, Status.SPAM)
    assert (task(first).asked, promise(again.id).settled_at) == (2, None)


def test_who_cancels_what_was_taken_away_is_not_called_when_it_comes_back(client, site, at, mo):
    item = judged(site, CALLBACK)
    path = f"/receipts/{item.receipt}/cancel"
    ticket = value_of(client.get(path), "ticket")
    spam(item, mo)
    assert client.post(path, data={"ticket": ticket}).status_code == 303
    moderation.decide(item.id, mo, Action.APPROVE, Status.SPAM)
    db.done()
    assert (open_items(), task(item).outcome) == (0, "cancelled")
    assert promise(item.id).cancelled_at == at.now
