"""Where the words of a message stand in it as it was sent, and which of them were in disguise."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from intake.moderation.spam.folding import HEAD_CHARS, TAIL_CHARS, without_accents
from intake.moderation.spam.normal import normalise

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_AROUND = "\"'’“”„().,;:!?[]…-"
_WRITTEN = re.compile(r"[^\s<>]+")
_MOST_PLACES = 8  # of one word
_MOST_WORDS = 600  # different ones that are looked at
_LONGEST_WORD = 80


class Places:
    """Finds words of the skeleton in the text that they came from."""

    def __init__(self, text: str) -> None:
        self._at: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._written: dict[str, str] = {}
        read: dict[str, str] = {}
        for found in _WRITTEN.finditer(text):
            if HEAD_CHARS <= found.start() < len(text) - TAIL_CHARS or len(read) > _MOST_WORDS:
                continue
            word = found[0]
            if word not in read:
                read[word] = _bone(word)
            if bone := read[word]:
                self._at[bone].append(_without_edges(found))
                self._written.setdefault(bone, word)

    def of(self, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """Return the start and end of each of these, or of the phrases that they make."""
        spans = [span for phrase in words for span in self._phrase(phrase.split(" "))]
        return tuple(sorted(set(spans)))

    def disguises(self) -> tuple[tuple[str, str], ...]:
        """Return what was disguised, as it was written and as it is read."""
        written = ((word.strip(_AROUND), bone) for bone, word in self._written.items())
        return tuple((word, bone) for word, bone in written if _is_disguised(word, bone))

    def _phrase(self, words: list[str]) -> list[tuple[int, int]]:
        return [span for word in words for span in self._at.get(word, [])[:_MOST_PLACES]]


def _bone(word: str) -> str:
    """Return the one word of the skeleton that this is; nothing if it is none, or several."""
    if len(word) > _LONGEST_WORD:
        return ""
    bones = normalise.__wrapped__(word).skeleton
    return bones[0] if len(bones) == 1 else ""


def _without_edges(found: re.Match[str]) -> tuple[int, int]:
    """Leave quotes, commas and brackets around a word out."""
    word = found[0]
    first, last = len(word) - len(word.lstrip(_AROUND)), len(word.rstrip(_AROUND))
    while first < last and unicodedata.combining(word[first]):
        first += 1  # an accent of what was left out, or of the space before
    if first >= last:
        return found.span()
    return found.start() + first, found.start() + last


def _is_disguised(written: str, bone: str) -> bool:
    plain = without_accents(_EDGES.sub("", written).casefold())
    return len(bone) > 2 and bone.isalpha() and plain != bone and not _is_stretched(plain, bone)


def _is_stretched(plain: str, bone: str) -> bool:
    """Say whether only letters were repeated: "sooo" is no disguise."""
    return plain.isalpha() and plain.isascii() and set(plain) == set(bone)
