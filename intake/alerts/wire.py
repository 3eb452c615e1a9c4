"""Connections, and a time limit for a whole conversation, whatever the other side does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from intake.alerts import outcomes

MOST_HOSTS = 2  # addresses of one name that are tried, each for CONNECT_SECONDS


def dial(host: str, port: int) -> socket.socket:
    """Connect. The last byte goes out at once, though nobody has answered the others yet."""
    sock = socket.create_connection((host, port), outcomes.CONNECT_SECONDS)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def dial_first(hosts: list[str], port: int) -> socket.socket:
    """Connect to the first of a name's addresses that answers; only a few are tried."""
    tried = hosts[:MOST_HOSTS]
    for host in tried[:-1]:
        with suppress(OSError):
            return dial(host, port)
    return dial(tried[-1], port)


@contextmanager
def hang_up_after(seconds: float, line: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shut the line when the time is over: one who trickles bytes keeps each single read alive.

    `line` is asked at that moment, because TLS puts another socket in the place of the first.
    """
    timer = threading.Timer(seconds, _hang_up, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(line: Callable[[], socket.socket | None]) -> None:
    if sock := line():
        with suppress(OSError):
            # Not SSLSocket's own shutdown: that would let a later write go out in the clear.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
