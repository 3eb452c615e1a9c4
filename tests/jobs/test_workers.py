"""The workers as they really run: a process of their own, a real Redis, a fork for each job."""

import json
import os
import signal
import subprocess
import sys
from base64 import b64encode

import pytest
from redis import Redis
from sqlalchemy import select

from intake import bell, db
from intake.health import Heartbeat
from intake.submissions.tables import Submission
from intake.words import Status
from tests import redisdump
from tests.conftest import SECRETS
from tests.drafts import send
from tests.waiting import until


@pytest.fixture
def environment(settings):
    keys = {name: b64encode(key).decode() for name, key in SECRETS.field_keys.items()}
    path = settings.data / "secrets.json"
    path.write_text(json.dumps(vars(SECRETS) | {"field_keys": keys}))
    return os.environ | {
        "INTAKE_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
    }


@pytest.fixture
def start(environment):
    """Start `python -m workers NAME`; whatever is started is gone after the test."""
    started = []

    def start(name, **more):
        process = subprocess.Popen(
            [sys.executable, "-m", "workers", name],
            env=environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def status():
    db.done()
    return db.session().scalar(select(Submission.status))


def has_beaten(name):
    db.done()
    return db.session().get(Heartbeat, name) is not None


def test_the_judge_wakes_at_the_bell_judges_and_stops_when_told(site, start):
    send(site)
    judge = start("judge")
    until(lambda: status() == Status.PENDING)
    until(lambda: has_beaten("judge"))
    judge.send_signal(signal.SIGTERM)
    output, _ = judge.communicate(timeout=20)
    assert judge.returncode == 0
    assert "maria@example.org" not in output


def test_the_clock_rings_again_after_every_key_of_redis_was_deleted(site, start, redis_url):
    send(site)
    Redis.from_url(redis_url).flushall()
    start("judge")
    start("clock")
    until(lambda: status() == Status.PENDING)


def test_a_redis_that_may_drop_jobs_is_refused_with_a_sentence(start, redis_url):
    redis = Redis.from_url(redis_url)
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        judge = start("judge")
        output, _ = judge.communicate(timeout=20)
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
    assert judge.returncode == 1
    assert "allkeys-lru" in output
    assert "Traceback" not in output


def test_nothing_that_a_visitor_wrote_is_in_redis(site, redis_url):
    send(site)
    kept = redisdump.everything(redis_url)
    for secret in (b"maria", b"Maria", b"Thank you"):
        assert secret not in kept
    assert bell.JOBS["judge"].encode() in kept
