"""From messages to verdicts: the interface, the linear model behind it, and the three bands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from intake.moderation.spam.features import vectorise
from intake.words import Evidence, Label, Message, Verdict

_BATCH = 256

# What the form itself noticed, in logits. Fixed, because no training data carries it, and small:
# a browser's autofill springs the trap too. Words at even odds with the trap sprung reach 0.88,
# below any spam bar (Bands). Evidence not named here says nothing about spam.
EVIDENCE_LOGITS: dict[Evidence, float] = {
    Evidence.TRAP: 2.0,
    Evidence.FAST: 1.0,
    Evidence.NO_TICKET: 0.25,
}
STRICTEST_SPAM_BAR = 0.9


class Classifier(Protocol):
    """What the rest of Intake knows of the machine that judges."""

    @property
    def version(self) -> str: ...

    def judge(self, messages: Sequence[Message]) -> list[Verdict]: ...


@dataclass(frozen=True)
class Bands:
    """Sure ham below the one, sure spam from the other, unsure between."""

    ham_below: float
    spam_from: float

    def __post_init__(self) -> None:
        if not 0 < self.ham_below <= self.spam_from < 1 or self.spam_from < STRICTEST_SPAM_BAR:
            raise ValueError("Bands need 0 < ham_below <= spam_from < 1 and spam_from >= 0.9")

    def label(self, probability: float) -> Label:
        if probability >= self.spam_from:
            return Label.SPAM
        return Label.HAM if probability < self.ham_below else Label.UNSURE


@dataclass(frozen=True, eq=False)
class LinearClassifier:
    """One weight for each hashed feature; the weights already carry the calibration."""

    version: str
    weights: NDArray[np.float64]
    bias: float
    bands: Bands

    def judge(self, messages: Sequence[Message]) -> list[Verdict]:
        """A verdict for each message; the same alone and in any batch."""
        verdicts: list[Verdict] = []
        for start in range(0, len(messages), _BATCH):
            batch = messages[start : start + _BATCH]
            logits = self.logits(batch)
            verdicts += [
                self._verdict(logit, message.evidence)
                for logit, message in zip(logits, batch, strict=True)
            ]
        return verdicts

    def logits(self, messages: Sequence[Message]) -> list[float]:
        """What the words alone say of spam. A sparse product: no threads, safe after a fork."""
        scores = vectorise(messages) @ self.weights + self.bias
        return [float(score) for score in scores]

    def _verdict(self, logit: float, evidence: Iterable[Evidence]) -> Verdict:
        words_alone = self.bands.label(sigmoid(logit))
        shift = sum(EVIDENCE_LOGITS.get(item, 0.0) for item in set(evidence))
        probability = sigmoid(logit + shift)
        if words_alone is Label.HAM:  # then the form may only have it held for a person
            probability = min(probability, math.nextafter(self.bands.spam_from, 0))
        return Verdict(self.bands.label(probability), probability, self.version)


def sigmoid(logit: float) -> float:
    """A probability from a logit of any size."""
    return 1 / (1 + math.exp(-max(-500.0, min(logit, 500.0))))
