"""Where the words that the model reads are in the text as a visitor wrote it.

The normaliser keeps no positions: it unescapes, folds, strips and joins. So each written word is
read on its own, and the words of the whole are looked for among these in order. What cannot be
found has no place; what is found is read once more, so that no place is ever wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from intake.moderation.spam.normal import normalise

READ_CHARS = 8000  # of the text, from its beginning
_LOOKS_AHEAD = 60  # written words; where markup hides more than these, words have no place
_MOST_JOINED = 40  # letters of one s p a c e d word
_WRITTEN = re.compile(r"\S+")
_PART = re.compile(r"[\w@$!|€£'’]+")
_LETTERS = re.compile(r"[\w@$|€£]")
_UNSEEN = frozenset(["Mn", "Me", "Mc", "Cf"])  # what belongs to the character before it

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A written word: where it is, and the one word of the skeleton that it reads as."""

    start: int
    end: int
    bone: str
    words: tuple[str, ...]


class Places:
    """Finds the words of a skeleton in the text that it was made from."""

    def __init__(self, text: str, skeleton: Sequence[str]) -> None:
        self._text = text
        self.pieces = _pieces(text[:READ_CHARS])
        self._of = self._aligned(skeleton)

    def span(self, first: int, bones: Sequence[str]) -> Span | None:
        """Return where these words are that begin at this place of the skeleton."""
        found = self._of[first : first + len(bones)]
        if not found or len(found) < len(bones) or None in found:
            return None
        start, end = found[0][0], found[-1][1]  # type: ignore[index]
        is_right = normalise(self._text[start:end]).skeleton == list(bones)
        return (start, end) if is_right else None

    def _aligned(self, skeleton: Sequence[str]) -> list[Span | None]:
        at = 0
        found: list[Span | None] = []
        for bone in skeleton:
            place = self._next(at, bone)
            if place is None:
                found.append(None)
            else:
                first, last = place
                found.append((self.pieces[first].start, self.pieces[last].end))
                at = last + 1
        return found

    def _next(self, at: int, bone: str) -> Span | None:
        ahead = range(at, min(at + _LOOKS_AHEAD, len(self.pieces)))
        for first in ahead:
            if self.pieces[first].bone == bone:
                return first, first
        for first in ahead:
            if len(self.pieces[first].bone) == 1 and (last := self._joined(first, bone)):
                return first, last
        return None

    def _joined(self, first: int, bone: str) -> int | None:
        """Return the last of the pieces from here on that make up this word together."""
        joined = ""
        for last in range(first, min(first + _MOST_JOINED, len(self.pieces))):
            joined += self.pieces[last].bone
            if joined == bone:
                return last
            if not bone.startswith(joined):
                break
        return None


def _pieces(text: str) -> list[Piece]:
    known: dict[str, tuple[list[str], list[str]]] = {}

    def read(part: str) -> tuple[list[str], list[str]]:
        if part not in known:
            normal = normalise(part)
            known[part] = (normal.skeleton, normal.words)
        return known[part]

    found: list[Piece] = []
    for written in _WRITTEN.finditer(text):
        start, end = _trimmed(text, *written.span())
        bones, words = read(text[start:end])
        if len(bones) == 1:
            found.append(Piece(start, end, bones[0], tuple(words)))
        elif len(bones) > 1 or "<" in written[0] or "[" in written[0]:
            for part in _PART.finditer(text, written.start(), written.end()):
                start, end = _trimmed(text, *part.span())
                bones, words = read(text[start:end])
                if len(bones) == 1:
                    found.append(Piece(start, end, bones[0], tuple(words)))
    return found


def _trimmed(text: str, start: int, end: int) -> Span:
    """Leave out the punctuation around a word, but take no character apart from its accents."""
    first = _LETTERS.search(text, start, end)
    if first is None:
        return start, end
    start, last = first.start(), end - 1
    while not _LETTERS.match(text, last):
        last -= 1
    end = last + 1
    while end < len(text) and unicodedata.category(text[end]) in _UNSEEN:
        end += 1
    return start, end
