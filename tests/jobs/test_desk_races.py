"""Many on the desk at once: one claim each, one try each, one item for each number; no errors."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sqlalchemy import func, select, update

from intake import audit, db
from intake.callbacks import attempts, cancelling, service, store
from intake.callbacks.attempts import Outcome
from intake.callbacks.tables import Attempt, DeskItem, JoinedRequest
from intake.errors import Conflict
from intake.moderation import judging
from intake.submissions.tables import Submission
from intake.words import Label
from tests import desks
from tests.drafts import CALLBACK, send
from tests.jobs.test_deciding_races import together
from tests.machines import SaysAlways

PEOPLE = 20


@pytest.fixture
def callbacks(request):
    return 100 if request.config.getoption("thorough") else 30


def number(n):
    return f"+1202555{n:04}"


@pytest.fixture
def staff(app, site):
    return desks.staff(app, site, *(f"S{n}" for n in range(PEOPLE)))


def received(site, count, phone=number):
    for n in range(count):
        send(site, CALLBACK, phone=phone(n))


def judge():
    judging.judge_waiting(SaysAlways(Label.HAM, 0.1))


def claims_all(who, seed):
    """Return the work of somebody who wants every callback, in an order of their own."""

    def work():
        tasks = store.open_tasks([1], 200)
        random.Random(seed).shuffle(tasks)
        won, told = [], []
        for task in tasks:
            try:
                service.claim(task, who)
                won.append(task.submission_id)
            except Conflict as refusal:
                told.append(str(refusal))
        return won, told

    return work


def test_of_twenty_who_race_for_all_callbacks_each_has_one_who_calls(site, staff, callbacks):
    received(site, callbacks)
    judge()
    answers = together(*(claims_all(who, seed) for seed, who in enumerate(staff)))
    won = Counter(id_ for ids, _ in answers for id_ in ids)
    assert (len(won), {*won.values()}) == (callbacks, {1})
    assert sum(len(told) for _, told in answers) == callbacks * (PEOPLE - 1)
    assert all(" is calling, until 09:45." in line for _, told in answers for line in told)
    db.done()
    held = dict(db.session().execute(select(DeskItem.submission_id, DeskItem.claimed_by)).all())
    assert held == {
        id_: who.id for who, (ids, _) in zip(staff, answers, strict=True) for id_ in ids
    }
    assert audit.verify().is_sound


def test_of_many_who_say_at_once_what_came_of_a_call_one_is_heard(site, staff):
    received(site, 1)
    judge()
    seen = store.open_tasks([1], 1)[0]

    def says(who):
        def work():
            try:
                attempts.record(seen, who, Outcome.NO_ANSWER)
            except Conflict:
                return False
            return True

        return work

    # Two of them press the button twice at the same moment.
    heard = together(*(says(who) for who in (*staff[:8], *staff[:2])))
    db.done()
    assert db.session().scalar(select(func.count()).select_from(Attempt)) == 1
    assert store.by_id(seen.submission_id).attempts == 1
    assert 1 <= sum(heard) <= 2


def test_judges_at_once_make_one_item_of_each_number_and_lose_no_request(site, monkeypatch):
    monkeypatch.setattr(judging, "BATCH", 5)
    received(site, 60, phone=lambda n: number(n % 4))
    together(*[judge] * 6)
    db.done()
    assert db.session().scalar(select(func.count()).select_from(DeskItem)) == 4
    assert db.session().scalar(select(func.count()).select_from(JoinedRequest)) == 56
    assert sorted(db.session().scalars(select(DeskItem.asked))) == [15] * 4


def test_a_request_that_comes_while_the_first_is_closed_is_never_closed_unread(site, staff):
    for round_ in range(5):
        received(site, 1)
        judge()
        seen = store.open_tasks([1], 1)[0]
        received(site, 1)
        answers = together(judge, lambda seen=seen: _closes(seen, staff[0]))
        db.done()
        now = store.open_tasks([1], 5)
        assert len(now) == 1, round_
        assert (now[0].submission_id == seen.submission_id) == (answers[1] is False)
        attempts.record(now[0], staff[0], Outcome.REACHED)


def _closes(seen, who):
    try:
        attempts.record(seen, who, Outcome.REACHED)
    except Conflict:
        return False
    return True


def test_a_request_that_is_cancelled_while_it_is_judged_does_not_wait(site):
    received(site, 20)
    ids = list(db.session().scalars(select(Submission.id)))
    together(judge, lambda: [cancelling.cancel(id_) for id_ in ids])
    assert desks.open_items() == 0
    outcomes = Counter(db.session().scalars(select(DeskItem.outcome)))
    assert outcomes == {"cancelled": 20}


def test_claims_that_ended_are_taken_over_by_one(site, staff, at):
    received(site, 10)
    judge()
    with db.transaction() as session:
        session.execute(update(DeskItem).values(claimed_by=staff[0].id, claimed_until=at.now))
    answers = together(*(claims_all(who, seed) for seed, who in enumerate(staff[1:6])))
    assert sum(len(ids) for ids, _ in answers) == 10
