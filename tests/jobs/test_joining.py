"""Whoever asks again while one request is open joins it: one call, no promise lost, all closed."""

import pytest

from intake import db
from intake.callbacks import attempts, cancelling, handing, progress, repromising, service
from intake.callbacks.attempts import NotPossible, Outcome
from intake.moderation import judging
from intake.moderation import service as moderation
from intake.promises import service as promises
from intake.sites import service as sites
from intake.words import Action, Event, Evidence, Role, Status
from tests import desks, people
from tests.desks import clock, joined, ladder, open_items, promise, task
from tests.drafts import CALLBACK, send
from tests.web.staff import account, judged, submission

LATER = "20260302T1400-20260302T1600"


@pytest.fixture
def ada(app, site):
    return desks.staff(app, site, "Ada")[0]


@pytest.fixture
def olga(app, site):
    return account(people.account(app, site, Role.OWNER, email="o@x.example", name="Olga"))


def test_a_second_request_of_a_number_joins_the_first_and_keeps_its_promise(site, at):
    first = judged(site, CALLBACK)
    at.advance(60)
    second = judged(site, CALLBACK, window=LATER)
    other = judged(site, CALLBACK, phone="+12025550199")
    now = task(first)
    assert (now.asked, now.promise_at, open_items()) == (2, clock(10, 30), 2)
    assert joined(first.id) == {second.id}
    assert task(second).submission_id == first.id
    assert task(other).asked == 1
    assert ladder(second.id) is None


def test_an_earlier_promise_is_kept_instead(site, at):
    first = judged(site, CALLBACK, window=LATER)
    at.advance(60)
    judged(site, CALLBACK)
    assert (task(first).promise_at, ladder(first.id).due_at) == (clock(10, 31), clock(10, 31))


def test_who_was_tried_in_vain_and_asks_again_waits_anew(site, at, ada):
    first = judged(site, CALLBACK)
    attempts.record(task(first), ada, Outcome.NO_ANSWER)
    at.now = clock(10, 45)
    judged(site, CALLBACK)
    now = task(first)
    assert (now.next_try_at, now.promise_at) == (None, clock(11, 45))
    assert clock(10, 45) <= ladder(first.id).next_at <= clock(11, 45)


def test_after_all_tries_asking_again_keeps_nobody_ringing(site, at, ada):
    first = judged(site, CALLBACK)
    for hour in (10, 11, 12, 13):
        at.now = clock(hour)
        attempts.record(task(first), ada, Outcome.NO_ANSWER)
    before, rings_at = task(first), ladder(first.id).next_at
    at.now = clock(13, 30)
    strangers = [judged(site, CALLBACK) for _ in range(2)]
    with db.transaction():
        promises.move(strangers[0].id, at.now, clock(14))
    cancelling.moved(strangers[0].id)
    cancelling.cancel(strangers[1].id)
    now = task(first)
    assert (now.review_at, now.promise_at) == (clock(13), before.promise_at)
    assert ladder(first.id).next_at == rings_at
    assert now.asked == 2


def test_asking_again_tells_at_most_once_in_ten_minutes_but_an_emergency_at_once(site, at):
    first = judged(site, CALLBACK)
    for _ in range(3):
        at.advance(60)
        judged(site, CALLBACK)
    assert len(desks.alerts(Event.CALLBACK_RECEIVED)) == 1
    at.advance(600)
    for _ in range(3):
        judged(site, CALLBACK)
    assert desks.alerts(Event.CALLBACK_RECEIVED) == [first.reference] * 2
    judged(site, CALLBACK, evidence=[Evidence.EMERGENCY])
    assert task(first).is_urgent
    assert len(desks.alerts(Event.CALLBACK_RECEIVED)) == 3


def test_a_claim_is_not_rung_into_because_the_caller_asks_again(site, at, ada):
    first = judged(site, CALLBACK, window=LATER)
    until = service.claim(task(first), ada)
    judged(site, CALLBACK)
    assert ladder(first.id).held_until == until
    assert until <= ladder(first.id).next_at < clock(10, 30)


def test_closing_closes_all_and_reopening_waits_for_all(site, at, ada):
    first, second = judged(site, CALLBACK), judged(site, CALLBACK)
    attempts.record(task(first), ada, Outcome.BOOKED)
    for item in (first, second):
        assert promise(item.id).settled_at == at.now
        assert progress.progress(item.id).state == "booked"
    third = judged(site, CALLBACK)
    assert task(third).submission_id == third.id  # what is closed is not joined
    service.reopen(task(first), ada)
    assert promise(second.id).settled_at is None
    assert (open_items(), joined(first.id)) == (1, {second.id, third.id})


def test_what_somebody_has_begun_stays_an_item_of_its_own(site, ada):
    first = judged(site, CALLBACK)
    attempts.record(task(first), ada, Outcome.REACHED)
    second = judged(site, CALLBACK)
    service.claim(task(second), ada)
    service.reopen(task(first), ada)
    assert (task(second).submission_id, open_items()) == (second.id, 2)


