"""What nearly equal messages share: a simhash of their words, and the hosts that they link to.

Charikar 2002: each word and each pair of neighbours votes on each bit, so two texts that share most
of them agree in nearly all. Broder 1997: the least of the hashes of the pairs is the same in two
texts as often as they share pairs. Two such least ones make a band; whoever shares none of four
bands is not compared. Looking up by parts of the simhash itself (Manku et al. 2007) found fewer:
one word changed in 35 flips six bits and leaves no part as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from intake.moderation.spam.normal import normalise
from intake.moderation.spam.signals import linked_hosts
from intake.words import Likeness, Message

LEAST_WORDS = 6  # "Thank you very much!" is no campaign
HEAD_WORDS, TAIL_WORDS = 200, 100
MOST_HOSTS = 10
_BLOCK = 64  # messages at once, so that the votes of long ones do not fill the memory
_HASH_BYTES, _DIGEST_BYTES = 8, 16
_WORDS_REMEMBERED = 1 << 14
_ODD = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio, as splitmix64 has it
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SIGN = np.uint64(1)  # the databases' numbers of 64 bits have one
# Two random orders for each band, drawn once and for ever.
_SALTS = np.random.default_rng(1).integers(0, 1 << 63, size=(4, 2), dtype=np.uint64)
# In these, as in example.co.uk, what somebody can call their own begins one label earlier.
_SHARED_ENDINGS = {"co", "com", "net", "org", "ac", "gov", "edu"}

Hashes = NDArray[np.uint64]
_Hashed = tuple[NDArray[np.int64], Hashes]  # the number of the message of each hash


def likenesses(messages: Sequence[Message], key: bytes) -> list[Likeness]:
    """What each message may share with others.

    Everything is computed under `key`: whoever has the results alone can test no guess at words.
    """
    found: list[Likeness] = []
    for start in range(0, len(messages), _BLOCK):
        found += _likenesses(messages[start : start + _BLOCK], key)
    return found


def distance(one: int, other: int) -> int:
    """In how many bits the two differ."""
    return (one ^ other).bit_count()


def _likenesses(messages: Sequence[Message], key: bytes) -> list[Likeness]:
    texts = [normalise(message.text) for message in messages]
    linked = (linked_hosts(t, m.author_url) for t, m in zip(texts, messages, strict=True))
    hosts = [tuple(_digest(host, key) for host in _own(found)) for found in linked]
    bones = [_bounded(text.skeleton) for text in texts]
    long = [number for number, words in enumerate(bones) if len(words) >= LEAST_WORDS]
    found = [Likeness(hosts=each) for each in hosts]
    if long:
        words, pairs = _hashes([bones[number] for number in long], key)
        bits, bands = _simhashes(words, pairs), _bands(pairs)
        for number, simhash, band in zip(long, bits, bands, strict=True):
            found[number] = Likeness(simhash, tuple(band), hosts[number])
    return found


def _hashes(read: list[list[str]], key: bytes) -> tuple[_Hashed, _Hashed]:
    """Of the words and of the pairs of neighbours of each message, each with its message."""
    lengths = [len(words) for words in read]
    codes = (_hash(word, key) for word in chain.from_iterable(read))
    words = np.fromiter(codes, np.uint64, count=sum(lengths))
    rows = np.repeat(np.arange(len(read)), lengths)
    together = rows[1:] == rows[:-1]
    pairs = _spread(_spread(words[:-1] * _ODD) + words[1:])[together]
    return (rows, words), (rows[1:][together], pairs)


def _simhashes(words: _Hashed, pairs: _Hashed) -> list[int]:
    rows, hashes = (np.concatenate(both) for both in zip(words, pairs, strict=True))
    order = np.lexsort((hashes, rows))
    rows, hashes = rows[order], hashes[order]
    is_new = np.ones(len(rows), dtype=bool)  # who says a word often has one vote for it
    is_new[1:] = (rows[1:] != rows[:-1]) | (hashes[1:] != hashes[:-1])
    rows, hashes = rows[is_new], hashes[is_new]
    votes = np.unpackbits(hashes.view(np.uint8)).reshape(-1, 64)
    first = _firsts(rows)
    yes = np.add.reduceat(votes, first, axis=0, dtype=np.int32)
    voters = np.diff(np.append(first, len(rows)))
    bits = np.packbits(2 * yes > voters[:, None], axis=1).view(np.uint64).ravel()
    return [int(word) for word in bits >> _SIGN]


def _bands(pairs: _Hashed) -> list[list[int]]:
    rows, hashes = pairs
    first = _firsts(rows)
    bands = []
    for salts in _SALTS:
        one, other = (np.minimum.reduceat(_spread(hashes ^ salt), first) for salt in salts)
        bands.append(_spread(one * _ODD + other) >> _SIGN)
    return [[int(band) for band in each] for each in zip(*bands, strict=True)]


def _firsts(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _hash(word: str, key: bytes) -> int:
    written = word.encode("utf-8", "surrogatepass")
    hashed = hashlib.blake2b(written, key=key, digest_size=_HASH_BYTES)
    return int.from_bytes(hashed.digest(), "little")


def _spread(hashes: Hashes) -> Hashes:
    """Let each bit reach all others; what is secret in them stays so."""
    mixed = (hashes ^ (hashes >> np.uint64(30))) * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _ODD
    return mixed ^ (mixed >> np.uint64(31))


def _bounded(words: list[str]) -> list[str]:
    if len(words) <= HEAD_WORDS + TAIL_WORDS:
        return words
    return words[:HEAD_WORDS] + words[-TAIL_WORDS:]


def _own(hosts: list[str]) -> list[str]:
    """The part of each host that somebody can call their own, the first ten different ones."""
    return list(dict.fromkeys(map(_own_part, hosts)))[:MOST_HOSTS]


def _own_part(host: str) -> str:
    labels = host.strip(".").split(".")
    is_shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED_ENDINGS
    return ".".join(labels[-3 if is_shared else -2 :])


def _digest(host: str, key: bytes) -> str:
    written = f"host {host}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(written, key=key, digest_size=_DIGEST_BYTES).hexdigest()
