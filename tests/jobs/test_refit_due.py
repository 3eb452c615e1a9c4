"""When a refit runs: at night, each site once, only while nothing waits, never again and again."""

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from intake import bell, db
from intake.moderation import explaining, learning, refitting, site_models
from intake.moderation.spam import registry
from intake.moderation.spam.refitting import Refitter
from intake.sites import service as sites
from intake.submissions.tables import Submission
from intake.words import Action, Role, Status
from tests import people
from tests.deciding import comments, decide
from tests.drafts import COMMENT, send
from tests.refits import Fixed, night_falls
from workers import jobs
from workers.clock import Clock


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def refitter():
    return Refitter(registry.current())


@pytest.fixture
def taught(site, maria, refitter, monkeypatch):
    """Two decisions for spam and six against it, which the site has learnt; few are enough."""
    monkeypatch.setattr(refitting, "FEWEST", 8)
    ids = comments(site, 8)
    decide(ids[:2], maria, Action.SPAM)
    decide(ids[2:], maria, Action.APPROVE)
    learning.learn_due(refitter)
    db.done()
    return ids


class SaysNothing:
    """Explains without a word."""

    def why(self, message, *, with_words):
        return {}


def test_a_crash_waits_for_the_next_night(site, maria, taught, at):
    class Broken(Fixed):
        def challenge(self, *_):
            raise MemoryError

    night_falls(at)
    with pytest.raises(MemoryError):
        refitting.refit_next(Broken(is_better=True))
    assert not refitting.has_due()
    assert not refitting.refit_next(Fixed(is_better=True))
    night_falls(at)
    assert refitting.has_due()


def test_it_is_not_due_before_the_night(site, maria, taught, at):
    assert not refitting.has_due()
    assert not refitting.refit_next(Fixed(is_better=True))


def test_each_site_has_its_turn(app, site, taught, at):
    other = sites.add("other", "Other", ["https://other.example"])
    with db.transaction():
        site_models.learning(other.id)
    night_falls(at)
    claimed = []
    for _ in range(3):
        with db.transaction():
            claimed.append(site_models.claim_refit())
    assert claimed == [site.id, other.id, None]


@pytest.fixture
def base_only(monkeypatch):
    monkeypatch.setattr(jobs, "_base", registry.current)


def rung(redis):
    """The jobs that wait for the judge."""
    queue = Queue("judge", connection=redis, serializer=JSONSerializer)
    return [job.func_name for job in queue.jobs]


def test_the_clock_rings_the_judge_for_it_at_night(site, taught, redis_url, at):
    night_falls(at)
    explaining.explain_due(SaysNothing())
    redis = Redis.from_url(redis_url)
    redis.flushall()
    Clock().tick()
    assert rung(redis) == [bell.JOBS["refit"]]


def test_the_clock_does_not_ring_for_it_while_anything_waits(site, taught, redis_url, at):
    night_falls(at)
    send(site, COMMENT)
    redis = Redis.from_url(redis_url)
    redis.flushall()
    Clock().tick()
    assert rung(redis) == [bell.JOBS["judge"]]
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
