"""Labelled rows for an examination: what training reads, and when each was written."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from intake.moderation.spam import corpus, features
from intake.moderation.spam.corpus import BadTrainingFile, Example
from intake.words import Message

_BATCH = 512


@dataclass(frozen=True, eq=False)
class Row:
    """One labelled message. Rows of one cluster are near-duplicates of each other."""

    example: Example
    written_at: datetime | None
    position: float | None  # of the row in its thread, where the file says it
    cluster: int

    @property
    def message(self) -> Message:
        return self.example.message

    @property
    def is_spam(self) -> bool:
        return self.example.is_spam

    @property
    def thread(self) -> str:
        return self.example.thread

    @property
    def source(self) -> str:
        return self.example.source


def read(*roles: Sequence[Path], seed: int) -> list[list[Row]]:
    """The labelled rows of each role's files; clusters are found among all of them together."""
    found = [[pair for file in files for pair in _pairs(file)] for files in roles]
    everything = [example.message for role in found for example, _ in role]
    number = iter(_clusters(everything, seed).tolist())
    return [
        [Row(example, _time(line), _position(line), next(number)) for example, line in role]
        for role in found
    ]


def split(rows: Sequence[Row], share: float) -> tuple[list[Row], list[Row]]:
    """The first share of each thread's spam, and of its ham, in file order; and the others.

    So did Alberto, Lochter and Almeida, "TubeSpam" (ICMLA 2015), with 0.7.
    """
    cells: dict[tuple[str, str, bool], list[Row]] = defaultdict(list)
    for row in rows:
        cells[row.source, row.thread, row.is_spam].append(row)
    first = {id(row) for cell in cells.values() for row in cell[: int(share * len(cell))]}
    return [row for row in rows if id(row) in first], [r for r in rows if id(r) not in first]


def labels(rows: Sequence[Row]) -> NDArray[np.bool_]:
    return np.array([row.is_spam for row in rows], dtype=bool)


def twins(tests: Sequence[Row], learnt: Sequence[Row]) -> NDArray[np.bool_]:
    """Which of the tests are near-duplicates of a learnt row or of a test before them."""
    seen = {row.cluster for row in learnt}
    found = []
    for row in tests:
        found.append(row.cluster in seen)
        seen.add(row.cluster)
    return np.array(found, dtype=bool)


def in_order(rows: Sequence[Row]) -> tuple[list[Row], str]:
    """The rows as they were written, and by what that is known."""
    dates = [row.written_at for row in rows if row.written_at]
    positions = [row.position for row in rows if row.position is not None]
    for keys, name in ((dates, "date"), (positions, "pos")):
        if rows and len(keys) == len(rows):
            order = sorted(range(len(rows)), key=keys.__getitem__)
            return [rows[i] for i in order], name
    return list(rows), "file order"


def _pairs(file: Path) -> list[tuple[Example, dict[str, Any]]]:
    """What the corpus reads of a file, each row beside the line that it came from."""
    try:
        examples = corpus.read([file])
        return list(zip(examples, _labelled_lines(file), strict=True))
    except zlib.error:
        raise BadTrainingFile(
            f"The training file {file} is damaged: it cannot be unpacked"
        ) from None


def _labelled_lines(file: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and (row := json.loads(line)).get("label") in (0, 1):
                yield row


def _time(line: dict[str, Any]) -> datetime | None:
    try:
        written_at = datetime.fromisoformat(str(line.get("date")).strip())
    except ValueError:
        return None
    return written_at if written_at.tzinfo else written_at.replace(tzinfo=UTC)


def _position(line: dict[str, Any]) -> float | None:
    position = line.get("pos")
    return float(position) if isinstance(position, int | float) else None


def _clusters(messages: Sequence[Message], seed: int) -> NDArray[np.int64]:
    if not messages:
        return np.zeros(0, dtype=np.int64)
    starts = range(0, len(messages), _BATCH)
    outlines = [features.outline(messages[i : i + _BATCH]) for i in starts]
    return corpus.clusters(vstack(outlines, format="csr"), seed)
