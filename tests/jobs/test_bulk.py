"""Bulks: one decision about many items, in batches, resumed, cancelled, and undone as one."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from intake import audit, bell, db
from intake.audit import Noted
from intake.errors import BadBody, Conflict, NotFound
from intake.moderation import bulk, bulk_batch, bulk_store, service
from intake.moderation.bulk_store import State
from intake.moderation.tables import Decision, Lesson
from intake.moderation.tabs import Tab
from intake.sites import service as sites
from intake.submissions.tables import Comment, Submission
from intake.words import Action, Status
from tests import people
from tests.manyatonce import (
    PENDING,
    begin,
    choice,
    comments,
    count,
    decisions,
    lessons_in_force,
    pages,
    statuses,
)
from tests.web.staff import account
from workers import jobs
from workers.clock import Clock

APPROVED, SPAM = Status.APPROVED, Status.SPAM


@pytest.fixture
def ada(app, site):
    return account(people.account(app, site, "moderator", email="ada@x.example", name="Ada"))


@pytest.fixture
def ben(app, site):
    return account(people.account(app, site, "moderator", email="ben@x.example", name="Ben"))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(bulk_batch, "BATCH", 40)
    monkeypatch.setattr(bulk_batch, "LOOKED_UP_AT_ONCE", 120)


def now(kept):
    db.done()
    return bulk_store.bulk(kept.id)


def test_a_few_are_decided_at_once_with_all_that_follows(site, ada):
    ids = comments(site, 50)
    done = begin(site, ada, Action.APPROVE, ids=ids)
    assert (done.state, done.total, done.done, done.skipped) == (State.DONE, 50, 50, 0)
    assert set(statuses().values()) == {APPROVED}
    assert decisions(Decision.bulk_id == done.id, Decision.account_id == ada.id) == 50
    assert lessons_in_force() == dict.fromkeys(ids, False)
    assert "Visitor0" in pages()["/page-0", 1].decode()
    assert count(Noted, Noted.action == "item.decide") == 50
    assert audit.verify().broken_at is None


def test_many_are_left_to_the_worker(site, ada, redis_url):
    ids = comments(site, 130)
    waiting = begin(site, ada, Action.SPAM)
    assert (waiting.state, waiting.done, set(statuses().values())) == (State.WAITING, 0, {PENDING})
    assert bell._bell.redis.llen("rq:queue:judge") == 1
    jobs.decide_bulks()
    done = now(waiting)
    assert (done.state, done.done, done.skipped) == (State.DONE, 130, 0)
    assert lessons_in_force() == dict.fromkeys(ids, True)
    jobs.decide_bulks()
    assert decisions() == 130


def test_the_ring_of_a_job_that_waits_for_something_else_takes_no_bulk_with_it(site, ada):
    bell.ring("judge")
    comments(site, 51)
    begin(site, ada, Action.SPAM)
    assert bell._bell.redis.llen("rq:queue:judge") == 2


def test_the_clock_works_it_off_when_redis_is_gone(site, ada, monkeypatch):
    monkeypatch.setattr(jobs, "classifier", lambda: None)
    monkeypatch.setattr(jobs, "learn_due", lambda: None)
    monkeypatch.setattr(jobs, "explain_due", lambda: None)
    bell._bell = bell.Bell("redis://127.0.0.1:1/0")
    seconds = iter([0.0, *[1000.0] * 20])
    comments(site, 60)
    waiting = begin(site, ada, Action.SPAM)
    clock = Clock(lambda: next(seconds))
    clock.tick()
    assert now(waiting).state is State.DONE


def test_what_arrives_or_is_changed_after_the_choice_does_not_belong(site, ada, at):
    ids = comments(site, 60)
    waiting = begin(site, ada, Action.APPROVE)
    at.advance(seconds=1)
    comments(site, 5, start=60)
    with db.transaction() as session:
        session.execute(
            update(Comment).where(Comment.submission_id == ids[7]).values(edited_at=at.now)
        )
    bulk.work_due()
    left = {id_ for id_, status in statuses().items() if status == PENDING}
    assert left == {ids[7], *range(ids[-1] + 1, ids[-1] + 6)}
    assert (now(waiting).done, now(waiting).skipped) == (59, 1)


def test_what_others_decided_meanwhile_is_left_alone_and_counted(site, ada, ben):
    ids = comments(site, 60)
    waiting = begin(site, ada, Action.APPROVE)
    for id_ in ids[10:17]:
        service.decide(id_, ben, Action.SPAM, PENDING)
    bulk.work_due()
    assert (now(waiting).done, now(waiting).skipped) == (53, 7)
    assert [statuses()[id_] for id_ in ids[10:17]] == [SPAM] * 7
    with pytest.raises(Conflict, match=r"^Already published by Ada, just now\.$"):
        service.decide(ids[0], ben, Action.SPAM, PENDING)


def test_a_job_leaves_what_it_has_no_time_for_to_the_next(site, ada):
    comments(site, 90)
    waiting = begin(site, ada, Action.SPAM)
    assert bulk.work_due(seconds=1e-9) == 0
    kept = now(waiting)
    assert kept.done in {0, 40}
    assert bulk.has_due()
    assert bulk.work_due() == 1


def test_cancelled_it_stops_and_what_is_done_can_be_undone(site, ada, monkeypatch):
    comments(site, 130)
    waiting = begin(site, ada, Action.APPROVE)
    real = bulk_batch.do

    def cancelled_meanwhile(bulk_id, reached, batch):
        done = real(bulk_id, reached, batch)
        if not reached:
            bulk.cancel(bulk_id, ada)
        return done

    with monkeypatch.context() as patched:
        patched.setattr(bulk_batch, "do", cancelled_meanwhile)
        bulk.work_due()
    kept = now(waiting)
    assert (kept.state, kept.done, kept.skipped) == (State.CANCELLED, 40, 0)
    bulk.work_due()
    assert list(statuses().values()).count(APPROVED) == 40
    with pytest.raises(Conflict, match="ended already"):
        bulk.cancel(waiting.id, ada)
    undone = bulk.undo(waiting.id, ada)
    assert (undone.state, undone.total, undone.done) == (State.DONE, 40, 40)
    assert set(statuses().values()) == {PENDING}


def test_what_the_machine_has_not_read_yet_does_not_belong(site, ada):
    ids = comments(site, 3) + comments(site, 2, Status.RECEIVED, start=3)
    done = begin(site, ada, Action.APPROVE, ids=ids)
    assert (done.done, done.skipped) == (3, 2)


def test_impossible_wishes_are_refused(site, ada):
    comments(site, 1)
    with pytest.raises(BadBody):
        bulk.matching(choice(site, Action.UNDO))
    with pytest.raises(BadBody):
        begin(site, ada, Action.SPAM, tab=Tab.SPAM)
    with pytest.raises(NotFound):
        begin(site, ada, Action.APPROVE, tab=Tab.SPAM)
    with pytest.raises(NotFound):
        bulk.undo(99, ada)


def test_its_decisions_count_less_and_less_as_single_ones_do(site, ada, monkeypatch):
    monkeypatch.setattr("intake.moderation.taught_by.FULL_A_DAY", 10)
    comments(site, 100)
    begin(site, ada, Action.SPAM)
    bulk.work_due()
    weights = list(db.session().scalars(select(Lesson.weight).order_by(Lesson.id)))
    assert weights == [min(1.0, 10 / k) for k in range(1, 101)]


def test_it_is_about_its_own_sites_only(site, ada, app):
    elsewhere = sites.add("other", "Other", ["https://other.example"])
    comments(site, 2)
    theirs = comments(elsewhere, 2)
    done = begin(site, ada, Action.SPAM, ids=[*statuses()])
    assert (done.total, done.done, done.skipped) == (2, 2, 0)
    with pytest.raises(NotFound):
        begin(site, ada, Action.SPAM, ids=theirs)
    assert [statuses()[id_] for id_ in theirs] == [PENDING] * 2
    owner = select(Submission.site_id).where(Submission.status == SPAM)
    assert set(db.session().scalars(owner)) == {site.id}
