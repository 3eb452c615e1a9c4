"""Characters that look like Latin letters, and characters that nobody sees."""

from __future__ import annotations

import re

# Letters that a reader takes for the plain Latin one (Unicode Technical Standard 39): Cyrillic,
# Greek, Armenian, Cherokee, Coptic, Lisu, small capitals, phonetic signs.
_SAME_SHAPE = {
    "a": "аᴀαɑАΑᎪⲁⲀꓮ",
    "b": "ЬᏼβвʙВΒᏴɓꓐ",
    "c": "сᴄϲСϹᏟⲥⲤꓚ",
    "d": "ԁᴅɗժᎠꓓ",
    "e": "еєᴇεҽΕЕ℮ᎬⲉⲈꓰɇ",
    "f": "ғꜰϝքƒꓝ",
    "g": "ɡԍɢɠցᏀꓖ",
    "h": "һнʜհНΗɦᎻⲏⲎꓧ",
    "i": "іїιɪıІΙɨᎥⲓⲒꓲ",
    "j": "јᴊʝյЈᎫꓙ",
    "k": "кκᴋКΚƙᏦⲕⲔꓗ",
    "l": "ⅼʟӏɭᏞꓡ",
    "m": "мᴍМΜɱᎷⲙⲘꓟ",
    "n": "пηɴոռΝɲɳⲛⲚꓠ",
    "o": "оοσᴏօ०ОΟⲟⲞꓳ",
    "p": "рρᴘРΡƥᏢⲣⲢꓑ",
    "q": "ԛգզʠ",
    "r": "гʀᴦᏒꓣɽ",
    "s": "ѕꜱЅՏʂᏚꓢ",
    "t": "тτᴛТΤƭʈᎢⲧⲦꓔ",
    "u": "υսᴜՍꓴ",
    "v": "ѵνᴠʋᏙꓦ",
    "w": "ԝωᴡшᎳꓪ",
    "x": "хχХΧⲭⲬꓫ",
    "y": "уүγʏУΥƴᎩⲩꓬ",
    "z": "ᴢΖʐȥᏃꓜ",
}
SAME_SHAPE: dict[int, str] = {ord(c): latin for latin, like in _SAME_SHAPE.items() for c in like}

# Where a word has one of these, its other letters are meant to be Latin, too.
LATIN = re.compile("[a-zA-Z\u0250-\u02af\u1d00-\u1dbf\u2c80-\u2cff\ua4d0-\ua4ff]")
# Honest words keep to one of these scripts.
SCRIPTS = [
    re.compile(f"[{letters}]")
    for letters in ("\u0370-\u03ff", "\u0400-\u052f", "\u0530-\u058f", "\u13a0-\u13f5")
]

# Latin letters in white-on-black circles and boxes: the only costumes that NFKC does not take off.
COSTUMES: dict[int, str] = {
    start + i: chr(ord("a") + i) for start in (0x1F150, 0x1F170) for i in range(26)
}
COSTUMED = re.compile(
    "[\U0001d400-\U0001d7ff\u2460-\u24ff\uff01-\uff5e\U0001f130-\U0001f149\U0001f150-\U0001f189]"
)

LEET: dict[int, str] = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
    | {"@": "a", "$": "s", "!": "i", "|": "l", "€": "e", "£": "l"}
)
LEET_SIGN = re.compile(r"[01345789@$!|€£]")

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
