"""Letters that only look like Latin ones become Latin, and Unicode its plainest form."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from intake.moderation.spam import lookalikes

HEAD_CHARS = 6000
TAIL_CHARS = 2000  # padding in front must not hide what comes last
_BLOCK_CHARS = 256  # sorting combining marks is quadratic, so never more than these at once

_WRITTEN = re.compile(r"\S+")


def bounded(text: str) -> str:
    """The head and the tail of a long text."""
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    return text[:HEAD_CHARS] + "\n" + text[1 - TAIL_CHARS :]


def fold(text: str) -> tuple[str, int]:
    """Look-alikes to Latin, before NFKC makes them letters of their own script; count the words."""
    disguised = 0

    def latin(match: re.Match[str]) -> str:
        nonlocal disguised
        word = match[0]
        if word.isascii() or not _is_meant_as_latin(word):
            return word  # a Russian or Greek word stays what it is
        folded = word.translate(lookalikes.SAME_SHAPE)
        disguised += folded != word
        return folded

    if text.isascii():
        return text, 0
    text = _WRITTEN.sub(latin, text.translate(lookalikes.COSTUMES))
    return bounded(_in_blocks("NFKC", text)), disguised


def _is_meant_as_latin(word: str) -> bool:
    """Say whether a word has a Latin letter, or letters of two scripts that no language mixes."""
    if lookalikes.LATIN.search(word):
        return True
    return sum(script.search(word) is not None for script in lookalikes.SCRIPTS) > 1


def fold_name(name: str) -> str:
    """A short field, such as a name, in the same letters as the text."""
    return fold(name.translate(lookalikes.INVISIBLE))[0].casefold()


def without_accents(text: str) -> str:
    """The letters alone, each in its simplest form."""
    if text.isascii():
        return text
    return "".join(c for c in _in_blocks("NFKD", text) if not unicodedata.combining(c))


def _in_blocks(form: Literal["NFKC", "NFKD"], text: str) -> str:
    blocks = (text[i : i + _BLOCK_CHARS] for i in range(0, len(text), _BLOCK_CHARS))
    return "".join(unicodedata.normalize(form, block) for block in blocks)
