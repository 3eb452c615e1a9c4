"""From messages to rows of hashed features, a batch at a time, without scikit-learn or threads.

Six streams: words, skeleton words, their characters, link hosts, counted signals, the name. Each is
scaled to its own length, so that a long text does not drown the other five. Behind the hashed
columns stand a few named ones: what the form noticed, and one that is always 1 (a site's own bias).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from intake.moderation.spam import signals
from intake.moderation.spam.normal import normalise
from intake.words import Evidence, Message

VERSION = (
    "1"  # of everything that decides a feature: normal, lookalikes, markup, signals, this file
)
BITS = 18
HASHED = 1 << BITS
# What the form and its neighbours say, each an input of its own; the order is for ever.
NAMED = (
    Evidence.TRAP,
    Evidence.FAST,
    Evidence.NO_TICKET,
    Evidence.STALE_TICKET,
    Evidence.BURST,
    Evidence.SAME_TEXT,
)
ALWAYS = HASHED + len(NAMED)
WIDTH = ALWAYS + 1

_SHORTEST_GRAM, _LONGEST_GRAM = 2, 5
_GRAM_CHARS = 1500  # characters of the skeleton cut into grams
_SPACE = ord(" ")
# Steele and Vigna's multipliers spread close inputs over the whole width.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_A, _MIX_B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
# A table, because a vectorised log may differ in its last bit with the position in the batch.
_MOST_COUNTED = 4096
_DAMPED = 1.0 + np.log(np.arange(1, _MOST_COUNTED + 1, dtype=np.float64))

Hashes = NDArray[np.uint64]


class Stream(IntEnum):
    """Where a feature comes from. The numbers are part of the hash."""

    NOTICED = 0  # the named columns
    WORDS = 1
    SKELETON = 2
    CHARACTERS = 3
    HOSTS = 4
    SIGNALS = 5
    NAME = 6
    MEANINGS = 7


@dataclass(frozen=True, slots=True)
class Token:
    """One readable feature of a message, and its share of the value in its column."""

    stream: Stream
    text: str
    column: int
    value: float


@dataclass(frozen=True, slots=True)
class _Read:
    words: list[str]
    skeleton: list[str]
    hosts: list[str]
    counted: list[str]
    named: list[str]


def vectorise(messages: Sequence[Message]) -> csr_matrix:
    """One row for each message. A row is the same alone and in any batch, to the last bit."""
    read = [_read(message) for message in messages]
    streams = [
        _stream(1, 1.0, *_word_grams([item.words for item in read])),
        _stream(2, 1.0, *_word_grams([item.skeleton for item in read])),
        _stream(3, 1.0, *_char_grams([item.skeleton for item in read])),
        _stream(4, 0.7, *_tokens([item.hosts for item in read])),
        _stream(5, 1.0, *_tokens([item.counted for item in read])),
        _stream(6, 0.5, *_tokens([item.named for item in read])),
        _named_columns(messages),
    ]
    rows, columns, values = (np.concatenate(part) for part in zip(*streams, strict=True))
    return csr_matrix((values, (rows, columns)), shape=(len(messages), WIDTH))


def outline(messages: Sequence[Message]) -> csr_matrix:
    """Only the skeleton's words and pairs: what two near-duplicates share."""
    skeletons = [normalise(message.text).skeleton for message in messages]
    rows, columns, values = _stream(2, 1.0, *_word_grams(skeletons))
    return csr_matrix((values, (rows, columns)), shape=(len(messages), WIDTH))


