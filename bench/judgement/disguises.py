"""The characters and words that the attacks use, made up apart from the tables that undo them."""

from __future__ import annotations

LEET = {
    "a": "4@",
    "b": "8",
    "e": "3",
    "g": "9",
    "i": "1!",
    "l": "1|",
    "o": "0",
    "s": "5$",
    "t": "7",
}
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
# Capital A: bold, its italic, script and fraktur; sans, its bold and italic; monospace.
MATHEMATICAL = (0x1D400, 0x1D468, 0x1D4D0, 0x1D56C, 0x1D5A0, 0x1D5D4, 0x1D608, 0x1D670)
SHORTENERS = ("bit.ly", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "cutt.ly", "t.co", "shorturl.at")
# Cyrillic, Greek, Armenian, Cherokee, Coptic, Lisu, small capitals and Latin with marks.
HOMOGLYPHS = {
    "a": "аαɑᎪᴀạⲁꓮ",
    "b": "ЬВΒᏼʙḅꓐ",
    "c": "сϲᴄⅽⲥꓚ",
    "d": "ԁᴅⅾḍꓓժ",
    "e": "еεєᴇẹ℮ꓰҽ",
    "f": "ғꜰϝꓝք",
    "g": "ɡɢԍġցꓖ",
    "h": "һНʜḥհꓧⲏ",
    "i": "іιɪıịꓲӏ",
    "j": "јᴊʝյꓙ",
    "k": "кκᴋḳⲕꓗ",
    "l": "ⅼʟӏḷꓡ",
    "m": "мᴍΜṃⲙꓟ",
    "n": "пηɴոṇꓠ",
    "o": "оοσօᴏọⲟꓳ",
    "p": "рρᴘⲣṗꓑ",
    "q": "ԛգզʠ",
    "r": "гʀṛꓣᴦ",
    "s": "ѕꜱṣꓢՏ",
    "t": "тτᴛṭⲧꓔ",
    "u": "υսᴜụꓴ",
    "v": "ѵνᴠṿꓦ",
    "w": "ԝωᴡẉꓪ",
    "x": "хχⅹẋⲭꓫ",
    "y": "уγүʏỵꓬ",
    "z": "ᴢżẓꓜʐ",
}
INNOCENT = (  # noqa: SIM905 - as a list of quoted words it reads worse
    "morning garden river bread window letter neighbour library kettle harbour bicycle recipe "
    "thanks article reading weather station children holiday mountain concert teacher question "
    "answer paragraph chapter example yesterday together perhaps simple careful favourite "
    "kitchen village autumn evening coffee wooden table quiet street music lesson history "
    "museum forest"
).split()
