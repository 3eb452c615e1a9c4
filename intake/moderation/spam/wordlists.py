"""Lists of words, written as they are easiest to read and to add to."""

from __future__ import annotations


def words_of(line: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(line.split())
