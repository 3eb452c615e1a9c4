"""Tables that a person can paste into a page, and the same figures as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.judgement.metrics import NAMES, Figures

Json = dict[str, Any]
_NAME_CHARS = 40


class Report:
    """What was found, printed at once and kept for the file."""

    def __init__(self) -> None:
        self.kept: Json = {}

    def say(self, *lines: str) -> None:
        for line in lines:  # a thread may be named by half a character
            print(line.encode("utf-8", "replace").decode("utf-8"), flush=True)

    def table(self, title: str, lines: Sequence[Sequence[str]]) -> None:
        """Lines of cells under a title; the first line names the columns."""
        self.say("", title, *aligned(lines))

    def keep(self, name: str, value: Any) -> None:
        self.kept[name] = value

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(_plain(self.kept), indent=1, allow_nan=False) + "\n")


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Columns of one width each: the first to the left, the others to the right."""
    lines = [[_cut(first), *others] for first, *others in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def number(value: float, digits: int = 4) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def percent(share: float) -> str:
    if math.isnan(share):
        return "-"
    return f"{share:.1%}" if share >= 0.1 or share == 0 else f"{share:.2%}"


def figure_lines(entries: Sequence[tuple[str, str, Figures]]) -> list[list[str]]:
    """Two lines for each (rows, model, figures): the figures, and their intervals."""
    lines = [["rows", "model", "spam", "ham", *NAMES]]
    for rows, model, figures in entries:
        counts = [str(figures.spam), str(figures.ham)]
        lines.append([rows, model, *counts, *map(number, figures.values)])
        low, high = figures.interval()
        ends = [_range(*pair) for pair in zip(low, high, strict=True)]
        if any(ends):
            lines.append(["", "", "", "", *ends])
    return lines


def as_json(entries: Sequence[tuple[str, str, Figures]]) -> list[Json]:
    found = []
    for rows, model, figures in entries:
        low, high = figures.interval()
        cells = {
            name: {"value": float(figures.values[i]), "low": float(low[i]), "high": float(high[i])}
            for i, name in enumerate(NAMES)
        }
        counts = {"spam": figures.spam, "ham": figures.ham}
        found.append({"rows": rows, "model": model, **counts, "figures": cells})
    return found


def _cut(name: str) -> str:
    return name if len(name) <= _NAME_CHARS else name[: _NAME_CHARS - 1] + "…"


def _range(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"{_short(low)}-{_short(high)}"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _plain(value: Any) -> Any:
    """The same with null where a figure is undefined: JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
