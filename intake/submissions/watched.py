"""RECEIVE, watched networks: one that a rule asks for keeps the key that it had on that day.

Sender keys are others each day, so that nobody is traced. A person of the site may ask for one
network, for a time; only that one is known again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from flask import current_app

# Who knows which networks are watched: moderation, which this slice must not know.
WATCHED = "watched_networks"
Watched = Callable[[int], Iterable[tuple[datetime, str]]]


def sender_key(site_id: int, today: str, key_at: Callable[[datetime], str]) -> str:
    """Return the key that the sender is kept under: today's, or that of a watched network."""
    ask: Watched | None = current_app.extensions.get(WATCHED)
    for day, key in ask(site_id) if ask else ():
        if key_at(day) == key:
            return key
    return today
