"""Whose share a feature's is: the visible thing that a moderator would point at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from intake.moderation.spam import hashing, meanings, phrases
from intake.moderation.spam.features import Stream, Token
from intake.moderation.spam.normal import normalise
from intake.words import Message


@dataclass(frozen=True)
class Subject:
    """A visible thing: where it comes from, its name there, and how it is said."""

    stream: Stream
    name: str
    phrase: str


About = list[tuple[Subject, str]]  # subjects that share a feature evenly, and a word to show

SITE = (Subject(Stream.NOTICED, "always", phrases.SITE), "")


class Sorter:
    """Finds the subjects of one message's features."""

    def __init__(self, message: Message) -> None:
        self._message = message
        normal = normalise(message.text)
        skeleton = normal.skeleton
        self._links = normal.links
        self._words_of_gram = _words_by_gram(skeleton)
        self._words_of_kind = _words_by_meaning(skeleton)
        self._domains: list[str] = []
        self._sort: dict[Stream, Callable[[str], About]] = {
            Stream.NOTICED: _noticed,
            Stream.WORDS: _words,
            Stream.SKELETON: _words,
            Stream.CHARACTERS: self._gram,
            Stream.HOSTS: self._host,
            Stream.SIGNALS: _signal,
            Stream.NAME: self._name,
            Stream.MEANINGS: self._meaning,
        }

    def subjects(self, token: Token) -> About:
        """Return whom this feature belongs to; each has an equal part of it."""
        return self._sort[token.stream](token.text)

    def _gram(self, text: str) -> About:
        return [_word(word) for word in self._words_of_gram.get(text, [text.strip()])]

    def _host(self, text: str) -> About:
        if text in phrases.LINK_KINDS:
            return [(Subject(Stream.HOSTS, text, phrases.LINK_KINDS[text]), "")]
        what, _, word = text.partition(" ")
        if what == "domain" and word not in self._domains:
            self._domains.append(word)
        domain = next((known for known in reversed(self._domains) if word in known), word)
        if domain == word and what != "domain" and self._domains:
            domain = self._domains[-1]
        if domain in self._domains and not any(domain in link for link in self._links):
            return self._address()
        return [(Subject(Stream.HOSTS, domain, phrases.HOST), domain)]

    def _name(self, text: str) -> About:
        if "address" in text and text != "address as name" and not text.startswith("name "):
            return self._address()
        return [(Subject(Stream.NAME, "name", phrases.NAME), self._message.author)]

    def _address(self) -> About:
        return [(Subject(Stream.NAME, "address", phrases.ADDRESS), self._message.author_url)]

    def _meaning(self, text: str) -> About:
        if text.startswith("first "):
            return [(Subject(Stream.MEANINGS, "first", phrases.BEGINNING), "")]
        name, _, count = text.partition(" ")
        if name == "kinds":
            return [(Subject(Stream.MEANINGS, "kinds", phrases.MIX), "")]
        if count == "0":
            return [(Subject(Stream.MEANINGS, f"no {name}", phrases.NO_KINDS[name]), "")]
        if count.isdigit():
            return self._of_kind(name)
        parts = text.removeprefix("any ").split(" > ")
        return [one for part in parts for one in self._of_kind(part)]

    def _of_kind(self, meaning: str) -> About:
        kind = meanings.kind_of(meaning)
        subject = Subject(Stream.MEANINGS, kind, phrases.KINDS.get(kind) or phrases.MEANINGS[kind])
        words = self._words_of_kind.get(meaning, [""])
        return [(subject, word) for word in words]


def _noticed(text: str) -> About:
    return [(Subject(Stream.NOTICED, text, ""), "")]  # the words for evidence have a home already


def _words(text: str) -> About:
    return [_word(part) for part in text.split(" ")]


def _word(written: str) -> tuple[Subject, str]:
    bone = _bone(written)
    return Subject(Stream.WORDS, bone, phrases.WORDS), bone


@lru_cache(maxsize=4096)
def _bone(written: str) -> str:
    bones = normalise.__wrapped__(written).skeleton
    return bones[0] if len(bones) == 1 else written


def _signal(text: str) -> About:
    name, _, number = text.rpartition(" ")
    if " in length" in name:
        name, _, number = name.removesuffix(" in length").rpartition(" ")
    return [(Subject(Stream.SIGNALS, name, phrases.SIGNALS[name][int(number)]), "")]


def _words_by_gram(skeleton: list[str]) -> dict[str, list[str]]:
    """The different words that each run of characters is in."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(skeleton):
        line = hashing.line_of([word])
        for size, starts, _ in hashing.grams([line]):
            for gram in {line[start : start + size] for start in starts.tolist()}:
                found[gram].append(word)
    return found


def _words_by_meaning(skeleton: list[str]) -> dict[str, list[str]]:
    """The different words that have each meaning, or a meaning of each kind."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(skeleton):
        for meaning in meanings.meanings_of_word(word):
            for name in {meaning, meanings.kind_of(meaning)}:
                found[name].append(word)
    return found
