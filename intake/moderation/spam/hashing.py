"""Tokens to columns: hashing, counting, damping and scaling, for a whole batch at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BITS = 18
HASHED = 1 << BITS
_GRAM_SIZES = range(2, 6)
_GRAM_CHARS = 1500  # characters of the skeleton cut into grams
_SPACE = ord(" ")
# Steele and Vigna's multipliers spread close inputs over the whole width.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_A, _MIX_B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
# A table, because a vectorised log may differ in its last bit with the position in the batch.
_MOST_COUNTED = 4096
_DAMPED = 1.0 + np.log(np.arange(1, _MOST_COUNTED + 1, dtype=np.float64))

Rows = NDArray[np.int64]  # for each value, the number of its message in the batch
Hashes = NDArray[np.uint64]
Values = NDArray[np.float64]
_WORDS_REMEMBERED = 1 << 15


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _code(token: str) -> int:
    return crc32(token.encode("utf-8", "surrogatepass"))


def codes(lists: list[list[str]]) -> tuple[Rows, Hashes]:
    lengths = [len(found) for found in lists]
    hashes = np.fromiter(map(_code, chain.from_iterable(lists)), np.uint64, count=sum(lengths))
    return np.repeat(np.arange(len(lists)), lengths), hashes


def word_grams(lists: list[list[str]]) -> tuple[Rows, Hashes]:
    """Words, and pairs of words that follow each other."""
    rows, words = codes(lists)
    together = rows[1:] == rows[:-1]
    pairs = _mix(words[:-1] * _STEP + words[1:] + np.uint64(1))[together]
    return np.concatenate([rows, rows[1:][together]]), np.concatenate([words, pairs])


def char_grams(lists: list[list[str]]) -> tuple[Rows, Hashes]:
    lines = [line_of(words) for words in lists]
    rows = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    found = [(rows[starts], hashes) for _, starts, hashes in grams(lines)]
    of_rows, of_hashes = zip(*found, strict=True)
    return np.concatenate(of_rows), np.concatenate(of_hashes)


def line_of(words: list[str]) -> str:
    return f" {' '.join(words)[:_GRAM_CHARS]} "


def grams(lines: list[str]) -> Iterator[tuple[int, NDArray[np.int64], Hashes]]:
    """Every run of two to five characters within a word and the spaces around it.

    Yields the size, where in the joined lines each run starts, and its hash.
    """
    encoded = "".join(lines).encode("utf-32-le", "surrogatepass")
    chars = np.frombuffer(encoded, np.uint32).astype(np.uint64)
    blanks = np.concatenate([[0], np.cumsum(chars == _SPACE)])
    run = chars
    for size in _GRAM_SIZES:
        run = run[: len(chars) - size + 1] * _STEP + chars[size - 1 :]
        start = np.arange(len(run))
        inside = blanks[start + size - 1] - blanks[start + 1]  # between first and last character
        whole = blanks[start + size] - blanks[start]
        starts = np.flatnonzero((inside == 0) & (whole < size))
        yield size, starts, run[starts] + np.uint64(size)


def columns_of(salt: int, hashes: Hashes) -> NDArray[np.int64]:
    salted = _mix(hashes + np.uint64(salt << 32))
    return (salted >> np.uint64(64 - BITS)).astype(np.int64)


def scaled(
    salt: int, length: float, rows: Rows, hashes: Hashes
) -> tuple[Rows, NDArray[np.int64], Values]:
    """Hash, count, damp, and scale each row to the stream's length."""
    keys = (rows << BITS) | columns_of(salt, hashes)
    keys.sort()
    first = np.flatnonzero(np.concatenate([keys[:1] >= 0, keys[1:] != keys[:-1]]))
    counts = np.diff(np.append(first, len(keys)))
    values = _DAMPED[np.minimum(counts, _MOST_COUNTED) - 1]
    rows, columns = keys[first] >> BITS, keys[first] & (HASHED - 1)
    norms = np.sqrt(np.bincount(rows, weights=values * values)) if len(rows) else values
    return rows, columns, length * values / norms[rows]


def _mix(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX_A
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX_B
    return hashes ^ (hashes >> np.uint64(31))
