"""Links and mail addresses in a text of small letters, replaced by one control character each.

Every repetition is bounded and every search begins with a sign that is seldom there, so the work
grows with the length of the text and no faster.
"""

from __future__ import annotations

import re

LINK, MAIL = "\x01", "\x02"  # nobody types them, and a plain text with a link stays ASCII

_ENDINGS = (
    "com|net|org|info|biz|ru|cn|co|io|me|tv|us|uk|de|fr|in|xyz|top|site|online|club|shop|store"
    "|live|link|click|pw|tk|ml|ga|cf|gq|ly|be|gl|eu|ca|au|br|id|vn|ua|pl|it|es|nl|jp|kr|to|cc|ws"
    "|asia|mobi|name|pro|gd|im|fm|am|ac|edu|gov"
)
_BROKEN_ENDINGS = r"(?:c\s?o\s?m|net|org|ru|info|biz|tk|xyz|ly|gl)\b"
_ADDRESS = re.compile(
    r"(?:https?|ftp)\s{0,2}:\s{0,2}/\s{0,2}/\s{0,2}[^\s<>\"']+|\bwww\s?\.\s?[^\s<>\"']+"
    r"|(?<![\w@-])(?<![\w@-]\.)(?:[a-z0-9-]{1,63}\.){1,5}"
    rf"(?:{_ENDINGS})\b(?:/[^\s<>\"']*)?"
)
_ADDRESS_SIGN = re.compile(r"\.[a-z]|www|http|ftp")
_BROKEN_ADDRESS = re.compile(
    r"(?<![\w-])[a-z0-9-]{2,40}\s?(?:\(?\b(?:dot|d0t|punkt|tochka)\b\)?|\[\s?\.\s?\]|\(\s?\.\s?\)"
    rf"|\s\.|\.\s)\s?{_BROKEN_ENDINGS}(?:\s?/[a-z0-9]{{1,40}})?"
)
_BROKEN_SIGN = re.compile(rf"[\s.)\]]{_BROKEN_ENDINGS}")
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
)


def take(low: str) -> tuple[str, list[str], int, int]:
    """The text without its addresses, the links, and how many broken links and mails there were."""
    links: list[str] = []

    def link(match: re.Match[str]) -> str:
        links.append("".join(match[0].split()))
        return f" {LINK} "

    if _ADDRESS_SIGN.search(low):
        low = _ADDRESS.sub(link, low)
    low, broken = take_broken(low)
    mails = 0
    if "@" in low or "at)" in low or "at]" in low:
        low, mails = _MAIL.subn(f" {MAIL} ", low)
    return low, links, broken, mails


def take_broken(low: str) -> tuple[str, int]:
    """Links written so that no machine shall see them: example dot com, example . com."""
    if _BROKEN_SIGN.search(low):
        return _BROKEN_ADDRESS.subn(f" {LINK} ", low)
    return low, 0
