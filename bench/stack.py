"""A whole installation in a directory of its own: real processes, each restarted when it dies."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg
from honcho.environ import parse_procfile

from bench.processes import Part
from intake import bell, db, sealing
from intake.alerts import channels
from intake.alerts import service as alerts
from intake.config import Settings
from intake.run import redis_server, secrets_file
from intake.run.steps import flask_intake
from intake.sites import service as sites
from intake.words import Role
from tests import servers, sinks

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
SITE = "demo"
READY_SECONDS = 60.0
LOOK_SECONDS = 0.1  # how soon a death is noticed
MANY = "1000000"


class Stack:
    """Redis, web, judge, tell and clock, and the receivers of what they tell."""

    def __init__(self, data: Path, env: Mapping[str, str], redis: redis_server.Embedded) -> None:
        self.data = data
        self.env = env
        self.settings = Settings.from_env(env)
        self.redis = redis
        self.mail = sinks.Sink()
        self.hook = sinks.Sink()
        commands = parse_procfile((ROOT / "Procfile").read_text()).processes
        words = {name: shlex.split(_filled(line, env)) for name, line in commands.items()}
        words = {"redis": redis.command, **words}
        self.parts = {name: Part(name, w, env, data / f"{name}.log") for name, w in words.items()}
        self._closing = threading.Event()

    def start(self, *names: str) -> None:
        """Start these, or all, and return when the web answers."""
        for name in names or self.parts:
            self.parts[name].start()
            if name == "redis":
                wait_until(self.redis.answers, "Redis")
        if "web" in (names or self.parts):
            wait_until(self.is_listening, "the web process")

    def supervise(self) -> None:
        """Start again whatever dies, until the end."""
        while not self._closing.wait(LOOK_SECONDS):
            for part in self.parts.values():
                part.start_again_if_dead()

    def stop(self) -> None:
        """Stop everything, Redis last."""
        self._closing.set()
        for part in reversed(self.parts.values()):
            part.stop()

    def answers(self) -> bool:
        """Whether the web process does. Raises ConnectionError if nobody is there."""
        connection = HTTPConnection(HOST, int(self.env["PORT"]), timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (TimeoutError, HTTPException):
            return False
        finally:
            connection.close()

    def is_listening(self) -> bool:
        """Whether somebody is there to answer, be it slowly."""
        try:
            self.answers()
        except OSError:
            return False
        return True


@contextmanager
def running(database: str = "sqlite", **more: str) -> Iterator[Stack]:
    """Make an installation, start all of it, and connect this process to its database."""
    with ExitStack() as stack, _directory() as name:
        data = Path(name)
        mail, hook = stack.enter_context(sinks.smtp()), stack.enter_context(sinks.http())
        redis = redis_server.embedded(data)
        secrets_file.create(data)
        env = _environment(data, redis, mail.url) | more
        if database == "postgresql":
            env["DATABASE_URL"] = new_database(stack.enter_context(servers.postgres_server()))
        installed = Stack(data, env, redis)
        installed.mail, installed.hook = mail, hook
        _prepare(installed)
        stack.callback(db.close)
        stack.callback(installed.stop)
        installed.start()
        thread = threading.Thread(target=installed.supervise, daemon=True)
        thread.start()
        yield installed


def _directory() -> tempfile.TemporaryDirectory[str]:
    # A job whose parent was killed goes on alone to its end, and may write while we clean up.
    return tempfile.TemporaryDirectory(prefix="intake-bench-", ignore_cleanup_errors=True)


def _environment(data: Path, redis: redis_server.Embedded, smtp_url: str) -> dict[str, str]:
    port = free_port()
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "INTAKE_DATA": str(data),
        "HOST": HOST,
        "PORT": str(port),
        "BASE_URL": f"http://{HOST}:{port}",
        "REDIS_URL": redis.url,
        "SMTP_URL": smtp_url,
        "ALLOW_PRIVATE_WEBHOOKS": "1",
        "POSTS_PER_MINUTE": MANY,
        "POSTS_PER_HOUR": MANY,
    }


def _prepare(installed: Stack) -> None:
    """Migrate, make the site, and add the webhook to those who are told."""
    flask_intake("migrate", installed.env)
    flask_intake("demo", installed.env)
    sites.forget()
    sealing.equip(installed.settings.secrets)
    db.connect(installed.settings)
    bell.hang(installed.settings)
    channels.equip(installed.settings)
    alerts.add_webhook(sites.get(SITE).id, f"{installed.hook.url}/hook", Role.STAFF)


def new_database(url: str) -> str:
    """Make an empty database on the server and return its URL."""
    name = f"bench_{os.getpid()}"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.replace("@/postgres?", f"@/{name}?")


def _filled(line: str, env: Mapping[str, str]) -> str:
    """Put the values of HOST and PORT where the Procfile names them."""
    for name in ("HOST", "PORT"):
        for default in ("127.0.0.1", "8000"):
            line = line.replace(f"${{{name}:-{default}}}", env[name])
    return line


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
        return port


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = READY_SECONDS) -> None:
    """Return as soon as it is so. Raises TimeoutError."""
    stop_at = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > stop_at:
            raise TimeoutError(f"Waited {seconds:.0f} s in vain for {what}.")
        time.sleep(0.02)


def keep_logs(installed: Stack, to: Path) -> None:
    """Copy what every process has said, for whoever looks for the reason."""
    for log in installed.data.glob("*.log"):
        shutil.copy(log, to)
