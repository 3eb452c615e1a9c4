"""The clock: rings for what is due, and does the work itself when Redis is gone."""

import pytest
from redis import Redis
from sqlalchemy import select

from intake import bell, db, health
from intake.accounts import forgotten
from intake.alerts import service as alerts
from intake.callbacks import closing_time
from intake.duty import service as duty
from intake.errors import IntakeError
from intake.health import Heartbeat
from intake.moderation import bulk
from intake.submissions.tables import Submission
from intake.watch import auditing
from intake.words import Role, Status
from tests import rung
from tests.drafts import CALLBACK, send
from tests.people import account
from tests.web.staff import judged
from workers import jobs
from workers.clock import BEAT_SECONDS, REDIS_GONE_SECONDS, Clock


class Seconds:
    """A monotonic count that a test moves."""

    def __init__(self):
        self.count = 1000.0

    def __call__(self):
        return self.count


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture(autouse=True)
def model(monkeypatch):
    # The clock's own wiring is tested here; the real model is loaded in test_workers.
    monkeypatch.setattr(jobs, "classifier", lambda: None)
    monkeypatch.setattr(jobs, "learn_due", lambda: None)
    monkeypatch.setattr(jobs, "explain_due", lambda: None)


@pytest.fixture
def no_redis(app):
    bell._bell = bell.Bell("redis://127.0.0.1:1/0")


def statuses():
    return list(db.session().scalars(select(Submission.status).order_by(Submission.id)))


def test_it_rings_for_what_nobody_judges(site, redis_url, seconds):
    send(site)
    redis = Redis.from_url(redis_url)
    redis.flushall()
    Clock(seconds).tick()
    assert redis.llen("rq:queue:judge") == 1


def test_it_does_not_ring_when_nothing_is_due(site, redis_url, seconds):
    Clock(seconds).tick()
    assert Redis.from_url(redis_url).llen("rq:queue:judge") == 0


def test_it_waits_a_while_for_redis_and_then_judges_by_itself(site, no_redis, seconds):
    send(site)
    clock = Clock(seconds)
    clock.tick()
    assert statuses() == [Status.RECEIVED]
    seconds.count += REDIS_GONE_SECONDS + 1
    clock.tick()
    assert statuses() == [Status.PENDING]


def test_it_puts_on_the_desk_what_nobody_judged_in_time(site, at, seconds):
    send(site, CALLBACK)
    at.advance(seconds=31)
    Clock(seconds).tick()
    assert statuses() == [Status.APPROVED]


def test_it_is_seen_alive_but_does_not_write_at_every_tick(site, at, seconds):
    clock = Clock(seconds)
    clock.tick()
    first = db.session().get(Heartbeat, "clock").seen_at
    at.advance(seconds=2)
    clock.tick()
    assert db.session().get(Heartbeat, "clock").seen_at == first
    seconds.count += BEAT_SECONDS
    clock.tick()
    assert db.session().get(Heartbeat, "clock").seen_at > first


BREAKING = [
    *((duty, "warn_uncovered"), (closing_time, "tell_due"), (auditing, "look_due")),
    *((duty, "climb_due"), (bulk, "has_due"), (forgotten, "write_due"), (health, "beat")),
]


@pytest.mark.parametrize(("where", "name"), BREAKING, ids=[name for _, name in BREAKING])
@pytest.mark.parametrize("error", [IntakeError("Not now"), LookupError()], ids=["refusal", "bug"])
def test_a_part_that_breaks_keeps_no_other_from_its_turn(
    app, site, at, no_redis, seconds, monkeypatch, where, name, error
):
    account(app, site, Role.STAFF, email="bo@x.example")
    item = judged(site, CALLBACK)
    at.advance(seconds=31 * 60)
    send(site)

    def break_(*_):
        raise error

    monkeypatch.setattr(where, name, break_)
    clock = Clock(seconds)
    clock.tick()
    seconds.count += REDIS_GONE_SECONDS + 1
    clock.tick()
    assert statuses() == [Status.APPROVED, Status.PENDING]
    if name != "climb_due":
        assert rung.events(item.id) == ["told"]
    assert not alerts.has_due()
