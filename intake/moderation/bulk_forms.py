"""DECIDE, many: the form of the bar above the queue. The filter travels with our code on it.

So nobody can ask for a filter that the queue would not draw; which sites it may reach is not in it.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from intake.errors import BadBody
from intake.moderation.choosing import Choice
from intake.moderation.standing import MAY_STAND
from intake.moderation.wanted import Wanted
from intake.sealing import sealer
from intake.words import Action

MOST_CHOSEN = 500  # by hand; more than this is a filter
MOST_DIGITS = 18  # of an id


@dataclass(frozen=True)
class Asked:
    """What the bar asks for. `is_sure`: it was told how many, and said yes."""

    choice: Choice
    is_sure: bool
    for_a_day: bool


def token(wanted: Wanted) -> str:
    """Return what is wanted, as a form carries it."""
    text = json.dumps(wanted.as_dict(), sort_keys=True)
    return f"{_code(text)}{text}"


def read(form: MultiDict[str, str], site_ids: tuple[int, ...]) -> Asked:
    """Return what is asked for, about these sites. Raises BadBody."""
    try:
        action = Action(form.get("action", ""))
    except ValueError:
        raise _nonsense() from None
    is_all = "all" in form
    ids = None if is_all else _ids(form.getlist("item"))
    newest_id = _ids([form["newest"]])[0] if is_all and "newest" in form else None
    wanted = _wanted(form.get("wanted", ""))
    choice = Choice(action, wanted, site_ids, ids, newest_id)
    return Asked(choice, newest_id is not None, "day" in form and action in MAY_STAND)


def _wanted(told: str) -> Wanted:
    code, text = told[:64], told[64:]
    if not hmac.compare_digest(code.encode(), _code(text).encode()):
        raise _nonsense()
    return Wanted.from_dict(json.loads(text))


def _code(text: str) -> str:
    return sealer().code(text, "wanted")


def _ids(told: list[str]) -> tuple[int, ...]:
    chosen = dict.fromkeys(told)
    if len(chosen) > MOST_CHOSEN:
        raise BadBody(f"Select at most {MOST_CHOSEN} at once. Nothing was changed.")
    if not all(id_.isascii() and id_.isdigit() and len(id_) <= MOST_DIGITS for id_ in chosen):
        raise _nonsense()
    return tuple(sorted({int(id_) for id_ in chosen}))


def _nonsense() -> BadBody:
    return BadBody("That is nothing that the queue offers. Nothing was changed.")
