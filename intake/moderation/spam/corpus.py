"""Labelled messages from files, and which of them belong together when a model is examined."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from intake.errors import IntakeError
from intake.words import Message

_BANDS, _HASHES_IN_BAND = 12, 5  # two texts that share 60 % of their words and pairs likely meet


class BadTrainingFile(IntakeError):
    """A training file cannot be read, or cannot teach anything."""

    code = "bad_training_file"


@dataclass(frozen=True)
class Example:
    """A message that somebody has labelled."""

    message: Message
    is_spam: bool
    source: str
    thread: str


def read(files: Sequence[Path]) -> list[Example]:
    """Every labelled row of the files, in order. Rows without a label are skipped."""
    return [example for file in files for example in _rows(file)]


def digest(files: Sequence[Path]) -> str:
    """One SHA-256 for the files in this order."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _rows(file: Path) -> Iterator[Example]:
    opened = gzip.open if file.suffix == ".gz" else open
    number = 0
    try:
        with opened(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                number += 1
                if line.strip() and (example := _example(json.loads(line), file)):
                    yield example
    except OSError as error:
        raise BadTrainingFile(f"The training file {file} cannot be read: {error}") from None
    except (EOFError, ValueError, KeyError, AttributeError):
        raise BadTrainingFile(f"The training file {file} is damaged near line {number}") from None


def _example(row: dict[str, Any], file: Path) -> Example | None:
    if row.get("label") not in (0, 1):
        return None
    message = Message(
        str(row["text"]), str(row.get("author") or ""), str(row.get("author_url") or "")
    )
    source = str(row.get("source") or file.name.split(".")[0])
    return Example(message, bool(row["label"]), source, str(row.get("thread") or ""))


def without_names(examples: Sequence[Example]) -> list[Example]:
    """Copies of the rows that have a name or website, without it: their words must suffice."""
    return [
        replace(example, message=Message(example.message.text))
        for example in examples
        if example.message.author or example.message.author_url
    ]


def clusters(outlines: csr_matrix, seed: int) -> NDArray[np.int64]:
    """The number of the near-duplicate cluster of each row, by min-hashing its columns."""
    random = np.random.default_rng(seed)
    everyone = np.arange(outlines.shape[0])
    firsts = []  # for each band, the first row with the same hashes
    for _ in range(_BANDS):
        hashes = np.stack([_least(outlines, random) for _ in range(_HASHES_IN_BAND)], axis=1)
        _, first, group = np.unique(hashes, axis=0, return_index=True, return_inverse=True)
        firsts.append(first[group.ravel()])
    ends = (np.tile(everyone, _BANDS), np.concatenate(firsts))
    alike = coo_matrix((np.ones(len(ends[0])), ends), shape=(len(everyone), len(everyone)))
    return np.asarray(connected_components(alike, directed=False)[1], dtype=np.int64)


def _least(outlines: csr_matrix, random: np.random.Generator) -> NDArray[np.int64]:
    """The least of each row's columns in a new random order. Empty rows are all alike."""
    order = random.permutation(outlines.shape[1]).astype(np.int32)
    filled = np.diff(outlines.indptr) > 0
    least = np.full(outlines.shape[0], -1, dtype=np.int64)
    if filled.any():
        starts = outlines.indptr[:-1][filled]
        least[filled] = np.minimum.reduceat(order[outlines.indices], starts)
    return least


def groups(examples: Sequence[Example], cluster: NDArray[np.int64], folds: int) -> list[str]:
    """What must stay in one fold: a thread where a source has enough of them, else a cluster."""
    threads: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, set[bool]] = defaultdict(set)
    cells = Counter((example.source, example.thread, example.is_spam) for example in examples)
    for source, thread, is_spam in cells:
        threads[source].add(thread)
        labels[source].add(is_spam)
    # A "thread" that holds one label only, in a source that has two, is a folder, not a thread.
    threaded = {
        source
        for source, names in threads.items()
        if len(names) >= folds
        and (len(labels[source]) == 1 or len(names) < sum(cell[0] == source for cell in cells))
    }
    return [
        f"{e.source} {e.thread}" if e.source in threaded else f"{e.source} #{number}"
        for e, number in zip(examples, cluster, strict=True)
    ]
