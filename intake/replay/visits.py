"""TRY: messages become visits: who comes from where, which form they fill in, and with what.

Everything but the words is made up from the seed, and unique, so that each can be found again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from intake.promises.windows import SOON
from intake.replay.messages import Written
from intake.words import Kind

CONTACT_EVERY = 5
CALLBACK_EVERY = 10
_NOT_IN_PATH = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Place:
    """Where the visits go."""

    site: str


@dataclass(frozen=True)
class Visit:
    """One visitor with one thing to send. `key` is for programs; a browser's form has a ticket.

    `is_spam` is what somebody once said of it; None: nobody did.
    """

    site: str
    kind: Kind
    is_json: bool
    fields: dict[str, str]
    key: str
    source: str
    is_spam: bool | None

    @property
    def form(self) -> str:
        """Return where the form is."""
        address = f"/{self.site}/{self.kind}"
        path = self.fields.get("path")
        return f"{address}?path={quote(path)}" if path else address

    @property
    def text(self) -> str:
        """Return what they have to say."""
        return self.fields["comment" if self.kind is Kind.COMMENT else "message"]


def visits(messages: Iterable[Written], place: Place, seed: str) -> Iterator[Visit]:
    """Yield a visit for each message: mostly comments, half of each kind sent by a program."""
    for number, written in enumerate(messages):
        kind = _kind(number)
        fields = _FIELDS[kind](written, place, _Who(number, seed))
        yield Visit(
            site=place.site,
            kind=kind,
            is_json=(number // CALLBACK_EVERY + number) % 2 == 0,
            fields={name: value for name, value in fields.items() if value},
            key=f"replay-{seed}-{number}",
            source=_source(number),
            is_spam=written.is_spam,
        )


@dataclass(frozen=True)
class _Who:
    number: int
    seed: str

    @property
    def name(self) -> str:
        return f"Visitor {self.number}"

    @property
    def email(self) -> str:
        return f"visitor-{self.seed}-{self.number}@example.org"

    @property
    def phone(self) -> str:
        """A number out of those that are kept free for examples."""
        digest = hashlib.sha256(f"{self.seed}.{self.number}".encode()).digest()
        return f"+1 202-555-01{digest[0] % 100:02}"


def _kind(number: int) -> Kind:
    if number % CALLBACK_EVERY == CALLBACK_EVERY - 1:
        return Kind.CALLBACK
    return Kind.CONTACT if number % CONTACT_EVERY == CONTACT_EVERY - 1 else Kind.COMMENT


def _comment(written: Written, place: Place, who: _Who) -> dict[str, str]:
    thread = _NOT_IN_PATH.sub("-", written.thread).strip("-") or "your-first-visit"
    return {
        "path": f"/{place.site}/articles/{thread}",
        "name": written.author or who.name,
        "email": who.email,
        "website": written.author_url,
        "comment": written.text,
    }


def _contact(written: Written, _place: Place, who: _Who) -> dict[str, str]:
    return {
        "name": written.author or who.name,
        "email": who.email,
        "phone": who.phone if who.number % 3 == 0 else "",
        "message": written.text,
    }


def _callback(written: Written, _place: Place, who: _Who) -> dict[str, str]:
    return {
        "name": written.author or who.name,
        "phone": who.phone,
        "email": who.email,
        "window": SOON,
        "voicemail": "y" if who.number % 3 == 0 else "",
        "message": written.text,
    }


_FIELDS = {Kind.COMMENT: _comment, Kind.CONTACT: _contact, Kind.CALLBACK: _callback}


def _source(number: int) -> str:
    """Return a loopback address in a network of its own, so that limits see many visitors."""
    return f"127.{1 + number // 256 % 254}.{number % 256}.1"
