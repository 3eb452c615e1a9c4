"""Why the machine said so: what is kept beside a verdict, and how it becomes a row and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from intake.words import Evidence

QUOTE = "{}"  # where a reason's quoted words stand in what it says
CLEARLY, STRONGLY = 0.4, 1.2  # logits: from here on a reason weighs more than a little


class Strength(StrEnum):
    """How much a reason weighs."""

    LITTLE = "a little"
    CLEAR = "clearly"
    STRONG = "strongly"


@dataclass(frozen=True)
class Reason:
    """One thing that moved the score, as a short phrase.

    `weight` is its part of the logit: above 0 it speaks for spam, below for a real message.
    `quoted` are a visitor's own words, `folded` what they are without their disguise, `spans` where
    they are in the text as it is shown. `evidence` has its words in moderation/wording.
    `is_taught`: the decisions of this site's moderators weigh here, not what the machine came with.
    `tells_words`: it would tell something of what was written.
    """

    says: str
    weight: float
    quoted: str = ""
    folded: str = ""
    evidence: Evidence | None = None
    is_taught: bool = False
    tells_words: bool = False
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def is_for_spam(self) -> bool:
        return self.weight > 0

    @property
    def strength(self) -> Strength:
        if abs(self.weight) >= STRONGLY:
            return Strength.STRONG
        return Strength.CLEAR if abs(self.weight) >= CLEARLY else Strength.LITTLE


@dataclass(frozen=True)
class Why:
    """The strongest reasons of a verdict, and where the bars were. No reasons: none are known."""

    reasons: tuple[Reason, ...] = ()
    ham_below: float | None = None
    spam_from: float | None = None


NOTHING_KNOWN = Why()


def packed(why: Why) -> str:
    """Return this as text for a row; of a reason only what it has."""
    reasons = [
        {name: value for name, value in asdict(each).items() if value} for each in why.reasons
    ]
    return json.dumps(asdict(why) | {"reasons": reasons}, ensure_ascii=False)


def unpacked(text: str) -> Why:
    """Read what `packed` wrote."""
    found: dict[str, Any] = json.loads(text)
    reasons = tuple(_reason(each) for each in found.pop("reasons"))
    return Why(reasons, **found)


def _reason(found: dict[str, Any]) -> Reason:
    spans = tuple((start, end) for start, end in found.pop("spans", ()))
    evidence = found.pop("evidence", None)
    says = found.pop("says", "")
    return Reason(says=says, spans=spans, evidence=evidence and Evidence(evidence), **found)


@dataclass(frozen=True)
class Stretch:
    """A part of a text: highlighted for what its words speak for, or not at all."""

    text: str
    speaks_for: str  # spam, real or nothing


def stretches(text: str, reasons: Sequence[Reason]) -> Iterator[Stretch]:
    """Cut a text where its highlighted words begin and end. Of two that overlap the first wins."""
    spans = sorted(
        (start, end, "spam" if reason.is_for_spam else "real")
        for reason in reasons
        for start, end in reason.spans
    )
    at = 0
    for start, end, speaks_for in spans:
        if at <= start < end <= len(text):
            yield Stretch(text[at:start], "")
            yield Stretch(text[start:end], speaks_for)
            at = end
    yield Stretch(text[at:], "")
