"""A client that posts as fast as it is answered, in a process on the second processor."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from urllib.parse import urlencode

from intake.submissions import ticket
from intake.words import Kind

CONNECTIONS = 16
THREADS = 200  # threads of comments
CLIENT_CORE = 1
TEXT = "We were there on Monday and it went as you say, and the way over the river is shorter. " * 2
ANSWER_BYTES = 65536


@dataclass(frozen=True)
class Task:
    """What to send, where, for how long. `ticket_secret`: as an HTML form, each with a ticket."""

    port: int
    seconds: float
    mark: str
    ticket_secret: str = ""


@dataclass
class Sent:
    """How it went."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    refused: int = 0


def write(task: Task) -> Sent:
    """Post from another process until the time is over; return its figures."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_run, task).result()


def _run(task: Task) -> Sent:
    if (os.cpu_count() or 1) > CLIENT_CORE:
        os.sched_setaffinity(0, {CLIENT_CORE})
    request = _form if task.ticket_secret else _json
    sent, began_at = Sent(), time.monotonic()
    threads = [
        threading.Thread(target=_post, args=(task, number, request, sent, began_at + task.seconds))
        for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent.seconds = time.monotonic() - began_at
    return sent


Request = Callable[[Task, str], bytes]


def _post(task: Task, number: int, request: Request, sent: Sent, stop_at: float) -> None:
    with socket.create_connection(("127.0.0.1", task.port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        count = 0
        while (began_at := time.monotonic()) < stop_at:
            count += 1
            sock.sendall(request(task, f"{task.mark}-{number}-{count}"))
            status = _answer(sock)
            if status in {b"201", b"303"}:
                sent.took.append(time.monotonic() - began_at)
            else:
                sent.refused += 1


def _answer(sock: socket.socket) -> bytes:
    """Read one answer whole; return its status."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += _more(sock)
    head, _, body = read.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
    while len(body) < length:
        body += _more(sock)
    return head[9:12]


def _more(sock: socket.socket) -> bytes:
    if not (more := sock.recv(ANSWER_BYTES)):
        raise ConnectionError("The server hung up.")
    return more


def _fields(mark: str) -> dict[str, str]:
    return {
        "path": f"/articles/page-{hash(mark) % THREADS}",
        "name": f"Visitor {mark}",
        "email": f"{mark}@example.org",
        "comment": f"{TEXT}{mark}",
    }


def _json(_task: Task, mark: str) -> bytes:
    body = json.dumps(_fields(mark)).encode()
    return _bytes(body, f"Content-Type: application/json\r\nIdempotency-Key: {mark}\r\n")


def _form(task: Task, mark: str) -> bytes:
    issued = ticket.issue(task.ticket_secret, "demo", Kind.COMMENT)
    body = urlencode(_fields(mark) | {"ticket": issued}).encode()
    return _bytes(body, "Content-Type: application/x-www-form-urlencoded\r\n")


def _bytes(body: bytes, headers: str) -> bytes:
    first = "POST /demo/comment HTTP/1.1\r\nHost: bench\r\n"
    return f"{first}{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body
