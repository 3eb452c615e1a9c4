"""Does the bound hold? Draw calibration ham again and again and look at everybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.judgement.tables import Json, Report, percent
from intake.moderation.spam import bounds
from intake.moderation.spam.corpus import BadTrainingFile

RESAMPLES = 400
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bound:
    """At most `alpha` of the ham is called spam, but with a chance of `delta`."""

    alpha: float
    delta: float


def show(
    chances: Floats, is_spam: NDArray[np.bool_], bound: Bound, seed: int, report: Report
) -> None:
    """Simulate with several amounts of calibration ham, from one too few upward."""
    needed = bounds.needed(bound.alpha, bound.delta)
    ham, spam = chances[~is_spam], chances[is_spam]
    sizes = [n for n in (needed - 1, needed, 2 * needed, 4 * needed) if 0 < n < len(ham)]
    if not len(ham) or sizes[-1:] in ([], [needed - 1]):
        raise BadTrainingFile(
            f"The bound of {percent(bound.alpha)} needs {needed} calibration ham and as many to "
            f"look at; the test files hold {len(ham)} ham"
        )
    report.say(
        "",
        f"Learn then Test: the share of ham called spam is at most alpha = {percent(bound.alpha)}, "
        f"but for a chance of delta = {percent(bound.delta)}.",
        f"{RESAMPLES} resamples of {len(ham)} ham and {len(spam)} spam; needed: {needed} ham.",
        "rest: drawn without replacement, judged on the ham that remains, whose own small number",
        "adds noise; whole: drawn with replacement and judged on all, as the theorem speaks.",
    )
    lines = [["calibration ham", "judged on", "no bar", "P(FPR>alpha)", "mean FPR", "mean TPR"]]
    kept: list[Json] = []
    for size in sizes:
        for judged_on in ("rest", "whole"):
            found = simulate(ham, spam, bound, size, seed, without=judged_on == "rest")
            shares = {key: percent(share) for key, share in found.items()}
            lines.append([str(size), judged_on, *shares.values()])
            kept.append({"n": size, "judged_on": judged_on, **found})
    report.table(f"Bound, delta {percent(bound.delta)}", lines)
    report.keep("bound", {"alpha": bound.alpha, "delta": bound.delta, "needed": needed, "of": kept})


def simulate(
    ham: Floats, spam: Floats, bound: Bound, size: int, seed: int, *, without: bool
) -> dict[str, float]:
    """How often no bar was given, how often the bound broke, and the mean rates where there was."""
    random = np.random.default_rng([seed, size, without])
    blocked: list[float] = []
    caught: list[float] = []
    for _ in range(RESAMPLES):
        drawn = random.choice(len(ham), size, replace=not without)
        bar = bounds.spam_bar(ham[drawn].tolist(), bound.alpha, bound.delta)
        if bar is None:
            continue
        judged = np.delete(ham, drawn) if without else ham
        blocked.append(float(np.mean(judged >= bar)))
        caught.append(float(np.mean(spam >= bar)) if len(spam) else float("nan"))
    return {
        "no_bar": 1 - len(blocked) / RESAMPLES,
        # Without a bar nothing is called spam, so the bound is kept.
        "broken": sum(rate > bound.alpha for rate in blocked) / RESAMPLES,
        "mean_fpr": _mean(blocked),
        "mean_tpr": _mean(caught),
    }


def _mean(rates: Sequence[float]) -> float:
    return float(np.mean(rates)) if rates else float("nan")
