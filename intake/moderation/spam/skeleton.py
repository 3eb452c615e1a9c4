"""The bones of a text: its words without accents, s.p.a.c.i.n.g, repeats, or digits for letters.

A skeleton that is read again stays as it is, because undoing one disguise may show the next, and
what is shown must not depend on how often somebody looked.
"""

from __future__ import annotations

import re

from intake.moderation.spam import addresses, lookalikes
from intake.moderation.spam.addresses import LINK, MAIL
from intake.moderation.spam.folding import bounded, fold, without_accents

_PASSES = 4  # honest texts settle in one or two, disguised ones in three
_WORD_PASSES = 3  # digits to letters, then repeats, then nothing

_NUMBER = re.compile(r"\d{3,}")
_SPACED = re.compile(r"\b(?:\w[ .\-*•·]){3,30}\w\b")
_SPACERS = re.compile(r"[ .\-*•·]")
_REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL)
_BONES = re.compile(rf"[\w@$!|€£'’{LINK}{MAIL}]+")
_DOTS = frozenset(("dot", "d0t", "punkt", "tochka"))


def mask_numbers(low: str) -> str:
    """Numbers of three digits and more say only how long they are."""
    return _NUMBER.sub(lambda digits: "0" * min(len(digits[0]), 8), low)


def bones(low: str) -> list[str]:
    """The skeleton of a text of small letters from which addresses and numbers are taken."""
    words = _pass(low, unspace=True)
    for _ in range(_PASSES):
        if (again := _again(words, unspace=True)) == words:
            return words
        words = again
    # Made to be read for ever: what cannot turn into anything else is enough.
    for _ in range(_WORD_PASSES):
        words = _again(words, unspace=False)
    return [word for word in words if len(word) > 1 and word.isalnum() and word not in _DOTS]


def _again(words: list[str], *, unspace: bool) -> list[str]:
    """Read a skeleton as if somebody had sent it."""
    text = bounded(" ".join(words))
    if not text.isascii():
        text = fold(text.translate(lookalikes.UNSEEN))[0].casefold()
    if unspace:
        text, _ = addresses.take_broken(text)
    return _pass(mask_numbers(text), unspace=unspace)


def _pass(low: str, *, unspace: bool) -> list[str]:
    low = without_accents(low).replace("_", " ")
    if unspace:
        low = _SPACED.sub(lambda spaced: _SPACERS.sub("", spaced[0]), low)
    low = _REPEATED.sub(r"\1", low)
    return [bone for word in _BONES.findall(low) if (bone := _bone(word))]


def _bone(word: str) -> str:
    if word.isalpha():
        return word
    word = word.strip("!'’|")
    if lookalikes.LEET_SIGN.search(word) and any(map(str.isalpha, word)):
        return word.translate(lookalikes.LEET)
    return word
