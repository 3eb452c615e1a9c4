"""What a library says over HTTP when it sends for us, held to our rules, and what became of it.

apprise posts with `requests`. While one message goes out, each of its requests is dialled to an
address that was checked, over verified TLS, through no proxy, follows no redirect, reads no more
than it must, ends in time, and is written down before it begins.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
import requests.sessions
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from intake.alerts import outcomes, outward, wire
from intake.alerts.outcomes import Commit, LostLease
from intake.alerts.outward import ForbiddenUrl, Target

MOST_ANSWER_BYTES = 64 * 1024

_here = threading.local()


class Exchange:
    """All requests of one message. Without `commit` it is a rehearsal: nothing is dialled."""

    def __init__(self, commit: Commit | None, *, may_be_private: bool) -> None:
        self._commit, self._may_be_private = commit, may_be_private
        self._ends_at = time.monotonic() + outcomes.TALK_SECONDS
        self.line: HTTPConnection | None = None
        self.asked = 0  # requests that were begun
        self.is_committed = False
        self.is_sent = False  # this request may have reached the other side
        self.is_unknown = False  # and no whole answer came back
        self.forbidden: ForbiddenUrl | None = None
        self.lost: LostLease | None = None
        self.status = 0
        self.retry_after = ""

    @property
    def seconds_left(self) -> float:
        return max(0.01, self._ends_at - time.monotonic())

    def begin(self, url: str) -> None:
        """Check where a request goes. Raises OSError, as a broken line would."""
        self.asked += 1
        self.is_sent, self.line = False, None
        try:
            where = _target(url, may_be_private=self._may_be_private)
            outward.refuse_private_number(where, may_be_private=self._may_be_private)
        except ForbiddenUrl as forbidden:
            self.forbidden = forbidden
            raise requests.ConnectionError from None
        if self._commit is None or time.monotonic() > self._ends_at:
            raise requests.ConnectionError

    def addresses(self, target: Target) -> list[str]:
        """Return what to dial. Raises OSError."""
        try:
            return outward.addresses(target, may_be_private=self._may_be_private)
        except ForbiddenUrl as forbidden:
            self.forbidden = forbidden
            raise OSError from None

    def go(self) -> None:
        """Note that bytes of a request go out from now on. Raises LostLease."""
        self.is_sent = True
        if self.is_committed or self._commit is None:
            return
        self.is_committed = True
        try:
            self._commit()
        except LostLease as lost:
            self.lost = lost
            raise

    def hear(self, response: requests.Response) -> None:
        """Read the answer, of which nothing more is fetched later."""
        self.status = response.status_code
        self.retry_after = response.headers.get("Retry-After", "")
        response.headers.pop("Location", None)  # nothing is followed
        try:
            content = response.raw.read(MOST_ANSWER_BYTES, decode_content=False)
        except (HTTPError, OSError):
            content, self.is_unknown = b"", True
        response._content = content
        response._content_consumed = True
        response.raw.close()


def _target(url: str, *, may_be_private: bool) -> Target:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return outward.target(f"{parts.scheme}://{host}{port}/", may_be_private=may_be_private)


@contextmanager
def under(exchange: Exchange) -> Iterator[None]:
    """Hold this thread's requests to the rules, as those of this exchange."""
    requests.sessions.HTTPAdapter = _Adapter  # type: ignore[attr-defined]  # all sessions mount it
    _here.exchange = exchange
    try:
        yield
    finally:
        _here.exchange = None


def _current() -> Exchange:
    exchange = getattr(_here, "exchange", None)
    if not isinstance(exchange, Exchange):
        raise requests.ConnectionError  # nobody sends by `requests` but through us
    return exchange


def _dial(connection: HTTPConnection, *, is_tls: bool) -> Any:
    exchange = _current()
    target = Target(connection._dns_host, connection.port or 0, "/", is_tls)
    try:
        hosts = exchange.addresses(target)
        exchange.line = connection
        return wire.dial_first(hosts, target.port)
    except OSError:
        raise NewConnectionError(connection, "no connection") from None


class _Plain(HTTPConnection):
    def _new_conn(self) -> Any:
        return _dial(self, is_tls=False)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is None:
            self.connect()
        _current().go()
        super().request(*args, **kwargs)


class _Sealed(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _dial(self, is_tls=True)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is None:
            self.connect()
        _current().go()
        super().request(*args, **kwargs)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SealedPool(HTTPSConnectionPool):
    ConnectionCls = _Sealed


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SealedPool}

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Send it our way, whatever the service asks for."""
        exchange = _current()
        exchange.begin(request.url or "")
        request.headers.update({"Accept-Encoding": "identity", "Connection": "close"})
        request.headers.pop("Cookie", None)
        times = (outcomes.CONNECT_SECONDS, outcomes.STEP_SECONDS)
        with wire.hang_up_after(exchange.seconds_left, lambda: _socket(exchange)):
            try:
                response = super().send(request, True, times, True, None, {})
            except (requests.RequestException, OSError):
                exchange.is_unknown |= exchange.is_sent
                raise
            exchange.hear(response)
        return response


def _socket(exchange: Exchange) -> Any:
    return exchange.line.sock if exchange.line else None
