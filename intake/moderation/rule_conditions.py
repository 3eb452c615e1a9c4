"""RULES: what a rule asks of a comment; all that it asks must hold.

Words are plain and compared whole, one after the other, so that the work grows with the length of
the text alone. An address or domain is a keyed hash here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Act(StrEnum):
    """What a rule does."""

    HOLD = "hold"
    SPAM = "spam"
    APPROVE = "approve"
    NOTIFY = "notify"
    CLOSE = "close"


DECIDING = frozenset({Act.HOLD, Act.SPAM, Act.APPROVE})  # only the first of these that fits acts


class State(StrEnum):
    """Whether a rule acts. A new one is in its shadow first: it only counts."""

    SHADOW = "shadow"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True)
class Conditions:
    """What must hold. An empty text, zero or None asks nothing.

    `words`: one of these words or phrases stands in the comment, its name or website.
    `address_shown`, `network_of` and `network_day` only say which, to people and to the door.
    """

    words: tuple[str, ...] = ()
    links: int = 0  # at least
    is_unconfirmed: bool = False
    fewer_published: int = 0
    thread_days: int = 0  # older than
    email_index: str = ""
    domain_index: str = ""
    address_shown: str = ""  # masked
    sender_key: str = ""
    network_of: str = ""  # a reference
    network_day: str = ""  # of that sender key, which is another one each day
    network_until: str = ""
    language: str = ""
    is_other_language: bool = False
    likely_from: float | None = None
    likely_below: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what is asked as JSON can keep it."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return {name: list(value) if name == "words" else value for name, value in kept.items()}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Conditions:
        known = {each.name for each in fields(cls)}
        told = {name: value for name, value in kept.items() if name in known}
        return cls(**{**told, "words": tuple(told.get("words", ()))})

    @property
    def asks_nothing(self) -> bool:
        """Say whether every comment fits."""
        return not set(self.as_dict()) - {"is_other_language"}


@dataclass(frozen=True)
class Facts:
    """What a rule may know of a comment. `said` is what `as_words` returns of its folded texts.

    `published` counts what was published of a confirmed author before this; others have nothing.
    `domains` are the keyed hashes of the address's domain and of those above it.
    """

    said: str = ""
    links: int = 0
    is_confirmed: bool = False
    published: int = 0
    thread_age: timedelta = field(default_factory=timedelta)
    email_index: str = ""
    domains: frozenset[str] = frozenset()
    sender_key: str = ""
    received_at: datetime | None = None
    language: str = ""
    probability: float | None = None


_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_APART = "\n"  # no phrase goes on in the next text


def as_words(folded: Sequence[str]) -> str:
    """Return the words of these texts, each between blanks."""
    return _APART.join(f" {' '.join(_WORD.findall(text))} " for text in folded)


def count_links(text: str, website: str) -> int:
    """Count what leads away from a comment: links in its words, and the author's website."""
    return sum(1 for _ in _LINK.finditer(text)) + bool(website)


def met(asked: Conditions, phrases: Sequence[str], facts: Facts) -> bool:
    """Say whether all that is asked holds. `phrases` are the words asked for, as `as_words`."""
    return (
        (not asked.words or any(each in facts.said for each in phrases if each.strip()))
        and facts.links >= asked.links
        and _fits_author(asked, facts)
        and (not asked.thread_days or facts.thread_age >= timedelta(days=asked.thread_days))
        and _fits_sender(asked, facts)
        and _fits_language(asked, facts)
        and _fits_probability(asked, facts)
    )


def _fits_author(asked: Conditions, facts: Facts) -> bool:
    if asked.is_unconfirmed and facts.is_confirmed:
        return False
    return not asked.fewer_published or facts.published < asked.fewer_published


def _fits_sender(asked: Conditions, facts: Facts) -> bool:
    if asked.email_index and facts.email_index != asked.email_index:
        return False
    if asked.domain_index and asked.domain_index not in facts.domains:
        return False
    if not asked.sender_key:
        return True
    is_in_time = facts.received_at is not None and (
        facts.received_at < datetime.fromisoformat(asked.network_until)
    )
    return is_in_time and facts.sender_key == asked.sender_key


def _fits_language(asked: Conditions, facts: Facts) -> bool:
    """What nobody could tell is neither in a language nor in another one."""
    if not asked.language:
        return True
    is_it = facts.language == asked.language
    return facts.language != "" and is_it is not asked.is_other_language


def _fits_probability(asked: Conditions, facts: Facts) -> bool:
    if asked.likely_from is None and asked.likely_below is None:
        return True
    if facts.probability is None:
        return False
    is_below = asked.likely_below is None or facts.probability < asked.likely_below
    return is_below and facts.probability >= (asked.likely_from or 0.0)
