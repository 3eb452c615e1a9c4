"""DECIDE, read: the language of the search box, as parameters of a page and back.

Words are looked for as they are. A word and a colon before something make it a filter, like
author:Maria; more than one word goes in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from intake.moderation.asking import clean
from intake.moderation.tabs import Tab
from intake.submissions import emails

# What stands before the colon, and the parameter that it is.
OPERATORS = {
    "author": "author",
    "thread": "thread",
    "site": "site",
    "kind": "kind",
    "reason": "reason",
    "band": "band",
    "lang": "lang",
    "after": "since",
    "before": "until",
    "older": "older",
    "links": "links",
}
IS = ("edited", "confirmed", "unjudged")
_PIECE = re.compile(r'(?:([^\W\d_]+):(?!//))?("[^"]*"?|[^\s"]\S*|(?=\s|$))')


@dataclass
class Typed:
    """What somebody typed: parameters, an address if one is looked for, and what made no sense."""

    params: dict[str, str] = field(default_factory=dict)
    email: str = ""
    problems: list[str] = field(default_factory=list)


def read(typed: str) -> Typed:
    """Read what stands in the box."""
    found = Typed()
    words = []
    for name, piece in _pieces(clean(typed)):
        value = piece.strip('"').strip()
        if name and not value:
            found.problems.append(f"Write something behind “{name}:”, without a space.")
        elif name == "email" or (not name and emails.is_shown(value)):
            found.email = value
        elif emails.is_shown(value):  # of which no page's address may tell
            found.problems.append("To look for an address, write email: before it.")
        elif name == "is":
            _is(value, found)
        elif name in OPERATORS:
            found.params[OPERATORS[name]] = value
        elif name:
            found.problems.append(
                f"There is no filter “{name}:”. To look for these words, put them in quotes."
            )
        elif value:
            words.append(piece)
    if words:
        found.params["q"] = " ".join(words)
    return found


def _pieces(typed: str) -> Iterator[tuple[str, str]]:
    for match in _PIECE.finditer(typed):
        name, piece = (match[1] or "").lower(), match[2]
        if name or piece:
            yield name, piece


def _is(value: str, found: Typed) -> None:
    told = value.lower()
    if told in IS:
        found.params[told] = "1"
    elif told in set(Tab):
        found.params["tab"] = told
    else:
        known = ", ".join([*Tab, *IS])
        found.problems.append(f"Nothing is “{value}” here. What an item can be: {known}.")


def said(params: Mapping[str, str]) -> str:
    """Say these parameters as one would type them. What nobody types is left out."""
    return " ".join(piece for name in params if (piece := said_one(name, params[name])))


def said_one(name: str, value: str) -> str:
    """Say one parameter as one would type it."""
    if name == "q":
        return value
    if name in IS:
        return f"is:{name}"
    for operator, parameter in OPERATORS.items():
        if parameter == name:
            plain = value.replace('"', " ")
            return f'{operator}:"{plain}"' if " " in plain else f"{operator}:{plain}"
    return ""
