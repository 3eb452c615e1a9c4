"""What must be so before anything is started; each failure is one sentence."""

from __future__ import annotations

import errno
import fcntl
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

FREE_MB = 200
HIGHEST_PORT = 65535
# A run that was killed lets go of the directory as soon as its last process has left.
LOCK_SECONDS = 3.0


class CannotStart(Exception):
    """The start is refused; the sentence says why and what to do."""


@dataclass(frozen=True)
class Checked:
    """Where this run lives. Whoever holds `lock` owns the data directory."""

    data: Path
    host: str
    port: int
    lock: TextIOWrapper


def check(env: Mapping[str, str]) -> Checked:
    """Check everything, cheapest first, and take the data directory."""
    host, port = env.get("HOST") or "127.0.0.1", port_number(env.get("PORT") or "8000")
    data = data_directory(env)
    check_disk(data)
    lock = take(data)
    check_port(host, port)
    return Checked(data, host, port, lock)


def port_number(text: str) -> int:
    """Read PORT as a number that a server can listen on."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT:
        return int(text)
    raise CannotStart(f"PORT must be a number from 1 to {HIGHEST_PORT}, not {text!r}.")


def data_directory(env: Mapping[str, str]) -> Path:
    """Make the data directory, readable by its owner only, and try to write into it."""
    data = Path(env.get("INTAKE_DATA") or "data").resolve()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=data).close()
    except OSError as problem:
        raise CannotStart(
            f"the data directory {data} cannot be written ({problem.strerror}); "
            "make it writable or set INTAKE_DATA to another one."
        ) from None
    return data


def check_disk(data: Path, needed_mb: int = FREE_MB) -> None:
    """Refuse to start on a disk that is almost full, where nothing could be taken in."""
    free_mb = shutil.disk_usage(data).free // 2**20
    if free_mb < needed_mb:
        raise CannotStart(
            f"only {free_mb} MB are free at {data} and {needed_mb} MB are needed; "
            "make room or set INTAKE_DATA to a directory on another disk."
        )


def take(data: Path, patience_seconds: float = LOCK_SECONDS) -> TextIOWrapper:
    """Own the data directory until this process and all its children have let go of the file."""
    lock = (data / "run.lock").open("w")
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                lock.close()
                raise CannotStart(
                    f"another run of Intake uses {data}; stop that one first, "
                    "or set INTAKE_DATA and PORT to have two."
                ) from None
            time.sleep(0.1)
        else:
            return lock


def check_port(host: str, port: int) -> None:
    """Try to listen where the web process will."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as problem:
        raise CannotStart(_why_not(host, port, problem)) from None


def _why_not(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return (
            f"port {port} is already in use; stop what listens there "
            f"or choose another one: PORT={port + 1} make run"
        )
    if problem.errno == errno.EACCES:
        return f"port {port} needs special rights; choose one above 1023: PORT=8000 make run"
    return f"HOST={host} is no address of this machine ({problem.strerror})."
