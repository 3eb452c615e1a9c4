"""Who learns from which rows and is judged on which: each protocol as a list of trials."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.judgement.rows import Row
from intake.moderation.spam.corpus import BadTrainingFile

_FEWEST_ROWS = 20  # of a thread that is left out or listed by itself
_MOST_LEFT_OUT, _MOST_LISTED = 50, 20

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Trial:
    """A model learns from the one and is judged on the other."""

    name: str
    learnt: Sequence[Row]
    tests: Sequence[Row]
    weight: NDArray[np.float64] | None = None  # of each learnt row; None: all alike


def pooled(train: Sequence[Row], test: Sequence[Row]) -> list[Trial]:
    if not test:
        raise BadTrainingFile("The test files hold no labelled row")
    return [Trial("all", train, test)]


def per_thread(
    train: Sequence[Row], test: Sequence[Row], own_weight: float | None = None
) -> list[Trial]:
    """One model for each thread of the test rows (TubeSpam: Alberto, Lochter, Almeida 2015).

    It learns from that thread's rows only; with a weight, from all, that thread's counted so often.
    """
    learnt, tests = _by(lambda row: row.thread, train), _by(lambda row: row.thread, test)
    shared = [thread for thread in tests if thread and thread in learnt]
    if not shared:
        raise BadTrainingFile(
            "No thread of the test files is in the training files, so none can learn from its own: "
            "name files that share threads, or choose another protocol"
        )
    if own_weight is None:
        return [Trial(thread, learnt[thread], tests[thread]) for thread in shared]
    return [
        Trial(
            thread,
            train,
            tests[thread],
            np.array([own_weight if row.thread == thread else 1.0 for row in train]),
        )
        for thread in shared
    ]


def leave_one_thread_out(rows: Sequence[Row]) -> list[Trial]:
    """Each thread that holds both labels in turn; where there is none, each large enough."""
    threads = _by(lambda row: f"{row.source} {row.thread}" if row.thread else "", rows)
    large = {
        name: of
        for name, of in threads.items()
        if name and len(of) >= _FEWEST_ROWS and len(of) < len(rows)
    }
    mixed = {name: of for name, of in large.items() if len({row.is_spam for row in of}) == 2}
    return _leave_out(mixed or large, rows, "thread")


def leave_one_source_out(rows: Sequence[Row]) -> list[Trial]:
    sources = _by(lambda row: row.source, rows)
    return _leave_out({k: v for k, v in sources.items() if len(v) < len(rows)}, rows, "source")


def parts(rows: Sequence[Row]) -> list[tuple[str, list[int]]]:
    """Each source, then the largest threads, with the places of their rows."""
    places = range(len(rows))
    sources = _by(lambda place: rows[place].source, places)
    threads = _by(lambda place: f"{rows[place].source} {rows[place].thread}", places)
    large = {
        name: of
        for name, of in threads.items()
        if rows[of[0]].thread and _FEWEST_ROWS <= len(of) < len(rows)
    }
    largest = sorted(large, key=lambda name: -len(large[name]))[:_MOST_LISTED]
    found = [("source " + name, of) for name, of in sources.items() if len(sources) > 1]
    return found + [("thread " + name, large[name]) for name in large if name in largest]


def _leave_out(groups: dict[str, list[Row]], rows: Sequence[Row], kind: str) -> list[Trial]:
    if not groups:
        raise BadTrainingFile(f"The files hold no {kind} that can be left out: name more of them")
    kept = Counter({name: len(of) for name, of in groups.items()}).most_common(_MOST_LEFT_OUT)
    trials = []
    for name, _ in kept:
        out = set(map(id, groups[name]))
        trials.append(Trial(name, [row for row in rows if id(row) not in out], groups[name]))
    return trials


def _by(key: Callable[[T], str], items: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(found)
