"""Test, then train: each message is judged, then its decision is learnt, as a site does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bench.judgement.metrics import measure
from bench.judgement.models import Judge
from bench.judgement.rows import Row, in_order, labels
from bench.judgement.tables import Json, Report, number
from intake.moderation.spam.learner import Rows
from intake.moderation.spam.residual import Residual

WINDOWS = (50, 100, 200, 500)  # ends of the windows; what follows is the last
HELD_FROM, HELD_BELOW = 0.05, 0.95
_FEWEST_ROWS = 50  # of a thread that makes a stream of its own

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Way:
    """Which decisions are learnt, and how many of them are wrong."""

    name: str
    learns: bool = True
    held_only: bool = False
    noise: float = 0.0


def ways(noise: float | None) -> list[Way]:
    known = [Way("static", learns=False), Way("adaptive"), Way("held only", held_only=True)]
    return known + ([Way(f"{noise:.0%} wrong", noise=noise)] if noise else [])


def streams(rows: Sequence[Row], one_for_each: str) -> list[tuple[str, list[Row]]]:
    """A stream for each thread that is large enough, or else, or when asked, one of all rows."""
    threads: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        threads[row.thread].append(row)
    large = {k: of for k, of in threads.items() if k and len(of) >= _FEWEST_ROWS}
    if one_for_each == "file" or not large:
        return [("all rows", list(rows))]
    return list(large.items())


def show(
    found: Sequence[tuple[str, list[Row]]],
    judge: Judge,
    all_ways: Sequence[Way],
    seed: int,
    report: Report,
) -> None:
    """Errors per decision in windows, the second half's ranking, and how many labels it took."""
    lines = [["stream", "way", "n", "spam", *_window_names(), "AUC", "MCC", "labels"]]
    kept: list[Json] = []
    for name, unordered in found:
        ordered, order = in_order(unordered)
        messages = [row.message for row in ordered]
        base, rows, is_spam = judge(messages), Rows().transform(messages), labels(ordered)
        for way in all_ways:
            logits, asked = follow(rows, base, is_spam, way, seed)
            errors = _errors((logits >= 0) != is_spam)
            half = len(ordered) // 2
            late = measure(logits[half:], is_spam[half:], resamples=0, seed=(seed,))
            ranking = {key: late.value(key) for key in ("AUC", "MCC")}
            counts = [str(len(ordered)), str(int(is_spam.sum()))]
            cells = [number(value, 3) for value in (*errors, *ranking.values())]
            lines.append([f"{name} (by {order})", way.name, *counts, *cells, str(asked)])
            windows = dict(zip(_window_names(), errors, strict=True))
            about = {"stream": name, "order": order, "way": way.name, "n": len(ordered)}
            kept.append(about | {"errors": windows, "second_half": ranking, "labels": asked})
    report.table("Streams: errors per decision; AUC and MCC of the second half", lines)
    report.keep("streams", kept)


def follow(
    rows: csr_matrix, base: Floats, is_spam: Flags, way: Way, seed: int
) -> tuple[Floats, int]:
    """The logit of each message at its turn, and how many decisions were asked for."""
    residual, chance, asked = Residual(), Random(f"{seed} {way.name}"), 0
    logits = np.empty(len(base))
    for turn, truth in enumerate(is_spam):
        row = rows[turn]
        logits[turn] = logit = float(base[turn] + residual.scores(row)[0])
        probability = 1 / (1 + np.exp(-np.clip(logit, -500, 500)))
        is_held = HELD_FROM < probability < HELD_BELOW
        if way.learns and (is_held or not way.held_only):
            is_wrong = chance.random() < way.noise
            residual.learn(row, is_spam=bool(truth) != is_wrong, logit=logit)
            asked += 1
    return logits, asked


def _errors(is_wrong: Flags) -> list[float]:
    ends = [0, *WINDOWS, len(is_wrong)]
    windows = [is_wrong[start:end] for start, end in pairwise(ends)]
    return [float(window.mean()) if len(window) else float("nan") for window in windows]


def _window_names() -> list[str]:
    starts = [1, *(end + 1 for end in WINDOWS)]
    return [*(f"{a}-{b}" for a, b in zip(starts, WINDOWS, strict=False)), f"{starts[-1]}-"]
