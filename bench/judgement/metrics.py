"""Figures of a judgement against labels, each with a bootstrap interval, all resamples at once.

A resample (Efron 1979) is a row of weights over the judged messages; spam and ham are drawn apart,
so that every resample has as many of both. The first row is all ones: the figures themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NAMES = ("AUC", "AP", "MCC", "F1", "acc", "SC", "BH", "T1", "T01", "F95", "ECE", "Brier")
MEANING = (
    "AP = area under precision-recall; MCC, F1, acc, SC, BH at .5; SC = spam caught; BH = ham "
    "blocked; T1, T01 = spam caught at 1 % and 0.1 % ham blocked; F95 = ham blocked at 95 % spam "
    "caught; ECE in 15 bins. Second line: bootstrap 95 % interval."
)
_ECE_BINS = 15
_CELLS_AT_ONCE = 4_000_000
_TINY = 1e-9


@dataclass(frozen=True, eq=False)
class Figures:
    """How one model did on some rows. NaN: undefined there."""

    spam: int
    ham: int
    values: Floats
    resampled: Floats  # one line for each resample

    def value(self, name: str) -> float:
        return float(self.values[NAMES.index(name)])

    def interval(self) -> tuple[Floats, Floats]:
        """The ends of the 95 % interval of each figure; NaN without resamples."""
        if not len(self.resampled):
            nothing = np.full(len(NAMES), np.nan)
            return nothing, nothing
        low, high = np.percentile(self.resampled, (2.5, 97.5), axis=0)
        return low, high


def measure(
    logits: Floats, is_spam: Flags, *, resamples: int, seed: Sequence[int], bar: float = 0.0
) -> Figures:
    """Every figure. With one label only, just the share that is called spam."""
    order = np.argsort(-logits, kind="stable")
    logits, is_spam = logits[order], is_spam[order]
    draws = _draws(is_spam, resamples, np.random.default_rng(list(seed)))
    found = np.concatenate([_figures(weight, logits, is_spam, bar) for weight in draws])
    spam = int(is_spam.sum())
    return Figures(spam, len(is_spam) - spam, found[0], found[1:])


def mean(each: Sequence[Figures]) -> Figures:
    """The plain mean over the parts for which a figure is defined, and over their resamples."""
    values = np.stack([one.values for one in each])
    resampled = np.stack([one.resampled for one in each])
    return Figures(
        sum(one.spam for one in each),
        sum(one.ham for one in each),
        _mean_of_defined(values),
        _mean_of_defined(resampled),
    )


def probabilities(logits: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(logits, -500, 500)))
    return found


def _mean_of_defined(stacked: Floats) -> Floats:
    defined = (~np.isnan(stacked)).sum(axis=0)
    total = np.nansum(stacked, axis=0)
    return np.where(defined > 0, total / np.maximum(defined, 1), np.nan)


def _draws(is_spam: Flags, resamples: int, random: np.random.Generator) -> Iterator[Floats]:
    count = len(is_spam)
    yield np.ones((1, count))
    kinds = [where for where in (np.flatnonzero(is_spam), np.flatnonzero(~is_spam)) if len(where)]
    at_once = max(1, _CELLS_AT_ONCE // max(count, 1))
    for start in range(0, resamples, at_once):
        lines = min(at_once, resamples - start)
        offset = np.arange(lines)[:, None] * count
        drawn = [offset + random.choice(where, (lines, len(where))) for where in kinds]
        cells = np.concatenate([part.ravel() for part in drawn]) if drawn else offset[:, :0].ravel()
        yield np.bincount(cells, minlength=lines * count).reshape(lines, count).astype(float)


def _figures(weight: Floats, logits: Floats, is_spam: Flags, bar: float) -> Floats:
    """One line of figures for each line of weights; the columns are sorted, most spam first."""
    called = logits >= bar
    caught, blocked = weight @ (called & is_spam), weight @ (called & ~is_spam)
    spam, ham = weight @ is_spam, weight @ ~is_spam
    found = dict.fromkeys(NAMES, np.full(len(weight), np.nan))
    if is_spam.any():
        found["SC"] = caught / spam
    if (~is_spam).any():
        found["BH"] = blocked / ham
    if is_spam.any() and (~is_spam).any():
        found |= _at_the_bar(caught, blocked, spam, ham)
        found |= _ranking(weight, logits, is_spam)
        found |= _calibration(weight, probabilities(logits), is_spam)
    return np.stack([found[name] for name in NAMES], axis=1)


def _at_the_bar(caught: Floats, blocked: Floats, spam: Floats, ham: Floats) -> dict[str, Floats]:
    missed, passed = spam - caught, ham - blocked
    spread = np.sqrt((caught + blocked) * (passed + missed)) * np.sqrt(spam * ham)
    return {
        "MCC": (caught * passed - blocked * missed) / np.where(spread > 0, spread, 1),
        "F1": 2 * caught / (2 * caught + blocked + missed),
        "acc": (caught + passed) / (spam + ham),
    }


def _ranking(weight: Floats, logits: Floats, is_spam: Flags) -> dict[str, Floats]:
    """Figures of the order alone. Equal scores are one step: no bar can part them."""
    ends = np.append(np.flatnonzero(np.diff(logits)), len(logits) - 1)
    caught = np.cumsum(weight * is_spam, axis=1)[:, ends]
    blocked = np.cumsum(weight * ~is_spam, axis=1)[:, ends]
    spam, ham = caught[:, -1], blocked[:, -1]
    more_caught = np.diff(caught, axis=1, prepend=0)
    more_blocked = np.diff(blocked, axis=1, prepend=0)
    precision = caught / np.maximum(caught + blocked, 1)
    enough = caught >= 0.95 * spam[:, None] - _TINY
    return {
        "AUC": (more_blocked * (caught - more_caught / 2)).sum(axis=1) / (spam * ham),
        "AP": (more_caught * precision).sum(axis=1) / spam,
        "T1": _caught_at(0.01, caught, blocked),
        "T01": _caught_at(0.001, caught, blocked),
        "F95": np.where(enough, blocked, np.inf).min(axis=1) / ham,
    }


def _caught_at(share: float, caught: Floats, blocked: Floats) -> Floats:
    allowed = blocked <= share * blocked[:, -1:] + _TINY
    found: Floats = np.where(allowed, caught, 0).max(axis=1) / caught[:, -1]
    return found


def _calibration(weight: Floats, chances: Floats, is_spam: Flags) -> dict[str, Floats]:
    into = np.minimum((chances * _ECE_BINS).astype(int), _ECE_BINS - 1)
    off = np.zeros((len(chances), _ECE_BINS))
    off[np.arange(len(chances)), into] = chances - is_spam
    total = weight.sum(axis=1)
    return {
        "ECE": np.abs(weight @ off).sum(axis=1) / total,
        "Brier": weight @ (chances - is_spam) ** 2 / total,
    }
