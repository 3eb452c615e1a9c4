"""Bars with a proven bound: Learn then Test (Angelopoulos, Bates, Candès, Jordan, Lei 2021).

Bars are tested from the strictest to the loosest, each by the exact binomial tail (Clopper and
Pearson 1934), until one cannot be shown to be safe: the last safe one is taken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import binom


def spam_bar(ham_scores: Sequence[float], alpha: float, delta: float) -> float | None:
    """The lowest bar that, but with a chance of `delta`, has at most `alpha` of all ham on or above.

    None: too few ham are known to prove any.
    """
    if len(ham_scores) < needed(alpha, delta):
        return None
    above = np.arange(len(ham_scores))
    safe = binom.cdf(above, len(ham_scores), alpha) <= delta
    most = int(np.argmin(safe)) - 1 if not safe.all() else len(ham_scores) - 1
    return float(np.nextafter(np.sort(ham_scores)[::-1][most], math.inf))


def needed(alpha: float, delta: float) -> int:
    """How many ham must be known before even a bar that none of them reaches is proven."""
    return math.ceil(math.log(delta) / math.log1p(-alpha))
