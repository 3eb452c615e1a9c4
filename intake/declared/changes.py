"""DECLARE, compared: what one version of a form has that the one before had not, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.declared.declaration import Asked, Declaration

_OF_FORM = {"title": "The title", "lead": "The words below the title", "button": "The button"}
_OF_FIELD = {
    "label": "label",
    "hint": "hint",
    "type": "type",
    "most": "most characters",
    "earliest": "earliest day",
    "latest": "latest day",
    "autocomplete": "autocomplete",
    "when_empty": "sentence when empty",
    "when_wrong": "sentence when wrong",
}
_SWITCHES = {
    "required": ("must be filled in now", "may be left empty now"),
    "private": ("is private now", "is not private any more"),
    "as_list": ("is drawn as a list now", "is drawn as buttons now"),
}


def between(old: Declaration, new: Declaration) -> list[str]:
    """Return what changed, a sentence each."""
    return list(_changes(old, new))


def _changes(old: Declaration, new: Declaration) -> Iterator[str]:
    for key, name in _OF_FORM.items():
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield f"{name}: {_quoted(before)} became {_quoted(after)}."
    if old.goes_to != new.goes_to:
        yield f"It goes to {new.goes_to}, not to {old.goes_to}."
    was = {asked.name: asked for asked in old.fields}
    now = {asked.name: asked for asked in new.fields}
    yield from (f"{_named(asked)} is new." for name, asked in now.items() if name not in was)
    yield from (f"{_named(asked)} is gone." for name, asked in was.items() if name not in now)
    for name in was.keys() & now.keys():
        yield from _of_field(was[name], now[name])
    if [name for name in was if name in now] != [name for name in now if name in was]:
        yield "The fields are in another order."


def _of_field(old: Asked, new: Asked) -> Iterator[str]:
    for key, (on, off) in _SWITCHES.items():
        if getattr(old, key) != getattr(new, key):
            yield f"{_named(new)} {on if getattr(new, key) else off}."
    for key, name in _OF_FIELD.items():
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield f"{_named(new)}, {name}: {_quoted(before)} became {_quoted(after)}."
    gone = [each.label for each in old.choices if each not in new.choices]
    more = [each.label for each in new.choices if each not in old.choices]
    if gone or more:
        parts = [
            f"with {_listed(more)}" if more else "",
            f"without {_listed(gone)}" if gone else "",
        ]
        yield f"{_named(new)} has other choices: {' and '.join(part for part in parts if part)}."
    elif old.choices != new.choices:
        yield f"{_named(new)} has its choices in another order."


def _named(asked: Asked) -> str:
    return f"The field {asked.name}"


def _listed(labels: list[str]) -> str:
    return ", ".join(_quoted(label) for label in labels)


def _quoted(value: object) -> str:
    if value in ("", None):
        return "nothing"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"“{text[:80]}…”" if len(text) > 80 else f"“{text}”"
