"""Alerts by webhook, signed as Standard Webhooks 1.0.0 says; the answer's status is all we read.

Written on a socket because of two things no client offers together: the connection goes to the
address that was checked, and the body's last byte waits until the ledger knows that it goes out.
"""

from __future__ import annotations

import re
import socket
import ssl
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property

from standardwebhooks.webhooks import Webhook as Signer

from intake import clock
from intake.alerts import outcomes, outward, wire
from intake.alerts.outcomes import Commit, Refused, Unknown
from intake.alerts.outward import ForbiddenUrl, Target

MOST_ANSWER_BYTES = 4096
MOST_RETRY_AFTER = timedelta(days=1)  # a longer wish would put the alert out of sight

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([2-5]\d\d)[ \r\n]")
RETRY_AFTER = re.compile(rb"(?im)^retry-after:[ \t]*([^\r\n]{1,40})")


class Webhook:
    """Posts to URLs. `may_be_private` also allows http and addresses inside private networks."""

    def __init__(self, *, may_be_private: bool) -> None:
        self._may_be_private = may_be_private

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def send(self, url: str, secret: str, message_id: str, body: str, commit: Commit) -> None:
        """Post the body. Returns when it was accepted; raises Refused or Unknown."""
        try:
            target = outward.target(url, may_be_private=self._may_be_private)
            sock = self._connect(target)
        except ForbiddenUrl:
            raise Refused("url not allowed", is_route_down=True) from None
        except OSError:
            raise Refused("no connection", is_route_down=True) from None
        with sock, wire.hang_up_after(outcomes.TALK_SECONDS, lambda: sock):
            request = _request(target, secret, message_id, body)
            _judge(_exchange(sock, request, commit))

    def _connect(self, target: Target) -> socket.socket:
        hosts = outward.addresses(target, may_be_private=self._may_be_private)
        sock = wire.dial_first(hosts, target.port)
        if target.is_tls:
            try:
                sock = self._tls.wrap_socket(sock, server_hostname=target.host)
            except BaseException:
                sock.close()
                raise
        sock.settimeout(outcomes.STEP_SECONDS)
        return sock


def _request(target: Target, secret: str, message_id: str, body: str) -> bytes:
    sent_at = clock.now()
    head = {
        "Host": target.host_header,
        "Content-Type": "application/json",
        "Content-Length": str(len(body.encode())),
        "User-Agent": "Intake",
        "Connection": "close",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": Signer(secret).sign(message_id, sent_at, body),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST {target.path} HTTP/1.1\r\n{lines}\r\n{body}".encode()


def _exchange(sock: socket.socket, request: bytes, commit: Commit) -> bytes:
    """Send all of it but one byte, then, once that is written down, the last one."""
    try:
        sock.sendall(request[:-1])
    except OSError:
        raise Refused("connection lost", is_route_down=True) from None
    commit()
    try:
        sock.sendall(request[-1:])
        return _head(sock)
    except OSError:
        raise Unknown("no answer") from None


def _head(sock: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < MOST_ANSWER_BYTES:
        if not (more := sock.recv(MOST_ANSWER_BYTES - len(head))):
            break
        head += more
    return head


def _judge(head: bytes) -> None:
    """Only 2xx is a yes; a redirect is not followed and is a no."""
    if not (found := STATUS_LINE.match(head)):
        raise Unknown("no answer")
    status = int(found[1])
    if not 200 <= status < 300:
        raise refusal(status, _retry_after(head))


def refusal(status: int, retry_after_seconds: int) -> Refused:
    """Return what such a status means."""
    return Refused(
        f"status {status}",
        is_gone=status == 410,
        is_route_down=status in {429, 502, 503, 504},
        retry_after_seconds=retry_after_seconds,
    )


def _retry_after(head: bytes) -> int:
    found = RETRY_AFTER.search(head)
    return wished_seconds(found[1].decode("latin-1")) if found else 0


def wished_seconds(header: str) -> int:
    """Return the seconds that the receiver asks for, 0 if it asks for none that we understand."""
    text = header.strip()
    try:
        wish = timedelta(seconds=int(text)) if text.isdigit() else _until(text)
    except (ValueError, OverflowError, TypeError):  # TypeError: a date without a zone
        return 0
    return max(0, int(min(wish, MOST_RETRY_AFTER).total_seconds()))


def _until(date: str) -> timedelta:
    return parsedate_to_datetime(date) - clock.now()
