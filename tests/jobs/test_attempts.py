"""What follows from what came of a call: closed, tried again, looked at by a person; never lost."""

import pytest

from intake import audit
from intake.callbacks import attempts, service
from intake.callbacks.attempts import NotPossible, Outcome, Way
from intake.errors import Conflict
from intake.words import Evidence
from tests import desks
from tests.desks import clock, ladder, task, tries
from tests.drafts import CALLBACK, CONTACT
from tests.web.staff import judged


@pytest.fixture
def ada(app, site):
    return desks.staff(app, site, "Ada")[0]


@pytest.fixture
def ben(app, site):
    return desks.staff(app, site, "Ben")[0]


@pytest.mark.parametrize("outcome", [Outcome.REACHED, Outcome.BOOKED, Outcome.NOT_REAL])
def test_what_is_settled_is_closed_and_rings_nobody(site, at, ada, outcome):
    item = judged(site, CALLBACK)
    service.claim(task(item), ada)
    attempts.record(task(item), ada, outcome)
    now = task(item)
    assert (now.closed_at, now.closer, now.outcome) == (at.now, "Ada", outcome)
    assert (now.attempts, now.first_try_at) == (1, at.now)
    assert desks.promise(item.id).settled_at == at.now
    assert (ladder(item.id).next_at, ladder(item.id).ended_at) == (None, at.now)
    assert tries(item.id) == [outcome]
    assert audit.verify().is_sound


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.VOICEMAIL])
def test_what_was_in_vain_is_tried_again_in_two_hours_of_opening_time(site, at, ada, outcome):
    desks.open_from_nine_to_five(site)
    item = judged(site, CALLBACK)
    at.now = clock(16)
    service.claim(task(item), ada)
    attempts.record(task(item), ada, outcome)
    now = task(item)
    assert now.next_try_at == clock(10, day=3)
    assert (now.closed_at, now.is_claimed, now.is_overdue) == (None, False, False)
    assert (ladder(item.id).next_at, ladder(item.id).held_until) == (now.next_try_at, None)
    assert desks.promise(item.id).settled_at is None


def test_after_four_tries_a_person_looks_at_it_and_nothing_closes_by_itself(site, at, ada):
    item = judged(site, CALLBACK)
    for _ in range(4):
        with pytest.raises(NotPossible, match="Only what was tried in vain"):
            attempts.give_up(task(item), ada)
        attempts.record(task(item), ada, Outcome.NO_ANSWER)
        at.advance(2 * 3600)
    at.advance(30 * 86_400)
    now = task(item)
    assert (now.attempts, now.next_try_at, now.closed_at) == (4, None, None)
    assert now.review_at is not None
    assert ladder(item.id).next_at is not None  # nor is it forgotten
    attempts.give_up(now, ada)
    assert task(item).outcome == attempts.NOT_REACHED
    assert ladder(item.id).next_at is None


def test_a_wrong_number_is_looked_at_by_a_person_at_once(site, ada):
    item = judged(site, CALLBACK)
    attempts.record(task(item), ada, Outcome.WRONG_NUMBER)
    assert task(item).review_at is not None
    attempts.record(task(item), ada, Outcome.REACHED)  # by the other number
    assert task(item).outcome == Outcome.REACHED


def test_a_voicemail_is_only_left_where_it_is_allowed(site, ada):
    item = judged(site, CALLBACK, is_voicemail_ok=False)
    with pytest.raises(NotPossible, match="does not want a voicemail"):
        attempts.record(task(item), ada, Outcome.VOICEMAIL)
    assert tries(item.id) == []


def test_who_asks_to_be_called_later_is_promised_that(site, at, ada):
    desks.open_from_nine_to_five(site)
    item = judged(site, CALLBACK)
    attempts.record(task(item), ada, Outcome.ASKED_LATER, again_at=clock(16, 45))
    now = task(item)
    assert (now.next_try_at, now.promise_from, now.promise_at) == (
        *(clock(16, 45), clock(16, 45), clock(17)),  # we are gone then
    )
    assert desks.promise(item.id).due_at == clock(17)
    assert ladder(item.id).due_at == clock(17)
    assert clock(16, 45) <= ladder(item.id).next_at <= clock(17)
    at.now = clock(17, 1)
    assert task(item).is_overdue


