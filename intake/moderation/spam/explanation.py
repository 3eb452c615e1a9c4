"""Why a message has its score: each thing in it that moved the score, and by how much.

The model is linear, so the parts are exact: with the bias they add up to the logit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intake.moderation.reasons import Reason, Why
from intake.moderation.spam import markup, phrases
from intake.moderation.spam.classifier import NEVER, Bands, LinearClassifier
from intake.moderation.spam.features import Stream, Token, tokens
from intake.moderation.spam.normal import normalise
from intake.moderation.spam.places import Places, Span
from intake.moderation.spam.runs import runs
from intake.moderation.spam.things import Owners, Sort, Thing
from intake.words import Evidence, Message

MOST_REASONS = 8
LEAST_WEIGHT = 0.05  # a logit that nobody could see in the percentage
_MOST_QUOTED = 60  # characters
_REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL)
_WORD = re.compile(r"\w+")

_Of = tuple[Stream, str]
_QUOTES = {
    Sort.WORD: phrases.WORDS,
    Sort.ENDING: phrases.ENDING,
    Sort.HOST_PART: phrases.HOST_PART,
}
_SAYS: dict[Sort, dict[str, str]] = {
    Sort.HOSTS: phrases.HOSTS,
    Sort.NAMES: phrases.NAMES,
    Sort.MEANING: phrases.MEANINGS,
    Sort.GENERAL: {"": phrases.IN_GENERAL},
    Sort.EVIDENCE: {},  # its words are in moderation/wording
    Sort.REST: {},
}
_TELLS_NO_WORDS = {Sort.SIGNAL, Sort.EVIDENCE, Sort.GENERAL}


@dataclass(frozen=True)
class Explanation:
    """All reasons, the strongest first. With the bias their weights add up to the logit."""

    reasons: tuple[Reason, ...]
    bias: float
    logit: float
    bands: Bands

    def why(self, *, is_sealed: bool = False) -> Why:
        """Return what a moderator reads. Of a sealed message nothing that tells its words."""
        told = [each for each in self.reasons if each.says and abs(each.weight) >= LEAST_WEIGHT]
        if is_sealed:
            told = [each for each in told if not each.tells_words]
        spam_from = None if self.bands.spam_from == NEVER else self.bands.spam_from
        return Why(tuple(told[:MOST_REASONS]), self.bands.ham_below, spam_from)


class Explainer:
    """Explains what one classifier says of messages."""

    def __init__(self, classifier: LinearClassifier) -> None:
        self._classifier = classifier

    def explain(self, message: Message) -> Explanation:
        """Take the score of a message apart."""
        found = tokens(message)
        said = _Said(message, found)
        site = self._classifier.sites.get(message.site_id)
        reasons = said.reasons(_weighed(found, self._classifier.all_weights), is_taught=False)
        if site:
            reasons += said.reasons(_weighed(found, site.residual.weights), is_taught=True)
        reasons.sort(key=lambda reason: -abs(reason.weight))
        bias = self._classifier.bias
        logit = bias + sum(reason.weight for reason in reasons)
        bands = self._classifier.bands_for(message.site_id)
        return Explanation(tuple(reasons), bias, logit, bands)

    def why(self, message: Message, *, is_sealed: bool = False) -> Why:
        """Return what a moderator reads of why a message has its score."""
        return self.explain(message).why(is_sealed=is_sealed)


def _weighed(found: Sequence[Token], weights: NDArray[np.float64]) -> dict[_Of, float]:
    """What each readable feature adds to the logit."""
    weighed: dict[_Of, float] = defaultdict(float)
    for token in found:
        if weight := float(weights[token.column]):
            weighed[token.stream, token.text] += token.value * weight
    return weighed


class _Said:
    """A message in words: its skeleton, where each word is, and the phrase of each thing."""

    def __init__(self, message: Message, found: Sequence[Token]) -> None:
        self._message = message
        self._normal = normalise(message.text)
        self._skeleton = self._normal.skeleton
        self._places = Places(message.text, self._skeleton)
        hosts = {t.text.partition(" ")[2] for t in found if t.text.startswith("domain ")}
        self._owners = Owners(self._skeleton, self._places.pieces, hosts)
        self._signals = {t.text for t in found if t.stream is Stream.SIGNALS}
        self._meanings = {t.text for t in found if t.stream is Stream.MEANINGS}

    def reasons(self, weighed: Mapping[_Of, float], *, is_taught: bool) -> list[Reason]:
        at_place = [0.0] * len(self._skeleton)
        of_thing: dict[Thing, float] = defaultdict(float)
        for (stream, text), weight in weighed.items():
            owners = self._owners.of(stream, text)
            for owner in owners:
                if isinstance(owner, Thing):
                    of_thing[owner] += weight / len(owners)
                else:
                    at_place[owner] += weight / len(owners)
        found = [*self._words(at_place), *self._things(of_thing)]
        return [Reason(**each, is_taught=is_taught) for each in found]  # type: ignore[arg-type]

    def _words(self, at_place: Sequence[float]) -> Iterator[dict[str, object]]:
        for words, (weight, firsts) in runs(self._skeleton, at_place).items():
            spans = [span for first in firsts if (span := self._places.span(first, words))]
            plain = " ".join(words)
            quoted = _shown(self._message.text, spans[0]) if spans else plain
            yield {
                "says": phrases.WORDS,
                "weight": weight,
                "quoted": _short(quoted),
                "folded": _short(plain) if _is_disguised(quoted, words) else "",
                "spans": tuple(spans),
                "tells_words": True,
            }

    def _things(self, of_thing: Mapping[Thing, float]) -> Iterator[dict[str, object]]:
        for thing, weight in of_thing.items():
            says, quoted = self._phrase(thing)
            evidence = Evidence(thing.what) if thing.sort is Sort.EVIDENCE else None
            yield {
                "says": says,
                "weight": weight,
                "quoted": _short(quoted),
                "evidence": evidence,
                "spans": self._host_spans(thing.what) if thing.sort is Sort.HOST else (),
                "tells_words": thing.sort not in _TELLS_NO_WORDS,
            }

    def _phrase(self, thing: Thing) -> tuple[str, str]:
        """Return what to say of a thing, and what that quotes."""
        if thing.sort in _QUOTES:
            return _QUOTES[thing.sort], thing.what
        if thing.sort is Sort.HOST:
            is_in_text = any(thing.what in link for link in self._normal.links)
            return (phrases.LINKS_TO if is_in_text else phrases.WEBSITE), thing.what
        if thing.sort is Sort.NAME:
            return phrases.NAME, self._message.author
        if thing.sort is Sort.SIGNAL:
            return self._signal(thing.what), ""
        said = self._counted(thing.what) if thing.sort is Sort.MEANING else thing.what
        return _SAYS[thing.sort].get(said, said), ""

    def _signal(self, name: str) -> str:
        says = phrases.SIGNALS[name][self._bin(name)]
        if name == "links" and self._bin(name):
            return says + phrases.IN_LENGTH[self._bin("length") // 2]
        return says

    def _bin(self, name: str) -> int:
        return next(
            at for at in range(len(phrases.SIGNALS[name])) if f"{name} {at}" in self._signals
        )

    def _counted(self, meaning: str) -> str:
        """Say "asks for nothing" of what is counted and was not found."""
        for count in ("0", "1"):
            said = f"{meaning} {count}"
            if said in self._meanings and said in phrases.MEANINGS:
                return said
        return meaning

    def _host_spans(self, host: str) -> tuple[Span, ...]:
        wanted = rf"(?<![\w-]){re.escape(host)}(?![\w-]|\.\w)"
        found = re.finditer(wanted, self._message.text, re.IGNORECASE)
        return tuple(match.span() for match in found)


def _shown(text: str, span: Span) -> str:
    return " ".join(markup.visible(text[slice(*span)]).split())


def _short(text: str) -> str:
    return text if len(text) <= _MOST_QUOTED else text[: _MOST_QUOTED - 1].rstrip() + "…"


def _is_disguised(quoted: str, words: Sequence[str]) -> bool:
    """Say whether more than capitals, accents and repeated letters had to be undone."""
    bare = unicodedata.normalize("NFD", quoted.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    written = _WORD.findall(_REPEATED.sub(r"\1", bare))
    return written != [part for word in words for part in _WORD.findall(word)]
