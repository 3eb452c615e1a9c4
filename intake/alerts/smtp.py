"""Mail by SMTP, step by step, so that the ledger knows when the final dot goes out."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from functools import cached_property
from urllib.parse import unquote, urlsplit

from intake.alerts import outcomes, wire
from intake.alerts.outcomes import Commit, Refused, Unknown
from intake.errors import ConfigError

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
CLOSING = 421  # the server goes away: RFC 5321, 4.2.3
MALFORMED = -1  # what smtplib says of a reply without a number


class _Talk(smtplib.SMTP):
    """A conversation over a connection that is there already."""

    def __init__(self, sock: socket.socket, host: str, own_name: str) -> None:
        super().__init__(local_hostname=own_name, timeout=outcomes.STEP_SECONDS)
        self._host = host  # what STARTTLS checks the certificate against
        self.sock = sock


class Smtp:
    """Hands mails to the server of SMTP_URL; `own_name` is how we greet it."""

    def __init__(self, url: str, own_name: str) -> None:
        parts = urlsplit(url)
        try:
            self._port = parts.port or PORTS[parts.scheme]
        except ValueError:
            raise ConfigError("SMTP_URL has an impossible port.") from None
        if not parts.hostname:
            raise ConfigError("SMTP_URL must name a host, like smtp+starttls://mail.example.org.")
        self._scheme, self._host, self._own_name = parts.scheme, parts.hostname, own_name
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, mail: EmailMessage, sender: str, recipient: str, commit: Commit) -> None:
        """Hand over the mail. Returns when it was accepted; raises Refused or Unknown."""
        try:
            talk = _Talk(self._connect(), self._host, self._own_name)
        except OSError:
            raise Refused("no connection", is_route_down=True) from None
        try:
            with wire.hang_up_after(outcomes.TALK_SECONDS, lambda: talk.sock):
                self._prepare(talk, mail, sender, recipient)
                commit()
                _finish(talk)
        finally:
            talk.close()

    def _connect(self) -> socket.socket:
        sock = wire.dial(self._host, self._port)
        if self._scheme == "smtps":
            try:
                sock = self._tls.wrap_socket(sock, server_hostname=self._host)
            except BaseException:
                sock.close()
                raise
        sock.settimeout(outcomes.STEP_SECONDS)
        return sock

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _prepare(self, talk: _Talk, mail: EmailMessage, sender: str, recipient: str) -> None:
        """Say everything but the final dot: whatever fails here was surely not delivered."""
        try:
            self._open(talk)
            _expect(talk.mail(sender), "the sender")
            _expect(talk.rcpt(recipient), "the recipient")
            _expect(talk.docmd("DATA"), "DATA", 3)
            talk.send(re.sub(rb"(?m)^\.", b"..", mail.as_bytes()))
        except smtplib.SMTPResponseException as error:
            raise Refused(f"{error.smtp_code} at the start", is_route_down=True) from None
        except OSError:  # SMTPException is one
            raise Refused("connection lost", is_route_down=True) from None

    def _open(self, talk: _Talk) -> None:
        _expect(talk.getreply(), "the greeting", is_route_down=True)
        talk.ehlo_or_helo_if_needed()
        if self._scheme == "smtp+starttls":
            talk.starttls(context=self._tls)
        if self._user:
            talk.login(self._user, self._password)


def _finish(talk: _Talk) -> None:
    try:
        talk.send(b".\r\n")
        reply = talk.getreply()
    except OSError:
        raise Unknown("no answer") from None
    if reply[0] == MALFORMED:
        raise Unknown("no answer")
    _expect(reply, "the text")
    with suppress(OSError):
        talk.putcmd("QUIT")  # its answer changes nothing, so nobody waits for it


def _expect(
    reply: tuple[int, bytes], step: str, hundreds: int = 2, *, is_route_down: bool = False
) -> None:
    """Raise Refused with the code alone: servers repeat addresses in their words."""
    code = reply[0]
    if code // 100 != hundreds:
        is_route_down = is_route_down or code in {CLOSING, MALFORMED}
        raise Refused(f"{code} at {step}", is_route_down=is_route_down)
