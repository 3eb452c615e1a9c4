"""The one normaliser: from any text to the words, skeleton and links that the model reads.

Linear in a bounded input. It never raises, whatever the characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from intake.moderation.spam import addresses, lookalikes, markup
from intake.moderation.spam.addresses import LINK
from intake.moderation.spam.folding import bounded, fold
from intake.moderation.spam.skeleton import bones, mask_numbers

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")
_REMEMBERED = 512  # texts: a batch is read by the model, then by fingerprints, rules, explanations


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


@lru_cache(maxsize=_REMEMBERED)
def normalise(text: str) -> Normal:
    """Read a text of any length and make. What is returned is shared: leave its lists alone."""
    raw = markup.visible(bounded(text.replace("\ufeff", "")))
    folded, invisible, disguised = raw, 0, 0
    if not raw.isascii():
        seen = raw
        raw = seen.translate(lookalikes.INVISIBLE)
        invisible = len(seen) - len(raw)
        folded, disguised = fold(raw.translate(lookalikes.STYLE_MARKS))
    low, links, broken, mails = addresses.take(folded.casefold())
    low = mask_numbers(low)
    skeleton = bones(low)
    broken += max(0, skeleton.count(LINK) - low.count(LINK))
    return Normal(
        raw, low, _WORD.findall(low), skeleton, links, mails, broken, invisible, disguised
    )
