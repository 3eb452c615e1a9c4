"""Real receivers of alerts: an SMTP server and a web server that write down what they accepted.

They run in a thread. What they accept is kept in memory and, with a journal, in a JSONL file that
has reached the disk before the answer goes out. `answers` says what they do next; then they accept.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import SSLContext

from aiosmtpd.smtp import SMTP, Envelope, Session

DROP = "drop"  # take it whole, write it down, and hang up without an answer
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
NTFY_YES = b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"id": "abc"}'
SLACK_YES = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HANG = "hang"  # take it whole and never answer


@dataclass(frozen=True)
class Accepted:
    """One mail or post that was taken. `id` is the Message-ID or the webhook-id."""

    id: str
    to: str
    headers: dict[str, str]
    body: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.body, _class=EmailMessage, policy=default)


@dataclass
class Sink:
    """What a receiver has accepted, and what it does with the next ones."""

    journal: Path | None = None
    accepted: list[Accepted] = field(default_factory=list)
    answers: deque[str | bytes] = field(default_factory=deque)
    tries: int = 0
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)
    pause: Callable[[], None] = lambda: None  # between writing it down and saying yes

    def next_answer(self) -> str | bytes:
        self.tries += 1
        return self.answers.popleft() if self.answers else ""

    def keep(self, item: Accepted) -> None:
        self.accepted.append(item)
        if self.journal:
            with self.journal.open("a") as lines:
                lines.write(json.dumps({"id": item.id, "to": item.to}) + "\n")
                lines.flush()
                os.fsync(lines.fileno())
        self.pause()


class _MailHandler:
    """aiosmtpd calls these. An answer is `DROP`, or `STEP code words`, or the code at the end."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._answer = ""

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._answer = str(self._sink.next_answer())
        if self._answer.startswith("MAIL "):
            return self._answer.removeprefix("MAIL ")
        envelope.mail_from = address
        return "250 fine"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._answer.startswith("RCPT "):
            return self._answer.removeprefix("RCPT ")
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self._answer not in {"", DROP}:
            return self._answer
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        to = ",".join(envelope.rcpt_tos)
        self._sink.keep(Accepted(mail["Message-ID"], to, dict(mail.items()), content))
        if self._answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"


@contextmanager
def smtp(
    journal: Path | None = None, tls: SSLContext | None = None, *, is_implicit: bool = False
) -> Iterator[Sink]:
    """Run an SMTP server; with `tls` it offers STARTTLS, or speaks TLS from the first byte."""
    sink = Sink(journal)
    loop = asyncio.new_event_loop()

    def talk() -> SMTP:
        return SMTP(
            _MailHandler(sink),
            hostname="sink.example",
            loop=loop,
            tls_context=None if is_implicit else tls,
            auth_require_tls=not is_implicit,  # it knows only of the TLS that it started itself
            auth_callback=lambda mechanism, login, password: password == b"secret",
        )

    opening = loop.create_server(talk, "127.0.0.1", 0, ssl=tls if is_implicit else None)
    server = loop.run_until_complete(opening)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    sink.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server) -> None:
    """Let every conversation end, so that nothing is left to complain about."""
    server.close()
    talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in talks:
        task.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


def _is_yes(answer: str | bytes) -> bool:
    return isinstance(answer, bytes) and answer.startswith(b"HTTP/1.1 2")


@contextmanager
def http(
    journal: Path | None = None, tls: SSLContext | None = None, yes: bytes = NO_CONTENT
) -> Iterator[Sink]:
    """Run a web server. An answer is the bytes to send, or DROP or HANG; else it says `yes`."""
    sink = Sink(journal)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(size)
            if len(body) < size:
                return  # the sender died before its last byte, so this was never sent
            answer = sink.next_answer()
            headers = {name.lower(): value for name, value in self.headers.items()}
            if answer in {"", DROP} or _is_yes(answer):
                sink.keep(Accepted(headers.get("webhook-id", ""), self.path, headers, body))
            if answer == HANG:
                sink.closing.wait(60)
            elif isinstance(answer, bytes):
                self.wfile.write(answer)
            elif answer != DROP:
                self.wfile.write(yes)
            self.close_connection = True

        do_GET = do_POST  # noqa: N815 - a call without a body

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    scheme = "https" if tls else "http"
    sink.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    try:
        yield sink
    finally:
        sink.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
