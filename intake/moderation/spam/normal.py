"""The one normaliser: from any text to the words, skeleton and links that the model reads.

Linear in a bounded input. It never raises, whatever the characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from intake.moderation.spam import lookalikes, markup

HEAD_CHARS = 6000
TAIL_CHARS = 2000  # padding in front must not hide what comes last
_BLOCK_CHARS = 256  # sorting combining marks is quadratic, so never more than these at once

LINK, MAIL = "\ue000", "\ue001"  # stand-ins of one private character each

_ENDINGS = (
    "com|net|org|info|biz|ru|cn|co|io|me|tv|us|uk|de|fr|in|xyz|top|site|online|club|shop|store"
    "|live|link|click|pw|tk|ml|ga|cf|gq|ly|be|gl|eu|ca|au|br|id|vn|ua|pl|it|es|nl|jp|kr|to|cc|ws"
    "|asia|mobi|name|pro|gd|im|fm|am|ac|edu|gov"
)
_ADDRESS = re.compile(
    r"(?:https?|ftp)\s{0,2}:\s{0,2}/\s{0,2}/\s{0,2}[^\s<>\"']+|\bwww\s?\.\s?[^\s<>\"']+"
    rf"|(?<![\w.@-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{_ENDINGS})\b(?:/[^\s<>\"']*)?"
)
_BROKEN_ADDRESS = re.compile(
    r"(?<![\w-])[a-z0-9-]{2,40}\s?(?:\(?\b(?:dot|d0t|punkt|tochka)\b\)?|\[\s?\.\s?\]|\(\s?\.\s?\)|\s\.|\.\s)"
    r"\s?(?:com|net|org|ru|info|biz|tk|xyz)\b"
)
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
)
_NUMBER = re.compile(r"\d{3,}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")
_SPACED = re.compile(r"(?<!\w)(?:\w[ .\-_*•·]){3,30}\w(?!\w)")
_SPACERS = re.compile(r"[ .\-_*•·]")
_SKELETON = re.compile(rf"[\w@$!|€£'’{LINK}{MAIL}]+")
_WRITTEN = re.compile(r"\S+")
_LATIN = re.compile(r"[a-zA-Z]")
_REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Normal:
    """A text as the model reads it, with what was found on the way."""

    raw: str  # what a reader sees: case, look-alikes and links still there
    low: str  # small letters, with stand-ins for links and mail addresses
    words: list[str]
    skeleton: list[str]
    links: list[str]
    mails: int
    broken_links: int
    invisible: int
    disguised: int  # words in which a letter of another script plays a Latin one


def normalise(text: str) -> Normal:
    """Read a text of any length and make."""
    seen = markup.visible(bounded(text.replace("\ufeff", "")))
    raw, invisible, folded, disguised = seen, 0, seen, 0
    if not seen.isascii():
        raw = seen.translate(lookalikes.INVISIBLE)
        invisible = len(seen) - len(raw)
        folded, disguised = _fold(raw.translate(lookalikes.STYLE_MARKS))
    low, links, mails, broken = _take_links(folded.casefold())
    low = _NUMBER.sub(lambda digits: "0" * min(len(digits[0]), 8), low)
    return Normal(
        raw, low, _WORD.findall(low), _skeleton(low), links, mails, broken, invisible, disguised
    )


def bounded(text: str) -> str:
    """The head and the tail of a long text."""
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    return text[:HEAD_CHARS] + "\n" + text[-TAIL_CHARS:]


def fold_name(name: str) -> str:
    """A short field, such as a name, in the same letters as the text."""
    return _fold(name.translate(lookalikes.INVISIBLE))[0].casefold()


def _fold(text: str) -> tuple[str, int]:
    """Look-alikes to Latin, before NFKC makes them letters of their own script; count the words."""
    disguised = 0

    def fold(match: re.Match[str]) -> str:
        nonlocal disguised
        word = match[0]
        if word.isascii() or not _LATIN.search(word):
            return word  # a Russian or Greek word stays what it is
        latin = word.translate(lookalikes.SAME_SHAPE)
        disguised += latin != word
        return latin

    if text.isascii():
        return text, 0
    text = _WRITTEN.sub(fold, text.translate(lookalikes.COSTUMES))
    return bounded(_in_blocks("NFKC", text)), disguised


def _in_blocks(form: str, text: str) -> str:
    blocks = (text[i : i + _BLOCK_CHARS] for i in range(0, len(text), _BLOCK_CHARS))
    return "".join(unicodedata.normalize(form, block) for block in blocks)  # type: ignore[arg-type]


def _take_links(low: str) -> tuple[str, list[str], int, int]:
    links: list[str] = []

    def link(match: re.Match[str]) -> str:
        links.append("".join(match[0].split()))
        return f" {LINK} "

    low = _ADDRESS.sub(link, low)
    low, broken = _BROKEN_ADDRESS.subn(f" {LINK} ", low)
    mails = 0
    if "@" in low or "at)" in low or "at]" in low:
        low, mails = _MAIL.subn(f" {MAIL} ", low)
    return low, links, mails, broken


def _skeleton(low: str) -> list[str]:
    """The bones of each word: without accents, s.p.a.c.i.n.g, repeats, digits for letters."""
    if not low.isascii():
        low = "".join(c for c in _in_blocks("NFKD", low) if not unicodedata.combining(c))
    low = _SPACED.sub(lambda spaced: _SPACERS.sub("", spaced[0]), low)
    low = _REPEATED.sub(r"\1", low)
    return [bone for word in _SKELETON.findall(low) if (bone := _bone(word.strip("!'’|")))]


def _bone(word: str) -> str:
    if word.isalpha() or not lookalikes.LEET_SIGN.search(word):
        return word
    return word.translate(lookalikes.LEET) if any(map(str.isalpha, word)) else word
