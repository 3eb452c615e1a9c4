"""What one site's moderators have taught, on top of the base model: a sparse vector of corrections.

Each decision moves it by `step` times the message's own row: one number a decision is enough to
take it back exactly, and a sum rebuilds the whole. The step is the shortest after which the message
is on the side that was decided, with a margin, but no longer than it may be, so that no wrong
decision does much harm. It is PA-I of Crammer, Dekel, Keshet, Shalev-Shwartz and Singer, "Online
passive-aggressive algorithms" (2006).
"""

from __future__ import annotations

import base64
import zlib

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from intake.moderation.spam.features import WIDTH

MARGIN = 5.0  # in logits: 99.3 %
LONGEST_STEP = 0.6  # a row's squared length is about 6: half the way from one side to the other
_LEAST = 1e-7  # a correction below this is none; what rounding leaves of a lesson taken back


class Residual:
    """Corrections to the base model's weights."""

    def __init__(self, weights: NDArray[np.float64] | None = None) -> None:
        self.weights = np.zeros(WIDTH) if weights is None else weights

    def scores(self, rows: csr_matrix) -> NDArray[np.float64]:
        """What is added to the logit of each row."""
        found: NDArray[np.float64] = rows @ self.weights
        return found

    def learn(
        self, row: csr_matrix, *, is_spam: bool, logit: float, longest: float = LONGEST_STEP
    ) -> float:
        """Learn from one decision about a row whose whole logit was `logit`; return the step."""
        side = 1.0 if is_spam else -1.0
        missing = max(0.0, MARGIN - side * logit)
        step = side * min(missing / float(row.data @ row.data), longest)
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
            count, rest = divmod(len(numbers), 12)
        except (ValueError, zlib.error):
            rest = 1
        if rest:
            raise ValueError("What the site has learnt is damaged")
        columns = np.frombuffer(numbers, "<i4", count)
        values = np.frombuffer(numbers, "<f8", count, offset=4 * count)
        if len(columns) and not (columns.min() >= 0 and columns.max() < WIDTH):
            raise ValueError("What the site has learnt belongs to other features")
        if not np.isfinite(values).all():
            raise ValueError("What the site has learnt is damaged")
        weights = np.zeros(WIDTH)
        weights[columns] = values
        return cls(weights)
