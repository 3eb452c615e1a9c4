"""The receivers of the simulated year: a mail server, a webhook and an ntfy, in one process.

One time in ten they refuse, or take a message and say nothing. What they took stands in files.
"""

from __future__ import annotations

import json
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests import sinks
from tests.sinks import DROP, Sink

REFUSES, SILENT = 0.07, 0.03
PUSHED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
NAMES = ("mail", "hook", "push")


@dataclass(frozen=True)
class Receivers:
    """Where they are, and what they took."""

    urls: dict[str, str]
    journals: dict[str, Path]

    def accepted(self, name: str) -> Counter[str]:
        """Return how often each message was taken, by its id."""
        path = self.journals[name]
        lines = path.read_text().splitlines() if path.exists() else []
        return Counter(json.loads(line)["id"] for line in lines)


@contextmanager
def running(directory: Path, seed: int) -> Iterator[Receivers]:
    """Run the receivers in a process of their own, so that whoever forks has no other threads."""
    journals = {name: directory / f"{name}.jsonl" for name in NAMES}
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _serve(theirs, journals, seed)
    theirs.close()
    try:
        with ours.makefile("rb") as lines:
            yield Receivers(json.loads(lines.readline()), journals)
    finally:
        ours.shutdown(socket.SHUT_RDWR)  # whoever was forked since has copies of this end
        ours.close()
        os.waitpid(pid, 0)


def _serve(line: socket.socket, journals: dict[str, Path], seed: int) -> None:
    with ExitStack() as stack:
        mail = stack.enter_context(sinks.smtp(journals["mail"]))
        hook = stack.enter_context(sinks.http(journals["hook"]))
        push = stack.enter_context(sinks.http(journals["push"]))
        _moody(mail, Random(seed), "RCPT 451 not now", "")
        _moody(hook, Random(seed + 1), BUSY, "")
        _moody(push, Random(seed + 2), BUSY, PUSHED)
        urls = {"mail": mail.url, "hook": hook.url, "push": push.url}
        line.sendall(json.dumps(urls).encode() + b"\n")
        line.recv(1)  # until the other end is closed
    os._exit(0)


def _moody(sink: Sink, rng: Random, no: str | bytes, yes: str | bytes) -> None:
    def answer() -> str | bytes:
        sink.tries += 1
        mood = rng.random()
        if mood < REFUSES:
            return no
        return DROP if mood < REFUSES + SILENT else yes

    chosen: Callable[[], str | bytes] = answer
    sink.next_answer = chosen  # type: ignore[method-assign]
