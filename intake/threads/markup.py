"""Comment text to sanitised HTML: a subset of Markdown, bounded on whatever is sent.

The parser passes on no HTML of the visitor's and makes only http and https links. The sanitiser
then lets through only what is listed, should the parser ever be wrong.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "em", "strong", "a", "code", "pre", "blockquote", "ul", "ol", "li"}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}  # "*": no title
LINK_REL = "nofollow ugc noopener"
BREAK = "<br>\n"
MOST_CHARACTERS = 20_000
# The parser's time grows with the square of these: 10,000 may cost it a quarter of a second.
MARKS = "[]*_`<>&!\\\n"
MOST_MARKS = 500
MOST_NESTING = 20

# Lines that begin with a letter and hold no mark mean nothing but themselves; most comments are so.
_PLAIN = re.compile(r"[A-Za-z][^\[\]*_`<>&!\\~\n]*(?:\n[A-Za-z][^\[\]*_`<>&!\\~\n]*)*")
_BLANK_LINES = re.compile(r"\n\s*\n")


def render(text: str) -> str:
    """Return the text as HTML that is safe in any page. Never fails, whatever the text."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no character
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _is_plain(text):
        return _sanitised(f"<p>{html.escape(text).replace(chr(10), BREAK)}</p>")
    is_bounded = len(text) <= MOST_CHARACTERS and sum(map(text.count, MARKS)) <= MOST_MARKS
    return _sanitised(_parser.render(text) if is_bounded else _paragraphs(text)).strip()


def plain(text: str) -> str:
    """Return the text as escaped paragraphs, whatever it means."""
    return _sanitised(_paragraphs(text.encode("utf-8", "replace").decode("utf-8"))).strip()


def _is_plain(text: str) -> bool:
    """Say whether the parser would find nothing in it: it takes ten times as long to say so."""
    lines = text.split("\n")
    return _PLAIN.fullmatch(text) is not None and all(
        line.isprintable() and not line.endswith(" ") for line in lines
    )


def is_web_address(url: str) -> bool:
    """Say whether a public page may link there: http or https, with a host and nothing odd."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def _paragraphs(text: str) -> str:
    """Show text that no person formatted just as it is: paragraphs and line breaks."""
    paragraphs = _BLANK_LINES.split(html.escape(text.strip()))
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs)


def _sanitised(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel=LINK_REL,
    )


def _markdown() -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": MOST_NESTING}
    parser = MarkdownIt("commonmark", options)
    # What is not offered stays as it was typed: a line that begins with # is a paragraph.
    parser.disable(["html_block", "html_inline", "image", "heading", "lheading", "hr", "reference"])
    parser.validateLink = is_web_address  # type: ignore[method-assign]
    return parser


_parser = _markdown()
