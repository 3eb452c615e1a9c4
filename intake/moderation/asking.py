"""DECIDE, read: what a page's address asks of the queue; nonsense is answered kindly.

The addresses of pages are kept by browsers and by what stands before the server. So no e-mail
address is ever in one: what was looked for by it travels sealed, for the account that asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from intake import clock
from intake.errors import NotFound
from intake.moderation import addresses, word_index
from intake.moderation.finding import RULE
from intake.moderation.tabs import Tab
from intake.moderation.walking import MOST_ROWS
from intake.moderation.wanted import Age, Sort, Wanted
from intake.sites.service import SiteView
from intake.submissions import emails
from intake.words import Evidence, Kind, Label

MOST_CHARACTERS = 400
LANGUAGE = re.compile(r"[a-z]{2,3}")
FIRST_YEAR, LAST_YEAR = 1990, 2199  # so that no zone leads out of the calendar


class Nonsense(Exception):
    """Something that cannot be looked for, as a sentence."""


@dataclass(frozen=True)
class Asker:
    """Who asks: the sites whose items they see, and where they may ask by address."""

    account_id: int
    sites: Mapping[int, SiteView]
    may_ask_by_address: Callable[[int], bool]


@dataclass(frozen=True)
class Asked:
    """What is wanted, the parameters that say so, and sentences about those that say nothing."""

    wanted: Wanted
    params: dict[str, str]
    problems: list[str]


Reader = Callable[[str, Asker], dict[str, Any]]


def read(told: Mapping[str, str], asker: Asker) -> Asked:
    """Read a page's parameters. Raises NotFound for a tab or an item that cannot be."""
    changes: dict[str, Any] = {"tab": _tab(told.get("tab", ""))}
    params: dict[str, str] = {}
    problems: list[str] = []
    for name, reader in READERS.items():
        value = clean(told.get(name, ""))
        try:
            changes |= reader(value, asker) if value else {}
        except Nonsense as nonsense:
            problems.append(str(nonsense))
        else:
            params |= {name: value} if value else {}
    wanted = Wanted(**changes, zone=_zone(changes.get("site"), asker))
    return Asked(wanted, params, problems)


def kept(told: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that narrow or sort a list, to hand them on; never an address."""
    values = {name: clean(told[name]) for name in READERS if name in told}
    return {name: value for name, value in values.items() if value and not emails.is_shown(value)}


def clean(typed: str) -> str:
    """Return what was typed in one line, without what nobody sees, and not too long."""
    seen = "".join(letter if letter.isprintable() else " " for letter in typed)
    return " ".join(seen.split())[:MOST_CHARACTERS]


def _tab(told: str) -> Tab:
    try:
        return Tab(told or Tab.WAITING)
    except ValueError:
        raise NotFound("The queue has no such tab.") from None


def _zone(site_id: int | None, asker: Asker) -> str:
    """Return the time zone whose days are meant: that of the site, or of all if they agree."""
    sites = [asker.sites[site_id]] if site_id else asker.sites.values()
    zones = {site.time_zone for site in sites}
    return zones.pop() if len(zones) == 1 else "UTC"


def _words(told: str, _: Asker) -> dict[str, Any]:
    return {"words": _searchable(told)}


def _author(told: str, _: Asker) -> dict[str, Any]:
    return {"author": _searchable(told)}


def _searchable(told: str) -> str:
    if emails.is_shown(told):
        raise Nonsense("To look for an address, write email: before it, in the search box.")
    if not word_index.terms(told):
        raise Nonsense(f"There is no letter or digit to look for in “{told}”.")
    return told


def _address(told: str, asker: Asker) -> dict[str, Any]:
    found = addresses.opened(told, asker.account_id, asker.may_ask_by_address)
    if not found:
        raise Nonsense("This search for an address is over. Please type the address again.")
    return {"addresses": found}


def _site(told: str, asker: Asker) -> dict[str, Any]:
    for site in asker.sites.values():
        if site.slug == told:
            return {"site": site.id}
    raise Nonsense(f"You have no site called “{told}”.")


def _thread(told: str, _: Asker) -> dict[str, Any]:
    try:
        parts = urlsplit(told)
    except ValueError:
        raise Nonsense(f"“{told}” is no page. Write its path, like /articles/hello.") from None
    if not parts.scheme:
        return {"thread": told if told.startswith("/") else f"/{told}"}
    return {"thread": (parts.path or "/") + (f"?{parts.query}" if parts.query else "")}


def _kind(told: str, _: Asker) -> dict[str, Any]:
    return {"kind": _one_of(Kind, told, "kind")}


def _band(told: str, _: Asker) -> dict[str, Any]:
    return {"band": _one_of(Label, told, "band")}


def _older(told: str, _: Asker) -> dict[str, Any]:
    return {"older": _one_of(Age, told, "age")}


def _sort(told: str, _: Asker) -> dict[str, Any]:
    return {"sort": _one_of(Sort, told, "order")}


def _reason(told: str, _: Asker) -> dict[str, Any]:
    number = told.removeprefix(RULE)
    if told.startswith(RULE):
        if not _is_id(number):
            raise Nonsense("A rule is named by its number, like rule:3.")
        return {"reason": f"{RULE}{int(number)}"}
    return {"reason": _one_of(Evidence, told.replace("-", "_"), "reason")}


def _one_of(words: Any, told: str, what: str) -> Any:
    try:
        return words(told.lower())
    except ValueError:
        known = ", ".join(words)
        raise Nonsense(f"There is no {what} called “{told}”. There are: {known}.") from None


def _language(told: str, _: Asker) -> dict[str, Any]:
    if not LANGUAGE.fullmatch(told.lower()):
        raise Nonsense(f"“{told}” is no language. Write two letters, like en or de.")
    return {"language": told.lower()}


def _since(told: str, _: Asker) -> dict[str, Any]:
    return {"since": _day(told)}


def _until(told: str, _: Asker) -> dict[str, Any]:
    return {"until": _day(told)}


def _day(told: str) -> str:
    today = clock.now().date()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        day = named.get(told.lower()) or date.fromisoformat(told.replace("/", "-"))
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Nonsense(f"“{told}” is no day. Write one like {today.isoformat()}.")
    return day.isoformat()


def _links(told: str, _: Asker) -> dict[str, Any]:
    if not _is_id(told):
        raise Nonsense(f"“{told}” is no number of links. Write one like 2.")
    return {"links": int(told)}


def _is_told(name: str) -> Reader:
    return lambda _told, _: {name: True}


def _id(name: str) -> Reader:
    def reader(told: str, _: Asker) -> dict[str, Any]:
        if not _is_id(told):
            raise NotFound("There is no such group of items.")
        return {name: int(told)}

    return reader


def _is_id(told: str) -> bool:
    return told.isascii() and told.isdigit() and len(told) < 20 and 0 < int(told) < MOST_ROWS


READERS: dict[str, Reader] = {
    "q": _words,
    "author": _author,
    "address": _address,
    "site": _site,
    "thread": _thread,
    "kind": _kind,
    "reason": _reason,
    "band": _band,
    "lang": _language,
    "since": _since,
    "until": _until,
    "older": _older,
    "links": _links,
    **{name: _is_told(name) for name in ("edited", "confirmed", "unjudged")},
    **{name: _id(name) for name in ("alike", "link", "sender")},
    "sort": _sort,
}
