"""From messages to rows of hashed features, a batch at a time, without scikit-learn or threads.

Seven streams: words, skeleton words, their characters, link hosts, counted signals, the name, what
the words mean. Each is scaled to its own length, so that a long text does not drown the others.
Behind the hashed columns stand a few named ones: what the form noticed, and one that is always 1 (a
site's own bias).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from intake.moderation.spam import hashing, meanings, signals
from intake.moderation.spam.hashing import Hashes, Rows, Values
from intake.moderation.spam.normal import normalise
from intake.words import Evidence, Message

# Of everything that decides a feature: this file and normal, markup, folding, lookalikes,
# addresses, skeleton, signals, meanings.
VERSION = "2"
HASHED = hashing.HASHED
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


LENGTHS = {
    Stream.WORDS: 1.0,
    Stream.SKELETON: 1.0,
    Stream.CHARACTERS: 1.0,
    Stream.HOSTS: 0.7,
    Stream.SIGNALS: 1.0,
    Stream.NAME: 0.5,
    Stream.MEANINGS: 1.0,
}


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
    meant: list[str]


def vectorise(messages: Sequence[Message]) -> csr_matrix:
    """One row for each message. A row is the same alone and in any batch, to the last bit."""
    hashed = _hashed([_read(message) for message in messages])
    parts = [
        hashing.scaled(stream, LENGTHS[stream], rows, hashes)
        for stream, (rows, hashes) in hashed.items()
    ]
    parts.append(_named_columns(messages))
    rows, columns, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    return csr_matrix((values, (rows, columns)), shape=(len(messages), WIDTH))


def outline(messages: Sequence[Message]) -> csr_matrix:
    """Only the skeleton's words and pairs: what two near-duplicates share."""
    skeletons = [normalise(message.text).skeleton for message in messages]
    rows, columns, values = hashing.scaled(Stream.SKELETON, 1.0, *hashing.word_grams(skeletons))
    return csr_matrix((values, (rows, columns)), shape=(len(messages), WIDTH))


def tokens(message: Message) -> list[Token]:
    """Every feature of one message in readable form. Their values add up to its row.

    Where several fall into one column, each has an equal share of its value.
    """
    read = _read(message)
    readable = {
        Stream.WORDS: _with_pairs(read.words),
        Stream.SKELETON: _with_pairs(read.skeleton),
        Stream.CHARACTERS: _grams_of(read.skeleton),
        Stream.HOSTS: read.hosts,
        Stream.SIGNALS: read.counted,
        Stream.NAME: read.named,
        Stream.MEANINGS: read.meant,
    }
    found: list[Token] = []
    for stream, (_, hashes) in _hashed([read]).items():
        columns = hashing.columns_of(stream, hashes)
        _, filled, values = hashing.scaled(stream, LENGTHS[stream], np.zeros_like(columns), hashes)
        shares = values / np.bincount(np.searchsorted(filled, columns), minlength=len(filled))
        of_each = shares[np.searchsorted(filled, columns)]
        texts = zip(readable[stream], columns.tolist(), of_each.tolist(), strict=True)
        found += [Token(stream, *token) for token in texts]
    noticed = (e for e in NAMED if e in message.evidence)
    found += [Token(Stream.NOTICED, e.value, HASHED + NAMED.index(e), 1.0) for e in noticed]
    return [*found, Token(Stream.NOTICED, "always", ALWAYS, 1.0)]


def _with_pairs(words: list[str]) -> list[str]:
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def _grams_of(skeleton: list[str]) -> list[str]:
    line = hashing.line_of(skeleton)
    return [
        line[start : start + size]
        for size, starts, _ in hashing.grams([line])
        for start in starts.tolist()
    ]


def _named_columns(messages: Sequence[Message]) -> tuple[Rows, NDArray[np.int64], Values]:
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
        signals.named(message.author, message.author_url),
        meanings.meant(text.skeleton),
    )


def _hashed(read: list[_Read]) -> dict[Stream, tuple[Rows, Hashes]]:
    return {
        Stream.WORDS: hashing.word_grams([item.words for item in read]),
        Stream.SKELETON: hashing.word_grams([item.skeleton for item in read]),
        Stream.CHARACTERS: hashing.char_grams([item.skeleton for item in read]),
        Stream.HOSTS: hashing.codes([item.hosts for item in read]),
        Stream.SIGNALS: hashing.codes([item.counted for item in read]),
        Stream.NAME: hashing.codes([item.named for item in read]),
        Stream.MEANINGS: hashing.codes([item.meant for item in read]),
    }
