"""From messages to verdicts: the interface, the linear model behind it, and the three bands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from intake.moderation.spam.features import HASHED, NAMED, vectorise
from intake.moderation.spam.residual import Residual
from intake.words import Evidence, Label, Message, Verdict

_BATCH = 256

# What the form and its neighbours say, in logits. A beginning that each site's decisions correct,
# because no training data carries it, and small: a browser's autofill springs the trap too. Words
# at even odds with the trap sprung reach 0.88, below any spam bar (Bands).
EVIDENCE_LOGITS: dict[Evidence, float] = {
    Evidence.TRAP: 2.0,
    Evidence.FAST: 1.0,
    Evidence.NO_TICKET: 0.25,
    Evidence.BURST: 0.5,
    Evidence.SAME_TEXT: 0.5,
}
STRICTEST_SPAM_BAR = 0.9
NEVER = math.inf


class Classifier(Protocol):
    """What the rest of Intake knows of the machine that judges."""

    @property
    def version(self) -> str: ...

    def judge(self, messages: Sequence[Message]) -> list[Verdict]: ...


@dataclass(frozen=True)
class Bands:
    """Sure ham below the one, sure spam from the other, unsure between.

    A spam bar of NEVER: there is no sure spam, because nothing proves yet where it would begin.
    """

    ham_below: float
    spam_from: float

    def __post_init__(self) -> None:
        is_spam_bar = STRICTEST_SPAM_BAR <= self.spam_from < 1 or self.spam_from == NEVER
        if not (0 < self.ham_below < 1 and self.ham_below <= self.spam_from and is_spam_bar):
            raise ValueError("Bands need 0 < ham_below <= spam_from < 1 and spam_from >= 0.9")

    def label(self, probability: float) -> Label:
        if probability >= self.spam_from:
            return Label.SPAM
        return Label.HAM if probability < self.ham_below else Label.UNSURE


@dataclass(frozen=True, eq=False)
class SiteModel:
    """What one site's decisions add: corrections to the weights, and bands proven on them."""

    version: str
    residual: Residual
    bands: Bands


@dataclass(frozen=True, eq=False)
class LinearClassifier:
    """One weight for each hashed feature; the weights already carry the calibration.

    `bands` are those of the base model: a guess for sites like those it learnt from. A site of
    `sites` has its own.
    """

    version: str
    weights: NDArray[np.float64]
    bias: float
    bands: Bands
    sites: Mapping[int, SiteModel] = field(default_factory=dict)

    def judge(self, messages: Sequence[Message]) -> list[Verdict]:
        """A verdict for each message; the same alone and in any batch."""
        verdicts: list[Verdict] = []
        for start in range(0, len(messages), _BATCH):
            verdicts += self._judge(messages[start : start + _BATCH])
        return verdicts

    def logits(self, rows: csr_matrix) -> NDArray[np.float64]:
        """What the base model says. A sparse product: no threads, safe after a fork."""
        found: NDArray[np.float64] = rows @ self.all_weights + self.bias
        return found

    @cached_property
    def all_weights(self) -> NDArray[np.float64]:
        """The weights of the hashed columns, then those of the named ones."""
        named = [EVIDENCE_LOGITS.get(evidence, 0.0) for evidence in NAMED]
        return np.concatenate([self.weights, named, [0.0]])

    def _judge(self, messages: Sequence[Message]) -> list[Verdict]:
        rows = vectorise(messages)
        logits = self.logits(rows)
        noticed = rows[:, HASHED:-1] @ self.all_weights[HASHED:-1]
        for site_id, site in self.sites.items():
            ours = np.array([message.site_id == site_id for message in messages], dtype=bool)
            if ours.any():
                logits[ours] += site.residual.scores(rows[ours])
                noticed[ours] += rows[ours][:, HASHED:-1] @ site.residual.weights[HASHED:-1]
        return [
            self._verdict(float(logit), float(shift), message.site_id)
            for logit, shift, message in zip(logits, noticed, messages, strict=True)
        ]

    def _verdict(self, logit: float, noticed: float, site_id: int) -> Verdict:
        """`noticed` is the part of the logit that evidence of the form has."""
        site, bands = self.sites.get(site_id), self.bands_of(site_id)
        probability = sigmoid(logit)
        if bands.label(sigmoid(logit - noticed)) is Label.HAM and noticed > 0:
            # The form may only have innocent words held for a person.
            probability = min(probability, math.nextafter(min(bands.spam_from, 1.0), 0))
        version = f"{self.version}+{site.version}" if site else self.version
        has_spam_bar = bands.spam_from != NEVER
        return Verdict(bands.label(probability), probability, version, has_spam_bar=has_spam_bar)

    def bands_of(self, site_id: int) -> Bands:
        """Return a site's own, or, while it has none, those of the base without sure spam.

        Bars that other sites' messages prove may have a message held, but not called spam.
        """
        if site := self.sites.get(site_id):
            return site.bands
        return Bands(self.bands.ham_below, NEVER) if site_id else self.bands


def sigmoid(logit: float) -> float:
    """A probability from a logit of any size."""
    return 1 / (1 + math.exp(-max(-500.0, min(logit, 500.0))))
