"""HTML and BBCode to what a reader sees, followed by the link targets a reader does not see.

Every pattern is linear: none can run past the character that opens its next try.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<[/!a-zA-Z][^<>]*>")
_BBCODE = re.compile(r"\[/?(?:url|link|img|quote|color|size|b|i|u)\b([^\[\]]*)\]", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|h\d|blockquote)\b", re.IGNORECASE)
# Python refuses to turn more than 4,300 digits into a number; no character needs more than seven.
_ENDLESS_ENTITY = re.compile(r"&#\d{8,};?")
_BLANKS = re.compile(r"[ \t]+")


def visible(text: str) -> str:
    """The words a reader sees, then each target that is not among them."""
    targets: list[str] = []

    def tag(match: re.Match[str]) -> str:
        if href := _HREF.search(match[0]):
            targets.append(href[1])
        return "\n" if _BREAK.match(match[0]) else ""

    def bbcode(match: re.Match[str]) -> str:
        if match[1].startswith("="):
            targets.append(match[1][1:].strip(" \"'"))
        return " "

    if "[" in text:
        text = _BBCODE.sub(bbcode, text)
    if "<" in text:
        text = _TAG.sub(tag, text)
    text = _plain(text)
    unseen = [target for target in map(_plain, targets) if target not in text]
    return "\n".join([text, *unseen]).strip()


def _plain(text: str) -> str:
    if "&" in text:  # twice, because many feeds escape what was escaped
        text = html.unescape(html.unescape(_ENDLESS_ENTITY.sub(" ", text)))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _BLANKS.sub(" ", text)