def tokens(message: Message) -> list[Token]:
    """Every feature of one message in readable form. Their values add up to its row.

    Where several fall into one column, each has an equal share of its value.
    """
    read = _read(message)
    found: list[Token] = []
    for stream, length, texts, (_, hashes) in (
        (Stream.WORDS, 1.0, _with_pairs(read.words), _word_grams([read.words])),
        (Stream.SKELETON, 1.0, _with_pairs(read.skeleton), _word_grams([read.skeleton])),
        (Stream.CHARACTERS, 1.0, _grams_of(read.skeleton), _char_grams([read.skeleton])),
        (Stream.HOSTS, 0.7, read.hosts, _tokens([read.hosts])),
        (Stream.SIGNALS, 1.0, read.counted, _tokens([read.counted])),
        (Stream.NAME, 0.5, read.named, _tokens([read.named])),
    ):
        mixed = _mix(hashes + np.uint64(stream << 32))
        columns = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
        _, filled, values = _stream(stream, length, np.zeros_like(columns), hashes)
        places = np.searchsorted(filled, columns)
        each = (values / np.bincount(places, minlength=len(filled)))[places]
        readable = zip(texts, columns.tolist(), each.tolist(), strict=True)
        found += [Token(stream, *token) for token in readable]
    noticed = (e for e in NAMED if e in message.evidence)
    found += [Token(Stream.NOTICED, e.value, HASHED + NAMED.index(e), 1.0) for e in noticed]
    return [*found, Token(Stream.NOTICED, "always", ALWAYS, 1.0)]


def _with_pairs(words: list[str]) -> list[str]:
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def _grams_of(skeleton: list[str]) -> list[str]:
    line = f" {' '.join(skeleton)[:_GRAM_CHARS]} "
    return [
        gram
        for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1)
        for start in range(len(line) - size + 1)
        if " " not in (gram := line[start : start + size])[1:-1] and gram.strip()
    ]


def _named_columns(
    messages: Sequence[Message],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Say 1 for each piece of evidence that has a column, and in the column that is always 1."""
    found = [
        (row, HASHED + NAMED.index(evidence))
        for row, message in enumerate(messages)
        for evidence in set(message.evidence)
        if evidence in NAMED
    ]
    rows = np.array([row for row, _ in found] + list(range(len(messages))), dtype=np.int64)
    columns = np.array([c for _, c in found] + [ALWAYS] * len(messages), dtype=np.int64)
    return rows, columns, np.ones(len(rows))


def _read(message: Message) -> _Read:
    text = normalise(message.text)
    return _Read(
        text.words,
        text.skeleton,
        signals.hosts(text, message.author_url),
        signals.counted(text),
        signals.named(message.author),
    )


def _tokens(lists: list[list[str]]) -> tuple[NDArray[np.int64], Hashes]:
    lengths = [len(tokens) for tokens in lists]
    codes = (crc32(t.encode("utf-8", "surrogatepass")) for t in chain.from_iterable(lists))
    hashes = np.fromiter(codes, np.uint64, count=sum(lengths))
    return np.repeat(np.arange(len(lists)), lengths), hashes


def _word_grams(lists: list[list[str]]) -> tuple[NDArray[np.int64], Hashes]:
    """Words, and pairs of words that follow each other."""
    rows, words = _tokens(lists)
    together = rows[1:] == rows[:-1]
    pairs = _mix(words[:-1] * _STEP + words[1:] + np.uint64(1))[together]
    return np.concatenate([rows, rows[1:][together]]), np.concatenate([words, pairs])


def _char_grams(lists: list[list[str]]) -> tuple[NDArray[np.int64], Hashes]:
    """Every run of two to five characters within a word and the spaces around it."""
    lines = [f" {' '.join(words)[:_GRAM_CHARS]} " for words in lists]
    rows = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    encoded = "".join(lines).encode("utf-32-le", "surrogatepass")
    chars = np.frombuffer(encoded, np.uint32).astype(np.uint64)
    blanks = np.concatenate([[0], np.cumsum(chars == _SPACE)])
    found_rows, found = [], []
    grams = chars
    for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1):
        grams = grams[: len(chars) - size + 1] * _STEP + chars[size - 1 :]
        start = np.arange(len(grams))
        inside = blanks[start + size - 1] - blanks[start + 1]  # between first and last character
        whole = blanks[start + size] - blanks[start]
        keep = (inside == 0) & (whole < size)
        found_rows.append(rows[: len(grams)][keep])
        found.append(grams[keep] + np.uint64(size))
    return np.concatenate(found_rows), np.concatenate(found)


def _stream(
    salt: int, length: float, rows: NDArray[np.int64], hashes: Hashes
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Hash, count, damp, and scale each row to the stream's length."""
    buckets = (_mix(hashes + np.uint64(salt << 32)) >> np.uint64(64 - BITS)).astype(np.int64)
    keys = (rows << BITS) | buckets
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
