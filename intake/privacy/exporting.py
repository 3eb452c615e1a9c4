"""Lines of the audit log as a file: CSV that no spreadsheet takes for formulas, or JSON lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from intake.privacy.readings import Line

HEADER = (
    *("line", "at", "person", "name", "site", "action", "subject"),
    *("details", "origin", "code"),
)
BYTE_ORDER_MARK = "\ufeff"  # or Excel reads names in another alphabet than they were written in

# A formula can begin where a cell does, and where another separator would let a cell begin.
_FORMULA = re.compile(r"""(^|[;,\t\r\n"])(?=\s*[=+\-@＝＋－＠]|[\t\r\n'])""")
_MARKED = re.compile(r"""(^|[;,\t\r\n"])'""")


class Form(StrEnum):
    """What the file is written in."""

    CSV = "csv"
    JSON = "jsonl"


MIMETYPES = {Form.CSV: "text/csv", Form.JSON: "application/jsonl"}


def cell(value: str) -> str:
    """Return the text with an apostrophe before whatever a spreadsheet would calculate."""
    return _FORMULA.sub(r"\1'", value)


def value(cell: str) -> str:
    """Return what `cell` was made of."""
    return _MARKED.sub(r"\1", cell)


def row(values: Iterable[object]) -> str:
    """Return one line of a CSV file, each value safe for a spreadsheet."""
    written = io.StringIO()
    cells = ("" if each is None else cell(str(each)) for each in values)
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(cells)
    return written.getvalue()


def written(lines: Iterable[Line], slugs: Mapping[int, str], form: Form) -> Iterator[str]:
    """Yield the file, a line at a time. `slugs`: what the sites are called."""
    if form is Form.CSV:
        yield BYTE_ORDER_MARK + row(HEADER)
    for line in lines:
        told = _told(line, slugs)
        yield row(told.values()) if form is Form.CSV else _object(told, line)


def _told(line: Line, slugs: Mapping[int, str]) -> dict[str, object]:
    values = (
        line.id,
        line.at.isoformat(),
        line.account_id,
        line.name or "",
        slugs.get(line.site_id, "") if line.site_id else "",
        line.action,
        line.subject,
        json.dumps(line.details, ensure_ascii=False, sort_keys=True),
        line.origin,
        line.code,
    )
    return dict(zip(HEADER, values, strict=True))


def _object(told: dict[str, object], line: Line) -> str:
    return json.dumps(told | {"details": line.details}, ensure_ascii=False) + "\n"
