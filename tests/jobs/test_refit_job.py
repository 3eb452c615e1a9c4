"""The refit as a job: at night, when nothing waits, on the judge's queue."""

import pytest
from redis import Redis
from sqlalchemy import select

from intake import bell, db
from intake.moderation import explaining, learning, refitting
from intake.moderation.spam import registry
from intake.moderation.spam.teaching import Teacher
from intake.submissions.tables import Submission
from intake.words import Action, Role, Status
from tests import people
from tests.deciding import comments, decide
from tests.drafts import COMMENT, send
from workers import jobs
from workers.clock import Clock


@pytest.fixture
def taught(app, site, monkeypatch):
    """Decisions that the site has learnt; few are enough."""
    monkeypatch.setattr(refitting, "FEWEST", 4)
    decide(comments(site, 4), people.account(app, site, Role.MODERATOR), Action.SPAM)
    learning.learn_due(Teacher(registry.current()))
    db.done()


def night_falls(at):
    at.advance(24 * 3600)


class SaysNothing:
    """Explains without a word."""

    def why(self, message, *, with_words):
        return {}


@pytest.fixture
def base_only(monkeypatch):
    monkeypatch.setattr(jobs, "_base", registry.current)


def test_the_clock_rings_the_judge_for_it_at_night(site, taught, redis_url, at):
    night_falls(at)
    explaining.explain_due(SaysNothing())
    redis = Redis.from_url(redis_url)
    redis.flushall()
    Clock().tick()
    assert redis.llen("rq:queue:judge") == 1
    assert redis.exists("bell:refit")


def test_the_clock_does_not_ring_for_it_while_anything_waits(site, taught, redis_url, at):
    night_falls(at)
    send(site, COMMENT)
    redis = Redis.from_url(redis_url)
    redis.flushall()
    Clock().tick()
    assert redis.exists("bell:judge")
    assert not redis.exists("bell:refit")


def test_the_job_judges_first_what_waits(site, taught, base_only, at):
    night_falls(at)
    send(site, COMMENT)
    jobs.refit_next()
    db.done()
    newest = select(Submission.status).order_by(Submission.id.desc()).limit(1)
    assert db.session().scalar(newest) == Status.PENDING
    assert refitting.has_due()
    jobs.refit_next()
    assert not refitting.has_due()


def test_every_queue_has_a_worker():
    assert {bell.QUEUES.get(name, name) for name in bell.JOBS} == {"judge", "tell"}
