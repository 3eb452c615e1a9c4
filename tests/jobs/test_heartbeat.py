"""The heartbeat: a URL outside is called while all is well, and only then."""

import time

import pytest
from sqlalchemy import update

from intake import clock, db, health
from intake.alerts.outward import ForbiddenUrl
from intake.duty.tables import Escalation
from intake.watch import auditing, calling, heartbeat, store
from intake.watch.tables import Watching
from tests import sinks
from tests.drafts import CALLBACK
from tests.web.staff import judged
from workers import jobs


@pytest.fixture
def outside():
    with sinks.http() as sink:
        yield sink


@pytest.fixture
def watched(site, outside):
    for process in ("judge", "tell", "clock"):
        health.beat(process)
    watch(site, f"{outside.url}/beat")
    return site


def watch(site, url):
    with db.transaction():
        heartbeat.set_url(site.id, url)


def row(site):
    db.done()
    return store.of(site.id)


def test_it_is_called_once_for_each_look_that_found_all_well(watched, outside, at):
    auditing.look_due()
    jobs.deliver_due()
    assert not heartbeat.has_due()
    jobs.deliver_due()
    assert outside.tries == 1
    assert row(watched).answered_at == clock.now()

    at.advance(seconds=61)
    for process in ("judge", "tell", "clock"):
        health.beat(process)
    auditing.look_due()
    assert heartbeat.has_due()
    heartbeat.ping_due()
    assert outside.tries == 2


def test_it_is_silent_while_something_is_wrong(watched, outside, monkeypatch):
    judged(watched, CALLBACK)
    monkeypatch.setattr(auditing, "ROUNDS", 0)  # nothing is put right
    with db.transaction() as session:
        session.execute(update(Escalation).values(next_at=None))
    auditing.look_due()
    assert heartbeat.ping_due() == 0
    assert outside.tries == 0


def test_it_is_silent_while_nobody_looks(watched, outside, at):
    auditing.look_due()
    at.advance(seconds=heartbeat.FRESH_SECONDS + 1)
    for process in ("judge", "tell", "clock"):
        health.beat(process)
    assert heartbeat.ping_due() == 0
    assert outside.tries == 0


def test_it_is_silent_while_a_process_is_dead(watched, outside, at):
    at.advance(seconds=health.STALE_SECONDS + 1)
    for process in ("tell", "clock"):
        health.beat(process)
    auditing.look_due()
    assert heartbeat.ping_due() == 0
    assert outside.tries == 0


def test_a_call_that_fails_is_noted_and_disturbs_nobody(watched, outside, at):
    outside.answers.append(b"HTTP/1.1 500 No\r\n\r\n")
    auditing.look_due()
    assert heartbeat.ping_due() == 1
    assert row(watched).ping_error == "status 500"
    assert row(watched).answered_at is None

    watch(watched, "http://127.0.0.1:1/beat")
    at.advance(seconds=10)
    with db.transaction() as session:
        session.execute(update(Watching).values(looked_at=clock.now()))
    assert heartbeat.ping_due() == 1
    assert row(watched).ping_error == "no connection"


def test_who_never_answers_is_waited_for_a_few_seconds_only(watched, outside, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    outside.answers.append(sinks.HANG)
    auditing.look_due()
    began_at = time.monotonic()
    assert heartbeat.ping_due() == 1
    assert time.monotonic() - began_at < 2
    assert row(watched).ping_error in {"no answer in time", "no answer", "no connection"}


def test_the_url_is_sealed_and_may_not_lie_in_a_private_network(watched, outside, monkeypatch):
    assert outside.url not in row(watched).heartbeat_sealed
    assert heartbeat.url(row(watched)) == f"{outside.url}/beat"
    monkeypatch.setattr(heartbeat.channels.current(), "may_call_private", False)
    with pytest.raises(ForbiddenUrl):
        watch(watched, "https://192.168.1.1/beat")
    auditing.look_due()
    heartbeat.ping_due()
    assert row(watched).ping_error == "url not allowed"
    assert outside.tries == 0