@pytest.mark.parametrize("again_at", [None, clock(9, 29), clock(18), clock(8, day=3)])
def test_later_is_a_time_to_come_when_we_are_open(site, ada, again_at):
    desks.open_from_nine_to_five(site)
    item = judged(site, CALLBACK)
    with pytest.raises(NotPossible):
        attempts.record(task(item), ada, Outcome.ASKED_LATER, again_at=again_at)
    assert tries(item.id) == []


def test_a_button_pressed_twice_is_one_try(site, ada, ben):
    item = judged(site, CALLBACK)
    seen = task(item)
    for _ in range(2):
        attempts.record(seen, ada, Outcome.NO_ANSWER)
    assert tries(item.id) == [Outcome.NO_ANSWER]
    with pytest.raises(Conflict, match="Somebody else has noted a try"):
        attempts.record(seen, ben, Outcome.NO_ANSWER)
    seen = task(item)
    for _ in range(2):
        attempts.record(seen, ada, Outcome.REACHED)
    assert tries(item.id) == [Outcome.NO_ANSWER, Outcome.REACHED]


def test_while_somebody_is_calling_nobody_else_says_what_came_of_it(site, ada, ben):
    item = judged(site, CALLBACK)
    service.claim(task(item), ada)
    with pytest.raises(Conflict, match=r"Ada is calling, until 09:45\."):
        attempts.record(task(item), ben, Outcome.REACHED)
    assert task(item).closed_at is None


def test_a_try_typed_in_from_paper_counts_from_when_it_was(site, at, ada):
    item = judged(site, CALLBACK)
    at.now = clock(15)
    attempts.record(task(item), ada, Outcome.NO_ANSWER, way=Way.PAPER, at=clock(14, 30))
    now = task(item)
    assert (now.first_try_at, now.next_try_at) == (clock(14, 30), clock(16, 30))
    with pytest.raises(NotPossible, match="has passed already"):
        attempts.record(now, ada, Outcome.REACHED, at=clock(15, 1))


def test_nobody_is_called_about_a_message(site, ada):
    with pytest.raises(NotPossible):
        attempts.record(task(judged(site, CONTACT)), ada, Outcome.REACHED)


def test_what_is_reopened_is_waited_for_and_rings_again(site, at, ada):
    item = judged(site, CALLBACK)
    attempts.record(task(item), ada, Outcome.REACHED)
    at.now = clock(12)
    service.reopen(task(item), ada)
    assert desks.promise(item.id).settled_at is None
    assert ladder(item.id).next_at <= at.now
    assert (task(item).outcome, task(item).closed_at) == ("", None)


def test_a_claim_that_nothing_comes_of_rings_again_when_it_ends(site, at, ada, ben):
    item = judged(site, CALLBACK)
    at.now = clock(10)  # when the first of the ladder is to be told
    until = service.claim(task(item), ada)
    assert (ladder(item.id).held_until, ladder(item.id).next_at) == (until, until)
    at.now = until
    assert not task(item).is_claimed
    service.claim(task(item), ben)
    at.advance(60)
    service.give_back(task(item), ben)
    assert ladder(item.id).next_at == at.now
    with pytest.raises(Conflict, match="You have not claimed this any more"):
        service.give_back(task(item), ben)


def test_an_emergency_is_tried_again_in_ten_minutes_of_opening_time(site, at, ada):
    desks.open_from_nine_to_five(site)
    item = judged(site, CALLBACK, evidence=[Evidence.EMERGENCY])
    at.now = clock(16, 55)
    attempts.record(task(item), ada, Outcome.NO_ANSWER)
    assert task(item).next_try_at == clock(9, 5, day=3)


def test_what_was_promised_for_later_is_not_tried_again_before(site, at, ada):
    desks.open_from_nine_to_five(site)
    item = judged(site, CALLBACK, window="20260303T1400-20260303T1600")
    at.now = clock(10)
    attempts.record(task(item), ada, Outcome.NO_ANSWER)
    assert task(item).next_try_at == clock(14, day=3)
    at.now = clock(14, day=3)
    attempts.record(task(item), ada, Outcome.NO_ANSWER)
    assert task(item).next_try_at == clock(16, day=3)
