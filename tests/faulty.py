"""Receivers that fail in one of many ways until they are told to behave: raw SMTP and raw HTTP.

`taken` counts, by whom it was for, what a receiver kept and would show to somebody.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext

from tests.certificates import certificate

SMTP_FAULTS = (
    *("refuse", "421", "450", "452", "535", "550", "drop before dot", "drop after dot"),
    *("1 byte/s", "tls wrong host", "greylist", "accept then 550"),
)
HTTP_FAULTS = (
    *("301", "400", "401", "404", "410", "429", "500", "time-out", "huge", "slow"),
    *("rst after 200", "drop"),
)
# Of these nobody can know whether it was kept.
DOUBTFUL = {"drop after dot", "time-out", "slow", "drop"}
KEPT = {*DOUBTFUL, "huge", "rst after 200"}
TRICKLE_SECONDS = 0.05


@dataclass
class Receiver:
    """A server of one fault. `port` is where it listens."""

    fault: str
    is_faulty: bool = True
    taken: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)
    tls: SSLContext | None = None

    def is_now(self, *faults: str) -> bool:
        return self.is_faulty and self.fault in faults

    def trickle(self, line: socket.socket) -> None:
        while not self.closing.wait(TRICKLE_SECONDS):
            line.sendall(b"2")


@contextmanager
def served(
    receiver: Receiver, talk: Callable[[Receiver, socket.socket], None]
) -> Iterator[Receiver]:
    """Serve each connection in a thread of its own until the end of the block."""
    server = socket.create_server(("127.0.0.1", 0), backlog=100)
    server.settimeout(0.05)
    receiver.port = server.getsockname()[1]

    def handle(line: socket.socket) -> None:
        line.settimeout(5)
        with line, suppress(OSError, ValueError, IndexError):
            if receiver.is_now("refuse"):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                talk(receiver, line)

    def listen() -> None:
        while not receiver.closing.is_set():
            with suppress(OSError):
                line = server.accept()[0]
                threading.Thread(target=handle, args=(line,), daemon=True).start()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.closing.set()
        thread.join()
        server.close()


def smtp(receiver: Receiver, line: socket.socket) -> None:
    """Speak SMTP, and the fault where it belongs."""
    if receiver.is_now("1 byte/s"):
        receiver.trickle(line)
    if receiver.is_now("421"):
        line.sendall(b"421 closing\r\n")
        return
    line.sendall(b"220 sink.example\r\n")
    words, to = line.makefile("rb"), ""
    while said := words.readline():
        verb = said.split()[0].upper() if said.split() else b""
        if verb == b"EHLO":
            has_tls = b"250-STARTTLS\r\n" if receiver.tls else b""
            line.sendall(b"250-sink.example\r\n" + has_tls + b"250 AUTH PLAIN\r\n")
        elif verb == b"STARTTLS" and receiver.tls:
            line.sendall(b"220 go\r\n")
            line = receiver.tls.wrap_socket(line, server_side=True)
            words = line.makefile("rb")
        elif verb == b"AUTH":
            line.sendall(b"535 no\r\n" if receiver.is_now("535") else b"235 yes\r\n")
        elif verb == b"RCPT":
            to = said.decode().partition("<")[2].partition("@")[0]
            line.sendall(_of_recipient(receiver, to))
        elif verb == b"DATA":
            line.sendall(b"354 go on\r\n")
            if not _take_mail(receiver, line, words, to):
                return
        else:
            line.sendall(b"250 fine\r\n")


def _of_recipient(receiver: Receiver, to: str) -> bytes:
    if receiver.is_now("450", "550"):
        return f"{receiver.fault} no\r\n".encode()
    if receiver.is_now("greylist") and to not in receiver.seen:
        receiver.seen.add(to)
        return b"450 4.2.0 greylisted, come back\r\n"
    return b"250 fine\r\n"


def _take_mail(receiver: Receiver, line: socket.socket, words, to: str) -> bool:  # type: ignore[no-untyped-def]
    if receiver.is_now("drop before dot"):
        return False
    while (said := words.readline()) and said != b".\r\n":
        pass
    if not said:
        return False
    if receiver.is_now("452", "accept then 550"):
        line.sendall(b"452 full\r\n" if receiver.fault == "452" else b"550 not wanted\r\n")
        return True
    receiver.taken[to] += 1
    if receiver.is_now("drop after dot"):
        return False
    line.sendall(b"250 taken\r\n")
    return True


def http(receiver: Receiver, line: socket.socket) -> None:
    """Take a POST as webhooks, ntfy or Slack-shaped chats get it, and answer with the fault."""
    words = line.makefile("rb")
    path = words.readline().split()[1].decode()
    head = iter(words.readline, b"\r\n")
    headers = dict(one.decode().lower().rstrip().split(": ", 1) for one in head)
    size = int(headers["content-length"])
    body = words.read(size)
    if len(body) < size:
        return  # its sender died or gave up before the last byte
    fault = receiver.fault if receiver.is_faulty else ""
    if not fault or fault in KEPT:
        receiver.taken[_whose(path, body)] += 1
    if fault.isdigit():
        more = "Retry-After: 20\r\nLocation: http://127.0.0.1:9/\r\n"
        line.sendall(f"HTTP/1.1 {fault} No\r\n{more}Content-Length: 0\r\n\r\n".encode())
    elif fault == "time-out":
        receiver.closing.wait(3)
    elif fault == "slow":
        receiver.trickle(line)
    elif fault == "huge":
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 9_000_000)
    elif fault == "rst after 200":
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif not fault:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def _whose(path: str, body: bytes) -> str:
    topic = json.loads(body).get("topic")
    return str(topic) if topic else path.rpartition("/")[2]


@contextmanager
def certified(receiver: Receiver) -> Iterator[None]:
    """Give the receiver a certificate that is trusted and another host's, if that is its fault."""
    if receiver.fault != "tls wrong host":
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        receiver.tls, trusted = certificate(Path(folder), "x.example")
        before = os.environ.get("SSL_CERT_FILE")
        os.environ["SSL_CERT_FILE"] = str(trusted)
        try:
            yield
        finally:
            os.environ.pop("SSL_CERT_FILE")
            if before:
                os.environ["SSL_CERT_FILE"] = before
