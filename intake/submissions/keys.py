"""What makes two posts the same one: the sender's own key, else the ticket, else the words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from intake import clock
from intake.errors import BadBody
from intake.submissions import service
from intake.submissions.service import Key
from intake.words import CommentDraft, Draft

MOST_CHARACTERS = 64


def of(draft: Draft, sender_key: Callable[[datetime], str], header: str | None, nonce: str) -> Key:
    """Return the key. `header` is the Idempotency-Key, if any. Raises BadBody."""
    if header is not None:
        return Key(f"header:{_of_form(draft, _given(header))}")
    if nonce:
        return Key(f"ticket:{nonce}")
    return service.key_of_content(draft, sender_key, clock.now())


def _of_form(draft: Draft, given: str) -> str:
    """Two forms of a site may get the same key: their programs know nothing of one another."""
    if isinstance(draft, CommentDraft) or not draft.form:
        return given
    return hashlib.sha256(f"{draft.form}.{given}".encode()).hexdigest()


def came_before(header: str | None) -> str:
    """Say to a program that what made this post one was used for another."""
    name, short = ("ticket", "ticket") if header is None else ("Idempotency-Key", "key")
    return f"This {name} came before with other words. Send these with a new {short}."


def _given(header: str) -> str:
    given = header.strip()
    if len(given) > 1 and given[0] == given[-1] == '"':  # a structured field is quoted
        given = given[1:-1]
    if not 0 < len(given) <= MOST_CHARACTERS or not (given.isascii() and given.isprintable()):
        raise BadBody(
            f"Idempotency-Key must be 1 to {MOST_CHARACTERS} printable characters, such as a UUID."
        )
    return given
