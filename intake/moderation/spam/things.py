"""What a moderator can see or understand, and which of it each feature belongs to.

A word is read in several streams: as it is written, as a skeleton, in pairs with its neighbours, as
the letters it is made of. All of that belongs to the word, so what it weighs is given to the places
of the word. Everything else belongs to a thing with a phrase of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from intake.moderation.spam import phrases
from intake.moderation.spam.features import Stream
from intake.moderation.spam.normal import LINK, MAIL
from intake.moderation.spam.places import Piece

_GRAM_SIZES = range(2, 6)


class Sort(StrEnum):
    """What kind of thing."""

    WORD = "word"  # one that stands nowhere in the skeleton
    SIGNAL = "signal"
    HOST = "host"
    HOSTS = "hosts"  # what is said of links, whatever their host
    ENDING = "ending"
    HOST_PART = "host part"
    NAME = "name"
    NAMES = "names"  # what is said of a name, whatever it is
    MEANING = "meaning"
    EVIDENCE = "evidence"
    GENERAL = "general"
    REST = "rest"  # what has no words, and is never shown


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that may move the score."""

    sort: Sort
    what: str = ""


REST = Thing(Sort.REST)
Owner = int | Thing  # a place in the skeleton, or a thing


class Owners:
    """For each feature of one message, whom it belongs to, in equal shares."""

    def __init__(self, skeleton: Sequence[str], pieces: Iterable[Piece], hosts: set[str]) -> None:
        self._hosts = hosts
        self._bones: dict[str, list[Owner]] = defaultdict(list)
        self._pairs: dict[str, list[Owner]] = defaultdict(list)
        self._grams: dict[str, list[Owner]] = defaultdict(list)
        owners = [_owner(place, bone) for place, bone in enumerate(skeleton)]
        for owner, bone in zip(owners, skeleton, strict=True):
            self._bones[bone].append(owner)
            for gram in _grams(bone):
                self._grams[gram].append(owner)
        for (left, a), (right, b) in pairwise(zip(owners, skeleton, strict=True)):
            self._pairs[f"{a} {b}"] += (left, right)
        # Words are written as they are, with the digits and accents that skeletons lose.
        self._written = {
            word: piece.bone
            for piece in pieces
            for word in piece.words
            if any(map(str.isalpha, word))
        }

    def of(self, stream: Stream, text: str) -> Sequence[Owner]:
        """Return whom this feature belongs to."""
        match stream:
            case Stream.SKELETON:
                return self._bones.get(text) or self._pairs.get(text) or [REST]
            case Stream.CHARACTERS:
                return self._grams.get(text) or [REST]
            case Stream.WORDS:
                owners = [owner for word in text.split(" ") for owner in self._of_word(word)]
                return self._pairs.get(text) or owners
            case Stream.HOSTS:
                return self._of_host(text)
            case _:
                return list(_THINGS[stream](text)) or [REST]

    def _of_word(self, word: str) -> Sequence[Owner]:
        found = self._bones.get(word) or self._bones.get(self._written.get(word, ""))
        return found or [_owner(None, word) if word else REST]

    def _of_host(self, text: str) -> Sequence[Owner]:
        kind, _, what = text.partition(" ")
        if kind == "domain":
            return [Thing(Sort.HOST, what)]
        if kind == "part":
            within = [Thing(Sort.HOST, host) for host in self._hosts if what in host]
            return within or [Thing(Sort.HOST_PART, what)]
        if kind == "ending":
            return [Thing(Sort.ENDING, what)]
        return [Thing(Sort.HOSTS, text) if text in phrases.HOSTS else REST]


def _owner(place: int | None, word: str) -> Owner:
    if word == LINK:
        return Thing(Sort.SIGNAL, "links")
    if word == MAIL:
        return Thing(Sort.SIGNAL, "mails")
    if not any(map(str.isalpha, word)):
        return Thing(Sort.SIGNAL, "digits" if any(map(str.isdigit, word)) else "signs")
    return Thing(Sort.WORD, word) if place is None else place


def _grams(bone: str) -> Iterator[str]:
    line = f" {bone} "
    for size in _GRAM_SIZES:
        for start in range(len(line) - size + 1):
            yield line[start : start + size]


def _signal(text: str) -> Iterator[Thing]:
    """`links 2`, or `links 2 in length 1`."""
    name = text.partition(" in length ")[0].rpartition(" ")[0]
    name = phrases.SAME_AS.get(name, name)
    yield Thing(Sort.SIGNAL, name) if name in phrases.SIGNALS else REST


def _name(text: str) -> Iterator[Thing]:
    """`name maria`, `digits in name`, `name sells money`."""
    for said in phrases.NAMES:
        if text.startswith(said):
            yield Thing(Sort.NAMES, said)
            return
    yield Thing(Sort.NAME) if text.startswith("name ") else REST


def _meaning(text: str) -> Iterator[Thing]:
    """`click`, `click > link`, `any ask`, `ask 2`, `kinds 3`, `first click`."""
    for part in text.split(" > "):
        if part in phrases.MEANINGS:
            yield Thing(Sort.MEANING, part)
            continue
        first, _, last = part.rpartition(" ")
        meaning = first if last.isdigit() else last
        if meaning in phrases.MEANT_SIGNALS:
            yield Thing(Sort.SIGNAL, phrases.MEANT_SIGNALS[meaning])
        else:
            yield Thing(Sort.MEANING, meaning) if meaning in phrases.MEANINGS else REST


def _noticed(text: str) -> Iterator[Thing]:
    yield Thing(Sort.GENERAL) if text == "always" else Thing(Sort.EVIDENCE, text)


_THINGS = {
    Stream.SIGNALS: _signal,
    Stream.NAME: _name,
    Stream.MEANINGS: _meaning,
    Stream.NOTICED: _noticed,
}
