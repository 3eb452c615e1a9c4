"""Characters that look like Latin letters, and characters that nobody sees."""

from __future__ import annotations

import re

# Letters of other scripts that a reader takes for the Latin one.
_SAME_SHAPE = {
    "a": "аᴀαɑАΑᎪ",
    "b": "Ьᏼβвʙ" + "ВΒ",
    "c": "сᴄϲСϹ",
    "d": "ԁᴅ",
    "e": "еєᴇεΕЕ℮",
    "f": "ғꜰ",
    "g": "ɡԍɢ",
    "h": "һнʜНΗ",
    "i": "іїιɪıІΙ",
    "j": "јᴊЈ",
    "k": "кκᴋКΚ",
    "l": "ⅼʟӏ",
    "m": "мᴍМΜ",
    "n": "пηɴոΝ",
    "o": "оοσᴏօ०ОΟ",
    "p": "рρᴘРΡ",
    "q": "ԛ",
    "r": "гʀ",
    "s": "ѕꜱЅ",
    "t": "тτᴛТΤ",
    "u": "υսᴜ",
    "v": "ѵνᴠ",
    "w": "ԝωᴡш",
    "x": "хχХΧ",
    "y": "уүγʏУΥ",
    "z": "ᴢΖ",
}
SAME_SHAPE: dict[int, str] = {ord(c): latin for latin, like in _SAME_SHAPE.items() for c in like}

# Latin letters in white-on-black circles and boxes: the only costumes that NFKC does not take off.
COSTUMES: dict[int, str] = {
    start + i: chr(ord("a") + i) for start in (0x1F150, 0x1F170) for i in range(26)
}
COSTUMED = re.compile(
    "[\U0001d400-\U0001d7ff\u2460-\u24ff\uff01-\uff5e\U0001f130-\U0001f149\U0001f150-\U0001f189]"
)

LEET: dict[int, str] = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b"}
    | {"@": "a", "$": "s", "!": "i", "|": "l", "€": "e", "£": "l"}
)
LEET_SIGN = re.compile(r"[0134578@$!|€£]")

INVISIBLE: dict[int, None] = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x115F, 0x1160, 0x180E, 0x3164, 0xFEFF),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)),
        *range(0xE0000, 0xE0080),
    ]
)
# Say "as a picture" or "as text" of the sign before; honest emoji carry them, so they do not count.
STYLE_MARKS: dict[int, None] = dict.fromkeys(range(0xFE00, 0xFE10))
UNSEEN: dict[int, None] = INVISIBLE | STYLE_MARKS
