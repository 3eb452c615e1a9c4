"""DECLARE, read: takes the values of a TOML table one by one and remembers what was wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from intake.declared.declaration import MOST_DAYS, Mistake

E = TypeVar("E", bound=StrEnum)

# What nobody can see, and what turns the words after it around.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
DAY = "a number of days from today, or a day like 2026-12-31"


class TableReader:
    """Reads one table; what has a mistake comes back as its usual value."""

    def __init__(self, table: dict[str, Any], field: str = "") -> None:
        self.field = field
        self.mistakes: list[Mistake] = []
        self._left = dict(table)
        self._known: list[str] = []

    def wrong(self, sentence: str) -> None:
        """Remember a mistake of this table."""
        self.mistakes.append(Mistake(sentence, self.field))

    def text(self, key: str, most: int, *, must: bool = False) -> str:
        """Take a text of one line."""
        value = self._take(key)
        if value is None:
            if must:
                self.wrong(f"{key} is missing.")
            return ""
        if not isinstance(value, str):
            self.wrong(f'{key} must be a text in quotes, like {key} = "…".')
            return ""
        text = value.strip()
        if _UNSEEN.search(text):
            self.wrong(f"{key} must be one line without invisible signs.")
        elif len(text) > most:
            self.wrong(f"{key} must be {most} characters or fewer.")
        elif must and not text:
            self.wrong(f"{key} must not be empty.")
        else:
            return text
        return ""

    def flag(self, key: str) -> bool:
        """Take true or false; what is missing is false."""
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(f"{key} must be true or false, without quotes.")
        return value is True

    def number(self, key: str, least: int, most: int) -> int:
        """Take a whole number; 0 if it is missing."""
        value = self._take(key)
        if value is None:
            return 0
        if not _is_number(value) or not least <= value <= most:
            self.wrong(f"{key} must be a whole number from {least} to {most}.")
            return 0
        return int(value)

    def day(self, key: str) -> int | date | None:
        """Take a number of days from today, or a day."""
        value = self._take(key)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = False
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        if _is_number(value) and abs(value) <= MOST_DAYS:
            return int(value)
        self.wrong(f"{key} must be {DAY}.")
        return None

    def one_of(self, key: str, known: Sequence[E]) -> E | None:
        """Take one of these words."""
        value = self.text(key, 100, must=True)
        for each in known:
            if value == each:
                return each
        if value:
            near = _near(value, known)
            self.wrong(f"{key} is none of {', '.join(known)}{near}.")
        return None

    def items(self, key: str) -> list[Any]:
        """Take a list; empty if it is missing."""
        value = self._take(key)
        if value is not None and not isinstance(value, list):
            self.wrong(f"{key} must be a list in brackets.")
        return value if isinstance(value, list) else []

    def tables(self, key: str) -> list[dict[str, Any]]:
        """Take a list of tables."""
        found = self.items(key)
        if all(isinstance(each, dict) for each in found):
            return found
        self.wrong(f"Each of the {key} begins with [[{key}]].")
        return []

    def table(self, key: str) -> TableReader:
        """Take a table within this one; empty if it is missing."""
        value = self._take(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(f'{key} must be a table, like {key} = {{ empty = "…" }}.')
        return TableReader(value if isinstance(value, dict) else {}, self.field)

    def nothing_else(self) -> None:
        """Remember every key that was not asked for."""
        for key in self._left:
            shown = key if len(key) <= 40 and not _UNSEEN.search(key) else "A long or odd word"
            self.wrong(f"{shown} is unknown here{_near(key, self._known)}.")

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self._left.pop(key, None)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _near(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word[:40], list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""
