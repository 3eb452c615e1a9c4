"""One call to a URL: its answer's status is all that is read, and it takes a few seconds at most.

Goes to addresses that were checked, as webhooks do. In a thread, because a name that nobody
answers for can be waited on longer than any limit of ours.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue

from intake.alerts import outward, wire
from intake.alerts.outward import ForbiddenUrl, Target

SECONDS = 4.0


class Unanswered(Exception):
    """Nobody answered. The reason is one of our own words."""


@dataclass(frozen=True)
class Call:
    """What is asked. Without a body it is a GET."""

    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def call(wanted: Call, *, may_be_private: bool) -> int:
    """Return the status of the answer. Raises Unanswered."""
    answers: SimpleQueue[int | str] = SimpleQueue()
    threading.Thread(
        target=_call, args=(wanted, answers, may_be_private), name="call", daemon=True
    ).start()
    try:
        answer = answers.get(timeout=SECONDS)
    except Empty:
        raise Unanswered("no answer in time") from None
    if isinstance(answer, str):
        raise Unanswered(answer)
    return answer


def _call(wanted: Call, answers: SimpleQueue[int | str], may_be_private: bool) -> None:
    try:
        target = outward.target(wanted.url, may_be_private=may_be_private)
        hosts = outward.addresses(target, may_be_private=may_be_private)
        answers.put(_ask(target, hosts[0], wanted))
    except ForbiddenUrl:
        answers.put("url not allowed")
    except OSError:
        answers.put("no connection")
    except HTTPException:
        answers.put("no answer")


def _ask(target: Target, host: str, wanted: Call) -> int:
    sock = wire.dial(host, target.port)
    with sock, wire.hang_up_after(SECONDS, lambda: sock):
        if target.is_tls:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)
        with sock:
            sock.settimeout(SECONDS)
            connection = HTTPConnection(target.host)
            connection.sock = sock
            head = {
                "Host": target.host_header,
                "User-Agent": "Intake",
                "Connection": "close",
                **wanted.headers,
            }
            method = "GET" if wanted.body is None else "POST"
            connection.request(method, target.path, wanted.body, head)
            return connection.getresponse().status
