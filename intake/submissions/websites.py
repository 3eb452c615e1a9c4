"""Addresses of websites and pages as visitors type them, made safe to keep and to link to."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

import idna

MOST_CHARACTERS = 300
MOST_PATH_CHARACTERS = 500

FORMAT = "Enter a website address, like https://example.org, or leave it empty"
NO_COMMENTS = "This form does not say which page the comment is for. Open it from the page again"

_WEB = re.compile(r"https?://", re.IGNORECASE)
_BARE = re.compile(r"[^\s:/?#\\@]+\.[^\s:/?#\\@]+(:\d+)?([/?#]|$)")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")
# What a URL may hold unescaped, less the quotes; % stays, for most URLs come escaped already.
_PLAIN = "/%:@!$&()*+,;=~-._?"


def normal(typed: str) -> str:
    """Return an http(s) URL in plain ASCII, without quotes. Raises ValueError with a sentence."""
    if not typed:
        return ""
    if _BARE.match(typed):
        typed = f"https://{typed}"
    if not _WEB.match(typed) or "\\" in typed or not typed.isprintable():
        raise ValueError(FORMAT)
    try:
        url = _rebuilt(typed)
    except ValueError:
        raise ValueError(FORMAT) from None
    if len(url) > MOST_CHARACTERS:
        raise ValueError(f"Your website must be {MOST_CHARACTERS} characters or fewer")
    return url


def page_path(typed: str) -> str:
    """Return the path of a page without query and fragment. Raises ValueError with a sentence."""
    path = re.split(r"[?#]", typed, maxsplit=1)[0]
    is_path = path.startswith("/") and not path.startswith("//") and "\\" not in path
    if not is_path or not path.isprintable() or " " in path:
        raise ValueError(NO_COMMENTS)
    if len(path) > MOST_PATH_CHARACTERS:
        raise ValueError(f"The path must be {MOST_PATH_CHARACTERS} characters or fewer")
    return path


def _rebuilt(url: str) -> str:
    parts = urlsplit(url)
    host = idna.encode(parts.hostname or "", uts46=True).decode()
    if not _HOST.fullmatch(host) or "@" in parts.netloc:
        raise ValueError(FORMAT)
    port = f":{parts.port}" if parts.port else ""
    path, query, fragment = (quote(part, safe=_PLAIN) for part in parts[2:])
    return urlunsplit((parts.scheme, host + port, path, query, fragment))
