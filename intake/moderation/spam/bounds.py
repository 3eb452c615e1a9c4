"""Bars with a proven bound: Learn then Test (Angelopoulos, Bates, Candès, Jordan, Lei 2021).

Bars are tested from the strictest to the loosest, each by the exact binomial tail (Clopper and
Pearson 1934), until one cannot be shown to be safe: the last safe one is taken. For one population
and bars at its own order statistics this is Wilks' tolerance limit (1941), and exact: the share of
the population beyond the k-th most extreme of n exceeds alpha with the chance that a binomial of n
and alpha is below k.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import bdtr, betaincinv  # scipy.stats would double a worker's memory


def spam_bar(ham_scores: Sequence[float], alpha: float, delta: float) -> float | None:
    """The lowest bar that has at most `alpha` of all ham on or above, but with a chance of `delta`.

    None: too few ham are known to prove any.
    """
    beyond = _most_beyond(len(ham_scores), alpha, delta)
    if beyond is None:
        return None
    highest_first = np.sort(np.asarray(ham_scores, dtype=float))[::-1]
    return float(np.nextafter(highest_first[beyond], math.inf))


def ham_bar(spam_scores: Sequence[float], alpha: float, delta: float) -> float | None:
    """The highest bar with at most `alpha` of all spam below it, but with a chance of `delta`."""
    bar = spam_bar([-score for score in spam_scores], alpha, delta)
    return None if bar is None else float(np.nextafter(-bar, math.inf))


def needed(alpha: float, delta: float) -> int:
    """How many must be known before even a bar that none of them reaches is proven."""
    return math.ceil(math.log(delta) / math.log1p(-alpha))


def most(beyond: int, known: int, delta: float) -> float:
    """The largest share, but with a chance of `delta`, when so many of the known are beyond."""
    if beyond >= known:
        return 1.0
    return float(betaincinv(beyond + 1, known - beyond, 1 - delta))


def _most_beyond(known: int, alpha: float, delta: float) -> int | None:
    """How many of the known may be beyond a bar that is still proven. None: no bar is."""
    is_safe = bdtr(np.arange(known), known, alpha) <= delta  # from the strictest bar on
    return int(is_safe.sum()) - 1 if is_safe.any() else None
