"""DECIDE, read: why the machine said so, as it was written beside the verdict."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True)
class Reason:
    """One thing that spoke for or against. `strength` is 1 to 3; `is_taught`: by this site."""

    says: str
    examples: tuple[str, ...]
    is_for_spam: bool
    strength: int
    is_taught: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Why:
    """All reasons, the strongest first, and where the bands were. Empty: nothing could be told."""

    reasons: tuple[Reason, ...] = ()
    disguises: tuple[tuple[str, str], ...] = ()
    ham_below: float | None = None
    spam_from: float | None = None

    def speaking(self, *, for_spam: bool) -> list[Reason]:
        return [one for one in self.reasons if one.is_for_spam is for_spam]


@dataclass(frozen=True)
class Part:
    """A piece of a text. `side` is "spam" or "real" if it was a reason, and empty if not."""

    text: str
    side: str


def read(written: str | None) -> Why | None:
    """Read what the worker wrote; None: it has not yet."""
    if written is None:
        return None
    found: dict[str, Any] = json.loads(written)
    return Why(
        tuple(map(_reason, found.get("reasons", []))),
        tuple((was, reads) for was, reads in found.get("disguises", [])),
        found.get("ham_below"),
        found.get("spam_from"),
    )


def _reason(told: dict[str, Any]) -> Reason:
    return Reason(
        says=told["says"],
        examples=tuple(told["examples"]),
        is_for_spam=told["for_spam"],
        strength=told["strength"],
        is_taught=told["taught"],
        spans=tuple((start, end) for start, end in told["spans"]),
    )


def marked(text: str, why: Why | None) -> list[Part]:
    """Cut a text at what spoke for or against it; where two reasons meet, the stronger has it."""
    spans = sorted(_apart(why.reasons if why else ()))
    parts, done = [], 0
    for start, end, side in spans:
        if not done <= start < end <= len(text):
            continue
        parts += [Part(text[done:start], ""), Part(text[start:end], side)]
        done = end
    return [part for part in [*parts, Part(text[done:], "")] if part.text]


def _apart(reasons: Sequence[Reason]) -> list[tuple[int, int, str]]:
    taken: list[tuple[int, int, str]] = []
    for reason in reasons:
        side = "spam" if reason.is_for_spam else "real"
        for start, end in reason.spans:
            if all(end <= other or start >= other_end for other, other_end, _ in taken):
                taken.append((start, end, side))
    return taken
