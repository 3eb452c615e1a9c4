"""What one site's moderators have taught, on top of the base model: a sparse vector of corrections.

Each decision moves it by `step` times the message's own row (stochastic gradient descent on the log
loss), so one number a decision is enough to take it back exactly, and a sum rebuilds the whole.
"""

from __future__ import annotations

import base64
import math
import zlib

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from intake.moderation.spam.features import WIDTH

RATE = 1.0
_LEAST = 1e-7  # a correction below this is none; what rounding leaves of a lesson taken back


class Residual:
    """Corrections to the base model's weights."""

    def __init__(self, weights: NDArray[np.float64] | None = None) -> None:
        self.weights = np.zeros(WIDTH) if weights is None else weights

    def scores(self, rows: csr_matrix) -> NDArray[np.float64]:
        """What is added to the logit of each row."""
        found: NDArray[np.float64] = rows @ self.weights
        return found

    def learn(self, row: csr_matrix, *, is_spam: bool, logit: float, weight: float = 1.0) -> float:
        """Learn from one decision about a row whose whole logit was `logit`; return the step."""
        probability = 1 / (1 + math.exp(-max(-500.0, min(logit, 500.0))))
        step = RATE * weight * (is_spam - probability)
        self.move(row, step)
        return step

    def move(self, row: csr_matrix, step: float) -> None:
        """Move by `step` times the row. The negative of a step takes it back."""
        self.weights[row.indices] += step * row.data  # a row names each column once

    def pack(self) -> str:
        """The columns that say something, and what, as text that `unpack` reads."""
        columns = np.flatnonzero(np.abs(self.weights) > _LEAST)
        numbers = columns.astype("<i4").tobytes() + self.weights[columns].astype("<f8").tobytes()
        return base64.b64encode(zlib.compress(numbers)).decode()

    @classmethod
    def unpack(cls, packed: str) -> Residual:
        """Read what `pack` wrote; nothing is a site that has taught nothing. Raises ValueError."""
        if not packed:
            return cls()
        try:
            numbers = zlib.decompress(base64.b64decode(packed))
        except zlib.error:
            raise ValueError("What the site has learnt is damaged") from None
        count = len(numbers) // 12
        columns = np.frombuffer(numbers, "<i4", count)
        values = np.frombuffer(numbers, "<f8", count, offset=4 * count)
        if len(columns) and not (columns.min() >= 0 and columns.max() < WIDTH):
            raise ValueError("What the site has learnt belongs to other features")
        weights = np.zeros(WIDTH)
        weights[columns] = values
        return cls(weights)
