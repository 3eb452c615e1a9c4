"""The explanation of a verdict as the pages need it: few reasons, in words, as plain data."""

from __future__ import annotations

import re
from typing import Any

from intake.moderation import wording
from intake.moderation.spam.addresses import LINK, MAIL
from intake.moderation.spam.classifier import NEVER, LinearClassifier
from intake.moderation.spam.explanation import Reason, explain
from intake.moderation.spam.features import Stream
from intake.words import Evidence, Message

MOST_REASONS, MOST_EXAMPLES, MOST_DISGUISES = 10, 4, 6
_LEAST = 0.1  # of a logit: what says less is not worth a moderator's time
_STRONG, _MIDDLING = 1.5, 0.5
_SHOWN = {LINK: "(link)", MAIL: "(email address)"}
_EXAMPLE_CHARS = 60
_MASKED = re.compile(r"(?<!\S)0+(?!\S)")  # what the normaliser leaves of a number


class Explainer:
    """Explains what this classifier says."""

    def __init__(self, classifier: LinearClassifier) -> None:
        self._classifier = classifier

    def why(self, message: Message, *, with_words: bool) -> dict[str, Any]:
        """Say what spoke for spam and against it. Without words: nothing of what was written."""
        found = explain(self._classifier, message)
        telling = [one for one in found.reasons if abs(one.weight) >= _LEAST]
        if not with_words:
            telling = [one for one in telling if not tells_words(one)]
        bands = self._classifier.bands_of(message.site_id)
        return {
            "reasons": [_told(one, with_words=with_words) for one in telling[:MOST_REASONS]],
            "disguises": list(found.disguises[:MOST_DISGUISES]) if with_words else [],
            "ham_below": bands.ham_below,
            "spam_from": None if bands.spam_from == NEVER else bands.spam_from,
        }


def tells_words(one: Reason) -> bool:
    """Say whether a reason is nothing but what was written."""
    return one.subject.stream in _QUOTES


_QUOTES = {Stream.WORDS, Stream.NAME, Stream.HOSTS}


def _told(one: Reason, *, with_words: bool) -> dict[str, Any]:
    evidence = one.subject.stream is Stream.NOTICED and one.subject.name in set(Evidence)
    says = wording.EVIDENCE[Evidence(one.subject.name)] if evidence else one.subject.phrase
    strength = 1 + (abs(one.weight) >= _MIDDLING) + (abs(one.weight) >= _STRONG)
    return {
        "says": says,
        "examples": [_shown(e) for e in one.examples[:MOST_EXAMPLES]] if with_words else [],
        "for_spam": one.weight > 0,
        "strength": strength,
        "taught": abs(one.taught) > abs(one.weight) / 2,
        "spans": [list(span) for span in one.spans] if with_words else [],
    }


def _shown(example: str) -> str:
    for stand_in, words in _SHOWN.items():
        example = example.replace(stand_in, words)
    return _MASKED.sub("(number)", example)[:_EXAMPLE_CHARS]
