"""How a site's model is moved by its lessons, and where its lessons prove that the bars are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from intake.moderation.spam import bounds
from intake.moderation.spam.classifier import (
    NEVER,
    STRICTEST_SPAM_BAR,
    Bands,
    LinearClassifier,
    SiteModel,
    sigmoid,
)
from intake.moderation.spam.features import vectorise
from intake.moderation.spam.residual import LONGEST_STEP, Residual
from intake.words import Message

DELTA = 0.05  # how often, at most, a proof of a spam bar may be wrong
SPAM_PASSED, PASSED_DELTA = 0.05, 0.1  # of spam below the ham bar, and how often that may be wrong


@dataclass(frozen=True)
class Studied:
    """Messages as rows, with what the base model says of them."""

    rows: csr_matrix
    logits: NDArray[np.float64]


@dataclass(frozen=True)
class Bars:
    """Where a site's bands are, and what proves it. `spam_from` None: nothing does yet.

    `above`: how many of the real messages that prove it are at or above the bar; `bound`: the share
    of all real messages that is above it, at most, with a certainty of 1 - DELTA.
    """

    ham_below: float
    spam_from: float | None
    real: int
    spam: int
    needed: int
    above: int
    bound: float


def bands(bars: Mapping[str, Any], prior: Bands) -> Bands:
    """The bands that these bars (a Bars, read back) make; those of nothing yet hold everything."""
    spam_from = bars.get("spam_from")
    ham_below = bars.get("ham_below", prior.ham_below)
    return Bands(ham_below, NEVER if spam_from is None else spam_from)


def site_model(version: str, packed: str, bars: Mapping[str, Any], prior: Bands) -> SiteModel:
    """What a site has taught, unpacked, ready to judge. Raises ValueError if it is damaged."""
    return SiteModel(version, Residual.unpack(packed), bands(bars, prior))


class Teacher:
    """The base model's side of learning. What a site has learnt comes and goes packed."""

    def __init__(self, classifier: LinearClassifier) -> None:
        self._classifier = classifier

    @property
    def version(self) -> str:
        return self._classifier.version

    def study(self, messages: Sequence[Message]) -> Studied:
        """Read the messages: the slow part, which needs no site."""
        rows = vectorise(messages)
        return Studied(rows, self._classifier.logits(rows))

    def begin(self, packed: str) -> Pupil:
        """Take up what a site has learnt so far."""
        return Pupil(Residual.unpack(packed))

    def bars(self, real: Sequence[float], spam: Sequence[float], allowed_error: float) -> Bars:
        """Prove what can be proven from logits that were said before they were learnt."""
        chances = [sigmoid(logit) for logit in real]
        bar = bounds.spam_bar(chances, allowed_error, DELTA)
        spam_from = None if bar is None else max(bar, STRICTEST_SPAM_BAR)
        if spam_from is not None and spam_from >= 1:
            spam_from = None  # real messages that look like spam beyond doubt: no bar spares them
        above = 0 if spam_from is None else sum(chance >= spam_from for chance in chances)
        return Bars(
            ham_below=self._ham_below([sigmoid(logit) for logit in spam], spam_from),
            spam_from=spam_from,
            real=len(real),
            spam=len(spam),
            needed=bounds.needed(allowed_error, DELTA),
            above=above,
            bound=bounds.most(above, len(real), DELTA),
        )

    def _ham_below(self, spam: Sequence[float], spam_from: float | None) -> float:
        bar = bounds.ham_bar(spam, SPAM_PASSED, PASSED_DELTA)
        ham_below = self._classifier.bands.ham_below if bar is None else min(bar, 0.5)
        return min(max(ham_below, 1e-9), spam_from or 1.0)


class Pupil:
    """One site's corrections while they are moved."""

    def __init__(self, residual: Residual) -> None:
        self._residual = residual

    def learn(
        self, studied: Studied, at: int, *, is_spam: bool, weight: float, room: float
    ) -> tuple[float, float]:
        """Learn the message at this place; return what was said of it before, and the step.

        `room`: the longest step that whoever decided may make now.
        """
        row = studied.rows[at]
        logit = float(studied.logits[at] + self._residual.scores(row)[0])
        longest = min(LONGEST_STEP * weight, room)
        return logit, self._residual.learn(row, is_spam=is_spam, logit=logit, longest=longest)

    def take_back(self, studied: Studied, at: int, step: float) -> None:
        """Undo what learning the message at this place did."""
        self._residual.move(studied.rows[at], -step)

    def packed(self) -> str:
        return self._residual.pack()