def test_words_that_came_during_the_call_are_not_closed_unread(site, ada):
    first = judged(site, CALLBACK)
    service.claim(task(first), ada)
    seen = task(first)
    judged(site, CALLBACK)
    with pytest.raises(service.Conflict, match="has asked again meanwhile"):
        attempts.record(seen, ada, Outcome.REACHED)
    attempts.record(task(first), ada, Outcome.REACHED)


def test_when_the_first_is_spam_those_that_joined_it_are_dealt_with_by_themselves(site, olga):
    first, second, third = (judged(site, CALLBACK) for _ in range(3))
    moderation.decide(first.id, olga, Action.SPAM, Status.APPROVED)
    assert (task(second).submission_id, task(second).asked) == (second.id, 2)
    assert joined(second.id) == {third.id}
    assert ladder(second.id).next_at is not None
    assert promise(first.id).settled_at is not None
    moderation.decide(first.id, olga, Action.UNDO, Status.SPAM)
    assert (task(first).closed_at, promise(first.id).settled_at) == (None, None)
    assert (open_items(), task(first).asked) == (1, 3)
    assert joined(first.id) == {second.id, third.id}
    assert ladder(second.id).next_at is None


def test_what_joined_and_is_spam_leaves_and_comes_back(site, olga):
    first, second = judged(site, CALLBACK, window=LATER), judged(site, CALLBACK)
    assert task(first).promise_at == clock(10, 30)
    moderation.decide(second.id, olga, Action.SPAM, Status.APPROVED)
    assert (task(first).asked, task(first).promise_at) == (1, clock(16))
    moderation.decide(second.id, olga, Action.UNDO, Status.SPAM)
    assert (task(first).asked, task(first).promise_at) == (2, clock(10, 30))


def test_another_sites_requests_are_never_joined(site, at):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    judged(site, CALLBACK)
    judged(shop, CALLBACK)
    assert open_items() == 2


# What the caller does.


def test_what_its_caller_cancels_is_closed_and_says_so(site, at, ada):
    item = judged(site, CALLBACK)
    service.claim(task(item), ada)
    assert cancelling.cancel(item.id)
    assert not cancelling.cancel(item.id)
    now = task(item)
    assert (now.outcome, now.closed_by, now.is_claimed) == ("cancelled", None, False)
    assert (ladder(item.id).next_at, promise(item.id).settled_at) == (None, at.now)
    assert progress.progress(item.id).state == "cancelled"


def test_cancelling_one_of_several_leaves_the_others(site):
    first, second, third = (judged(site, CALLBACK) for _ in range(3))
    cancelling.cancel(second.id)
    assert (task(first).asked, joined(first.id)) == (2, {third.id})
    cancelling.cancel(first.id)
    assert (task(third).submission_id, task(third).closed_at) == (third.id, None)
    assert [progress.progress(x.id).state for x in (first, second)] == ["cancelled"] * 2


def test_what_was_cancelled_before_it_was_judged_never_waits(site):
    item = submission(send(site, CALLBACK).token)
    with db.transaction():
        assert cancelling.cancel(item.id)
    judging.judge_waiting(None)
    with db.transaction():
        service.put_back(item.id)
    assert (open_items(), task(item).outcome) == (0, "cancelled")
    assert desks.alerts(Event.CALLBACK_RECEIVED) == []


def test_a_time_that_the_caller_moves_moves_on_the_desk(site, at):
    item = judged(site, CALLBACK)
    with db.transaction():
        promises.move(item.id, clock(14), clock(16))
        cancelling.moved(item.id)
    assert (task(item).promise_from, task(item).promise_at) == (clock(14), clock(16))
    assert clock(14) <= ladder(item.id).next_at <= clock(16)


# Handing over, and another time.


def test_it_is_handed_to_a_person_who_is_told(app, site, at, ada):
    (ben,) = desks.staff(app, site, "Ben")
    item = judged(site, CALLBACK)
    before = ladder(item.id).next_at
    handing.hand_over(task(item), ada, ben.id)
    assert (task(item).assignee, ladder(item.id).next_at) == ("Ben", before)
    assert desks.alerts(Event.CALLBACK_HANDED) == [item.reference]


def test_it_is_handed_to_nobody_who_does_not_answer_here(app, site, ada):
    mo = people.account(app, site, Role.MODERATOR, email="mo@x.example", name="Mo")
    with pytest.raises(NotPossible, match="Choose somebody"):
        handing.hand_over(task(judged(site, CALLBACK)), ada, mo)


def test_another_time_is_promised_to_all_who_asked_and_they_are_told(site, ada):
    first = judged(site, CALLBACK, email="ines@x.example")
    second = judged(site, CALLBACK)
    repromising.repromise(task(first), ada, clock(15), clock(16))
    assert {promise(item.id).due_at for item in (first, second)} == {clock(16)}
    assert (task(first).promise_at, ladder(first.id).due_at) == (clock(16), clock(16))
    assert len(desks.alerts(Event.CALLER_MOVED)) == 1
    with pytest.raises(NotPossible):
        repromising.repromise(task(first), ada, clock(8), clock(9))
