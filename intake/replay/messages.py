"""TRY: the messages of a JSONL file, plain or gzipped, as people once wrote them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.errors import IntakeError


@dataclass(frozen=True)
class Written:
    """What somebody wrote somewhere. What the file does not say is empty."""

    text: str
    author: str = ""
    author_url: str = ""
    thread: str = ""
    is_spam: bool | None = None


def read(path: Path) -> Iterator[Written]:
    """Yield the messages in order. Raises IntakeError naming a line that is none."""
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _written(line, number)


def _open(path: Path) -> Any:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _written(line: str, number: int) -> Written:
    try:
        found = json.loads(line)
        return Written(
            str(found["text"]),
            str(found.get("author") or ""),
            str(found.get("author_url") or ""),
            str(found.get("thread") or ""),
            {0: False, 1: True}.get(found.get("label")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise IntakeError(f"Line {number} is not a JSON object with a text.") from None
