"""The Redis that comes along, on its private socket."""

from __future__ import annotations

import subprocess
import time

import pytest
import redis

from intake.run import redis_server
from intake.run.preflight import CannotStart


@pytest.fixture
def start():
    """Start a server and wait until it answers; all are gone at the end."""
    running = []

    def begin(server):
        running.append(subprocess.Popen(server.command))
        deadline = time.monotonic() + 20
        while not server.answers():
            assert time.monotonic() < deadline, server.log.read_text()
        return running[-1], redis.Redis.from_url(server.url)

    yield begin
    for process in running:
        process.kill()
        process.wait()


def test_nothing_answers_before_it_is_started(tmp_path):
    assert not redis_server.embedded(tmp_path).answers()


def test_it_keeps_what_it_was_given_when_it_is_killed(tmp_path, start):
    server = redis_server.embedded(tmp_path)
    process, client = start(server)
    client.set("bell", "rung")
    process.kill()
    process.wait()
    _, client = start(server)
    assert client.get("bell") == b"rung"


def test_it_never_drops_a_job_to_make_room_and_has_no_open_port(tmp_path, start):
    _, client = start(redis_server.embedded(tmp_path))
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert client.config_get("appendfsync") == {"appendfsync": "everysec"}
    assert client.config_get("port") == {"port": "0"}


def test_only_its_owner_may_reach_it(tmp_path, start):
    server = redis_server.embedded(tmp_path)
    start(server)
    assert server.socket.stat().st_mode & 0o777 == 0o700
    assert server.socket.parent.stat().st_mode & 0o777 == 0o700


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path, start, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = tmp_path / ("a folder with a long name " * 5)
    deep.mkdir()
    server = redis_server.embedded(deep)
    _, client = start(server)
    assert client.ping()
    assert server.is_elsewhere
    assert server == redis_server.embedded(deep)
    assert server.socket.parent.stat().st_mode & 0o777 == 0o700


def test_a_short_directory_that_others_can_enter_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    redis_server.embedded(deep).socket.parent.chmod(0o777)
    with pytest.raises(CannotStart, match="is not ours alone"):
        redis_server.embedded(deep)
