"""What stops a start, and with which words."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys

import pytest

from intake.run import preflight
from intake.run.preflight import CannotStart


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_busy_port_is_one_sentence_that_names_another(taken_port):
    with pytest.raises(CannotStart, match=rf"port {taken_port} is already in use; .*PORT="):
        preflight.check_port("127.0.0.1", taken_port)


def test_a_port_that_was_busy_a_moment_ago_is_free(taken_port):
    with socket.create_connection(("127.0.0.1", taken_port)):
        pass
    with socket.create_server(("127.0.0.1", 0)) as other:
        free_port = other.getsockname()[1]
    preflight.check_port("127.0.0.1", free_port)


def test_a_host_that_is_not_ours_is_named():
    with pytest.raises(CannotStart, match=r"HOST=192\.0\.2\.1 is no address of this machine"):
        preflight.check_port("192.0.2.1", 8000)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "8000.5", "٨٠٠٠"])
def test_a_port_that_is_none_is_named(text):
    with pytest.raises(CannotStart, match=f"PORT must be .* not {re.escape(repr(text))}"):
        preflight.port_number(text)


def test_a_full_disk_is_said_with_figures(tmp_path):
    with pytest.raises(CannotStart, match=r"only \d+ MB are free at .* 999999999 MB are needed"):
        preflight.check_disk(tmp_path, needed_mb=999_999_999)


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"cannot be written .*set INTAKE_DATA"):
        preflight.data_directory({"INTAKE_DATA": str(tmp_path / "file" / "data")})


def test_a_new_data_directory_is_for_its_owner_only(tmp_path):
    data = preflight.data_directory({"INTAKE_DATA": str(tmp_path / "new" / "data")})
    assert data.stat().st_mode & 0o777 == 0o700


def test_two_runs_do_not_share_a_data_directory(tmp_path):
    with (
        preflight.take(tmp_path),
        pytest.raises(CannotStart, match=f"another run of Intake uses {tmp_path}"),
    ):
        preflight.take(tmp_path, patience_seconds=0)


def test_the_directory_is_free_when_the_last_process_of_a_run_has_gone(tmp_path):
    lock = preflight.take(tmp_path)
    left_behind = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[lock.fileno()])
    lock.close()
    with pytest.raises(CannotStart):
        preflight.take(tmp_path, patience_seconds=0)

    left_behind.communicate()
    preflight.take(tmp_path, patience_seconds=0).close()


def test_the_command_prints_one_sentence_and_no_traceback(tmp_path, taken_port):
    env = os.environ | {"INTAKE_DATA": str(tmp_path), "PORT": str(taken_port)}
    command = [sys.executable, "-m", "intake.run", "--check"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(rf"Intake cannot start: port {taken_port} is .*\n", done.stderr)
