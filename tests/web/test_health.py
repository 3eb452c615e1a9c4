"""What machines ask: whether the process lives, and whether it can take submissions."""

import json
import os
import socket
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from intake import clock, db, health
from intake.health import Heartbeat, spell
from tests import apps
from tests.conftest import SECRETS
from tests.waiting import until


def beat_all():
    for process in health.PROCESSES:
        health.beat(process)


def test_it_lives_and_says_so_without_a_database(settings, at):
    app = apps.another(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    app.testing = True
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "Set-Cookie" not in answer.headers
    db.close()


def test_it_is_ready_when_everything_runs(client):
    beat_all()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "failing": []})


def test_a_worker_that_is_gone_is_named_and_visitors_are_still_served(client, at):
    beat_all()
    at.advance(health.STALE_SECONDS + 1)
    health.beat("web")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"ready": True, "failing": ["judge", "tell", "clock"]}


@pytest.mark.parametrize(
    ("url", "failing"),
    [
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "database"),
        ("sqlite:///{}/empty.db", "migrations"),
    ],
)
def test_without_its_tables_it_is_not_ready_and_says_no_more(settings, at, tmp_path, url, failing):
    app = apps.another(settings, database_url=url.format(tmp_path))
    app.testing = True
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "failing": [failing]}
    db.close()


def test_a_heartbeat_keeps_what_the_process_says_of_itself(app):
    health.beat("judge", detail="base-1")
    health.beat("judge", detail="base-2")
    assert db.session().get(Heartbeat, "judge").detail == "base-2"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (200_000, "2 days")],
)
def test_durations_are_said_as_a_person_would(seconds, said):
    assert spell(seconds) == said


def test_the_web_server_is_seen_alive_from_its_first_request_on(app, settings):
    port = _free_port()
    keys = {name: b64encode(key).decode() for name, key in SECRETS.field_keys.items()}
    secrets = settings.data / "secrets.json"
    secrets.write_text(json.dumps(vars(SECRETS) | {"field_keys": keys}))
    command = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--factory"]
    server = subprocess.Popen(
        [*command, "intake:create_app", "--port", str(port), "--log-level", "error"],
        env=os.environ
        | {
            "INTAKE_DATA": str(settings.data),
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
        },
    )
    try:
        until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"))
        until(lambda: _seen("web"))
    finally:
        server.terminate()
        server.wait(30)
    clock.pin(None)
    assert health.seconds_since(_seen("web")) < 60


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url):
    try:
        with urlopen(url, timeout=2) as answer:
            return answer.read() == b"ok\n"
    except URLError:
        return False


def _seen(process):
    db.done()
    row = db.session().get(Heartbeat, process)
    return row and row.seen_at
