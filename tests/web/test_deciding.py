"""Deciding: one transaction, from what was seen, with all that follows; a race has one winner."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from intake import db
from intake.callbacks.tables import DeskItem
from intake.errors import Conflict, IntakeError, NotFound
from intake.moderation import service
from intake.moderation.tables import Decision
from intake.outbox import Alert
from intake.submissions import store as submissions
from intake.threads import pages
from intake.threads.store import Address
from intake.words import MOVES, Action, Kind, Label, Status
from tests import people
from tests.drafts import CALLBACK, COMMENT, CONTACT, send
from tests.web.staff import account, judged, status, submission

PENDING, APPROVED, SPAM = Status.PENDING, Status.APPROVED, Status.SPAM


@pytest.fixture
def ada(app, site):
    return account(people.account(app, site, "moderator", email="ada@x.example", name="Ada"))


@pytest.fixture
def ben(app, site):
    return account(people.account(app, site, "moderator", email="ben@x.example", name="Ben"))


def published(site, path=COMMENT.path):
    return pages.read(Address(site.slug, path), 1, "html")[1].decode()


def count(table):
    return db.session().scalar(select(func.count()).select_from(table))


def desk(id_):
    return (
        db.session()
        .scalars(
            select(DeskItem)
            .where(DeskItem.submission_id == id_)
            .execution_options(populate_existing=True)
        )
        .first()
    )


def test_an_approved_comment_is_on_its_page(site, ada):
    item = judged(site, text="I found the ramp at the back door.")
    assert "ramp" not in published(site)
    outcome = service.decide(item.id, ada, Action.APPROVE, PENDING)
    assert (outcome.seen, outcome.new, status(item.id)) == (PENDING, APPROVED, APPROVED)
    assert "ramp" in published(site)


@pytest.mark.parametrize("action", [Action.REJECT, Action.SPAM, Action.TRASH, Action.UNDO])
def test_a_comment_that_is_published_no_more_leaves_its_page(site, ada, action):
    item = judged(site, text="I found the ramp at the back door.")
    service.decide(item.id, ada, Action.APPROVE, PENDING)
    service.decide(item.id, ada, action, APPROVED)
    assert "ramp" not in published(site)


def test_the_second_moderator_is_told_who_was_first_and_when(site, ada, ben, at):
    item = judged(site)
    service.decide(item.id, ada, Action.APPROVE, PENDING)
    at.advance(seconds=12)
    with pytest.raises(Conflict, match=r"^Already published by Ada, 12 s ago\.$"):
        service.decide(item.id, ben, Action.SPAM, PENDING)
    with pytest.raises(Conflict, match=r"^Already published by Ada, 12 s ago\.$"):
        service.decide(item.id, ben, Action.APPROVE, APPROVED)
    assert status(item.id) == APPROVED
    assert count(Decision) == 1


def test_a_double_click_is_told_that_it_is_done(site, ada):
    item = judged(site)
    service.decide(item.id, ada, Action.REJECT, PENDING)
    with pytest.raises(Conflict, match=r"^Already rejected by you, just now\.$"):
        service.decide(item.id, ada, Action.REJECT, PENDING)


def at_once(work, number=8):
    """Run work(0), work(1) … in threads that start together; return values and refusals."""
    together = Barrier(number)

    def run(index):
        together.wait()
        try:
            return work(index)
        except IntakeError as refusal:
            return refusal
        finally:
            db.done()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(run, range(number)))


def test_of_eight_who_decide_at_once_one_wins_and_seven_are_told_who(app, site):
    item_id = judged(site).id
    names = [f"Mo{index}" for index in range(8)]
    mods = [account(people.account(app, site, "moderator", email=n, name=n)) for n in names]
    actions = [Action.APPROVE, Action.REJECT, Action.SPAM, Action.TRASH] * 2
    answers = at_once(lambda i: service.decide(item_id, mods[i], actions[i], PENDING))
    won = [i for i, answer in enumerate(answers) if isinstance(answer, service.Outcome)]
    assert len(won) == 1
    assert status(item_id) == service.STATUS_AFTER[actions[won[0]]]
    assert count(Decision) == 1
    refusals = [answer for answer in answers if not isinstance(answer, service.Outcome)]
    assert all(isinstance(each, Conflict) for each in refusals)
    assert all(f"by {names[won[0]]}, just now." in str(each) for each in refusals)


def test_of_eight_who_undo_at_once_one_wins(site, ada):
    item_id = judged(site).id
    service.decide(item_id, ada, Action.APPROVE, PENDING)
    answers = at_once(lambda _: service.decide(item_id, ada, Action.UNDO, APPROVED))
    assert sum(isinstance(answer, service.Outcome) for answer in answers) == 1
    assert {type(answer) for answer in answers} == {service.Outcome, Conflict}
    assert status(item_id) == PENDING


def test_eight_comments_approved_at_once_are_all_on_the_page(site, ada):
    ids = [judged(site, author=f"Visitor{index}").id for index in range(8)]
    at_once(lambda index: service.decide(ids[index], ada, Action.APPROVE, PENDING))
    page = published(site)
    assert all(f"Visitor{index}" in page for index in range(8))


def test_undo_brings_back_what_was_before_whoever_decided(site, ada, ben):
    item = judged(site, label=Label.SPAM)
    first = service.decide(item.id, ada, Action.TRASH, SPAM)
    outcome = service.decide(item.id, ben, Action.UNDO, Status.TRASHED)
    assert (outcome.new, status(item.id)) == (SPAM, SPAM)
    assert (outcome.undone.id, outcome.undone.account_name) == (first.decision_id, "Ada")


def test_undo_again_takes_back_the_decision_before(site, ada):
    item = judged(site)
    service.decide(item.id, ada, Action.APPROVE, PENDING)
    service.decide(item.id, ada, Action.SPAM, APPROVED)
    assert service.decide(item.id, ada, Action.UNDO, SPAM).new is APPROVED
    assert service.decide(item.id, ada, Action.UNDO, APPROVED).new is PENDING
    with pytest.raises(Conflict):
        service.decide(item.id, ada, Action.UNDO, PENDING)


def test_undo_does_not_reach_past_something_newer(site, ada):
    item = judged(site)
    service.decide(item.id, ada, Action.APPROVE, PENDING)
    with db.transaction():
        submissions.move(item.id, APPROVED, SPAM)  # by something else than a person
    with pytest.raises(Conflict, match="marked as spam meanwhile"):
        service.decide(item.id, ada, Action.UNDO, SPAM)


@pytest.mark.parametrize("action", Action)
def test_nobody_decides_what_the_machine_is_still_reading(site, ada, action):
    item = submission(send(site).token)
    for seen in (Status.RECEIVED, PENDING):
        with pytest.raises(Conflict, match="The machine is still reading this"):
            service.decide(item.id, ada, action, seen)
    assert status(item.id) == Status.RECEIVED


def test_what_does_not_exist_cannot_be_decided(site, ada):
    with pytest.raises(NotFound):
        service.decide(999, ada, Action.SPAM, PENDING)


@pytest.mark.parametrize("draft", [CONTACT, CALLBACK])
def test_what_was_no_spam_goes_to_the_desk_and_is_told_once(site, ada, draft):
    item = judged(site, draft, Label.SPAM)
    assert desk(item.id) is None
    service.decide(item.id, ada, Action.APPROVE, SPAM)
    assert desk(item.id).closed_at is None
    assert (desk(item.id).promise_at is None) == (draft is CONTACT)
    service.decide(item.id, ada, Action.UNDO, APPROVED)
    assert desk(item.id).closed_at is not None
    service.decide(item.id, ada, Action.APPROVE, SPAM)
    assert desk(item.id).closed_at is None
    assert count(Alert) == 1


def test_spam_leaves_the_desk_even_while_somebody_calls(site, ada):
    item = judged(site, CALLBACK)
    service.decide(item.id, ada, Action.SPAM, APPROVED)
    assert desk(item.id).closed_by == ada.id
    service.decide(item.id, ada, Action.UNDO, SPAM)
    assert desk(item.id).closed_at is None


def test_page_and_desk_follow_every_walk_through_the_statuses(site, ada):
    """Three items, decided 60 times at random: what is shown is always what is approved."""
    chance = random.Random(1)
    comment, contact = judged(site, text="A walk."), judged(site, CONTACT)
    callback = judged(site, CALLBACK, Label.SPAM)
    for _ in range(60):
        item = chance.choice([comment, contact, callback])
        seen, action = Status(status(item.id)), chance.choice(list(Action))
        try:
            outcome = service.decide(item.id, ada, action, seen)
            assert outcome.new in MOVES[seen]
        except Conflict:
            assert status(item.id) == seen
        if item.kind == Kind.COMMENT:
            assert ("A walk." in published(site)) == (status(item.id) == APPROVED)
        else:
            is_open = (task := desk(item.id)) is not None and task.closed_at is None
            assert is_open == (status(item.id) == APPROVED)
