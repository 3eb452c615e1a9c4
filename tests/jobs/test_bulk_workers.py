"""Workers at a bulk: killed, slow, or two of them; nothing is lost and nothing is done twice."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from intake import audit, db
from intake.moderation import bulk, bulk_batch, bulk_store
from intake.moderation.bulk_store import LEASE_SECONDS, State
from intake.submissions.tables import Comment
from intake.words import Action
from tests import people
from tests.manyatonce import PENDING, begin, comments, decisions, statuses
from tests.web.staff import account


@pytest.fixture
def ada(app, site):
    return account(people.account(app, site, "moderator", email="ada@x.example", name="Ada"))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(bulk_batch, "BATCH", 40)
    monkeypatch.setattr(bulk_batch, "LOOKED_UP_AT_ONCE", 120)


def now(kept):
    db.done()
    return bulk_store.bulk(kept.id)


class Killed(BaseException):
    """As a worker that is killed: nothing of ours catches it."""


@pytest.mark.parametrize("place", ["carry_out", "advance"])
def test_a_worker_that_is_killed_loses_nothing_and_does_nothing_twice(
    site, ada, at, monkeypatch, place
):
    comments(site, 130)
    waiting = begin(site, ada, Action.APPROVE)
    module = bulk_batch.moving if place == "carry_out" else bulk_store
    real, calls = getattr(module, place), []

    def dies(*args, **more):
        calls.append(1)
        answer = real(*args, **more)
        if len(calls) == 3:
            raise Killed
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(module, place, dies)
        with pytest.raises(Killed):
            bulk.work_due()
    assert (now(waiting).done, decisions()) == (80, 80)
    assert bulk.work_due() == 0  # its lease is not over
    at.advance(seconds=LEASE_SECONDS + 1)
    assert bulk.has_due()
    assert bulk.work_due() == 1
    assert (now(waiting).done, now(waiting).skipped, decisions()) == (130, 0, 130)
    assert audit.verify().broken_at is None


def first_batch(waiting):
    """Claim a bulk and look up what is next, as a worker does that is about to be slow."""
    with db.transaction():
        slow = bulk_store.claim()
    assert slow.id == waiting.id
    return slow, next(bulk_batch.batches(slow))


def test_a_slow_worker_finds_that_another_is_ahead_and_stops(site, ada):
    comments(site, 130)
    waiting = begin(site, ada, Action.SPAM)
    slow, batch = first_batch(waiting)
    assert bulk_batch.do(slow.id, slow.reached, batch)  # the other one, whose lease is newer
    assert bulk_batch.do(slow.id, slow.reached, batch) is False
    kept = now(waiting)
    assert (kept.state, kept.reached, kept.done, kept.skipped) == (State.WAITING, batch[-1], 40, 0)
    with db.transaction():
        bulk_store.release(slow.id)
    assert bulk.work_due() == 1
    assert bulk_batch.do(slow.id, batch[-1], batch) is False
    assert (now(waiting).done, now(waiting).skipped, decisions()) == (130, 0, 130)


def test_what_is_changed_after_it_was_looked_up_is_left_alone(site, ada, at):
    ids = comments(site, 60)
    waiting = begin(site, ada, Action.APPROVE)
    slow, batch = first_batch(waiting)
    at.advance(seconds=1)
    with db.transaction() as session:
        session.execute(
            update(Comment).where(Comment.submission_id == ids[3]).values(edited_at=at.now)
        )
    bulk_batch.do(slow.id, slow.reached, batch)
    assert statuses()[ids[3]] == PENDING
    assert (now(waiting).done, now(waiting).skipped) == (39, 1)
