"""TRY: one visitor's way through HTTP: open the form, type, send, and send again if need be."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from intake.replay.visits import Visit

ANSWER_SECONDS = 10.0
PATIENCE_SECONDS = 60.0  # how long somebody tries to get rid of their message
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.25, 4.0
TRY_AGAIN = {502, 503, 504}

_RECEIPT = re.compile(r"/receipts/([0-9a-f]{32})")


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    location: str
    body: str

    @property
    def receipt(self) -> str:
        """Return the receipt that came with a yes, or nothing."""
        if self.status >= 400:
            return ""
        found = _RECEIPT.search(self.location) or _RECEIPT.search(self.body)
        return found[1] if found else ""

    @property
    def code(self) -> str:
        """Return the stable code that a refusal in JSON carries, or nothing."""
        try:
            return str(json.loads(self.body)["code"])
        except (ValueError, KeyError, TypeError):
            return ""


@dataclass(frozen=True)
class Outcome:
    """How a visit ended. Status 0: nobody answered in a minute."""

    visit: Visit
    status: int
    code: str
    receipt: str
    tries: int
    ended_at: float  # monotonic seconds, as is how long the last try took
    last_try_seconds: float


class Visitor:
    """Visits one server, each time from the visit's own address."""

    def __init__(self, base_url: str, typing_seconds: float) -> None:
        self._base = urlsplit(base_url)
        self._typing_seconds = typing_seconds

    def pay(self, visit: Visit) -> Outcome:
        """Make the visit; whatever goes wrong on the way is part of its outcome."""
        if visit.is_json:
            return self._send(visit, json.dumps(visit.fields), "application/json")
        form = _persist(lambda: self._ask(visit, "GET"))[0]
        if form is None or form.status != 200:
            return _outcome(visit, form, 1, 0.0)
        time.sleep(self._typing_seconds)
        body = urlencode(_hidden(form.body) | visit.fields)
        return self._send(visit, body, "application/x-www-form-urlencoded")

    def _send(self, visit: Visit, body: str, content_type: str) -> Outcome:
        headers = {"Content-Type": content_type}
        if visit.is_json:
            headers |= {"Accept": "application/json", "Idempotency-Key": visit.key}
        return _outcome(visit, *_persist(lambda: self._ask(visit, "POST", body, headers)))

    def _ask(
        self, visit: Visit, method: str, body: str = "", headers: dict[str, str] | None = None
    ) -> Answer:
        connection = self._connect(visit.source)
        try:
            address = self._base.path.rstrip("/") + visit.form
            connection.request(method, address, body.encode(), headers or {})
            response = connection.getresponse()
            read = response.read().decode("utf-8", "replace")
            return Answer(response.status, response.getheader("Location", ""), read)
        finally:
            connection.close()

    def _connect(self, source: str) -> HTTPConnection:
        host = self._base.hostname or ""
        kind = HTTPSConnection if self._base.scheme == "https" else HTTPConnection
        own = (source, 0) if _is_loopback(host) else None
        return kind(host, self._base.port, timeout=ANSWER_SECONDS, source_address=own)


def _persist(ask: Callable[[], Answer]) -> tuple[Answer | None, int, float]:
    """Ask until there is an answer, as a person would; return it, the tries and the last's time."""
    stop_at = time.monotonic() + PATIENCE_SECONDS
    tries, pause = 0, FIRST_PAUSE_SECONDS
    while True:
        began_at, tries = time.monotonic(), tries + 1
        answer = _try(ask)
        took = time.monotonic() - began_at
        is_over = time.monotonic() + pause > stop_at
        if is_over or (answer and answer.status not in TRY_AGAIN):
            return answer, tries, took
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _try(ask: Callable[[], Answer]) -> Answer | None:
    try:
        return ask()
    except (OSError, HTTPException):
        return None


def _outcome(visit: Visit, answer: Answer | None, tries: int, took: float) -> Outcome:
    status, code, receipt = (answer.status, answer.code, answer.receipt) if answer else (0, "", "")
    return Outcome(visit, status, code, receipt, tries, time.monotonic(), took)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "input" and has.get("type") == "hidden" and has.get("name"):
            self.found[str(has["name"])] = has.get("value") or ""


def _hidden(page: str) -> dict[str, str]:
    parser = _HiddenFields()
    parser.feed(page)
    return parser.found
