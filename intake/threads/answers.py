"""SHOW: what is asked for and what is answered, the same before Flask and inside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from intake.submissions import websites
from intake.threads.store import Address

TYPES = {"html": "text/html; charset=utf-8", "json": "application/json; charset=utf-8"}

_PAGE = re.compile(r"[1-9][0-9]{0,5}")
_NO_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A page of a thread, in one of its two forms."""

    at: Address
    page: int
    form: str


@dataclass(frozen=True)
class Answer:
    """Status line, headers and body."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def asked(site_slug: str, form: str, path: str, page: str) -> Asked | None:
    """Return what is asked for, None if there can be no such thing."""
    if not _PAGE.fullmatch(page):
        return None
    try:
        return Asked(Address(site_slug, websites.page_path(path)), int(page), form)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def asked_by_query(site_slug: str, form: str, query: str) -> Asked | None:
    """Return what a plain query asks for: a path, perhaps a page, and nothing else."""
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)
    if len(given) != len(pairs) or not {"path"} <= given.keys() <= {"path", "page"}:
        return None
    return asked(site_slug, form, given["path"], given.get("page", "1"))


def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether the client takes gzip."""
    return "gzip" in accept_encoding and not _NO_GZIP.search(accept_encoding)


def answer(form: str, etag: str, body: bytes, is_gzip: bool, if_none_match: str) -> Answer:
    """Return the page, or 304 to whoever has it. It is the same bytes for everybody.

    Any origin may read it: it is public, and no cookie has a part in it.
    """
    headers = [
        ("ETag", f'"{etag}-gzip"' if is_gzip else f'"{etag}"'),
        ("Vary", "Accept-Encoding"),
        ("Cache-Control", "public, max-age=0, must-revalidate"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'"),
        ("Referrer-Policy", "no-referrer"),
    ]
    if etag in if_none_match or if_none_match == "*":
        return Answer("304 Not Modified", headers, b"")
    headers += [("Content-Type", TYPES[form]), ("Content-Length", str(len(body)))]
    if is_gzip:
        headers.append(("Content-Encoding", "gzip"))
    return Answer("200 OK", headers, body)
