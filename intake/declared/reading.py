"""DECLARE, read: a form from its TOML, or every mistake in it at once, each in a sentence."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import Any

from intake.declared import rules
from intake.declared.declaration import (
    CHOOSING,
    FIELD_NAME,
    FREE,
    MOST_BUTTON,
    MOST_CHOICES,
    MOST_CONSENT,
    MOST_FIELDS,
    MOST_HINT,
    MOST_LABEL,
    MOST_LEAD,
    MOST_SENTENCE,
    MOST_TEXT,
    MOST_TITLE,
    Asked,
    Choice,
    Declaration,
    Mistake,
    Type,
    WrongForm,
    usual_most,
)
from intake.declared.table import TableReader
from intake.words import Kind

MOST_CHARACTERS = 20_000
MOST_DOTS = 8  # in one key: the time that the library takes grows with their square
TOO_LONG_A_NUMBER = "a number in it is too long"
_FIELD_HEADER = re.compile(r"\s*\[\[\s*fields\s*\]\]")
# Texts and notes, whether they end or not, so that each sign is looked at once.
_NO_KEYS = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?|"(?:[^"\\\n]|\\.)*+"?|'''
    r"""'{3}(?:[^']|'(?!''))*+(?:'{3,5})?|'[^'\n]*+'?|#[^\n]*+""",
    re.DOTALL,
)
_BETWEEN_KEYS = re.compile(r"[\n=,\[\]{}]")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def from_toml(text: str) -> Declaration:
    """Return the form that this file declares. Raises WrongForm with every mistake in it."""
    if len(text) > MOST_CHARACTERS:
        raise WrongForm([Mistake(f"The file is longer than {MOST_CHARACTERS:,} characters.")])
    text = text.replace("\r\n", "\n")
    if any(key.count(".") > MOST_DOTS for key in _BETWEEN_KEYS.split(_NO_KEYS.sub("", text))):
        raise WrongForm([Mistake(f"A key has at most {MOST_DOTS} dots.")])
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise WrongForm([_unreadable(str(error))]) from None
    except ValueError:  # what Python says of a number of thousands of digits
        raise WrongForm([_unreadable(TOO_LONG_A_NUMBER)]) from None
    try:
        return from_dict(table)
    except WrongForm as wrong:
        raise WrongForm(_with_lines(wrong.mistakes, text, table)) from None


def from_dict(table: dict[str, Any]) -> Declaration:
    """Return the form that this table declares. Raises WrongForm with every mistake in it."""
    top = TableReader(table)
    form = Declaration(
        name=top.text("name", 40, must=True),
        goes_to=top.one_of("goes_to", (Kind.CONTACT, Kind.CALLBACK)) or Kind.CONTACT,
        title=top.text("title", MOST_TITLE, must=True),
        lead=top.text("lead", MOST_LEAD),
        button=top.text("button", MOST_BUTTON) or "Send",
    )
    tables = top.tables("fields")
    top.nothing_else()
    mistakes = top.mistakes
    if len(tables) > MOST_FIELDS:
        mistakes.append(Mistake(f"A form has at most {MOST_FIELDS} fields, not {len(tables)}."))
    read = [_field(each, number) for number, each in enumerate(tables[:MOST_FIELDS], start=1)]
    for _, wrong in read:
        mistakes += wrong
    form = replace(form, fields=tuple(asked for asked, _ in read))
    mistakes += rules.mistakes(form)
    if mistakes:
        raise WrongForm(list(dict.fromkeys(mistakes)))
    return form


def _field(table: dict[str, Any], number: int) -> tuple[Asked, list[Mistake]]:
    name = table.get("name")
    is_named = isinstance(name, str) and FIELD_NAME.fullmatch(name)
    reader = TableReader(table, str(name) if is_named else str(number))
    type_ = reader.one_of("type", tuple(Type)) or Type.TEXT
    most_label = MOST_CONSENT if type_ is Type.CONSENT else MOST_LABEL
    messages = reader.table("messages")
    asked = Asked(
        name=reader.text("name", 40, must=True),
        type=type_,
        label=reader.text("label", most_label, must=True),
        required=reader.flag("required") or type_ is Type.WINDOW,
        hint=reader.text("hint", MOST_HINT),
        private=reader.flag("private"),
        choices=_choices(reader) if type_ in CHOOSING else (),
        as_list=reader.flag("as_list") if type_ is Type.CHOICE else False,
        most=reader.number("most", 1, MOST_TEXT) or usual_most(str(name), type_)
        if type_ in FREE
        else 0,
        earliest=reader.day("earliest") if type_ is Type.DATE else None,
        latest=reader.day("latest") if type_ is Type.DATE else None,
        autocomplete=reader.text("autocomplete", MOST_BUTTON),
        when_empty=messages.text("empty", MOST_SENTENCE),
        when_wrong=messages.text("wrong", MOST_SENTENCE),
    )
    messages.nothing_else()
    reader.nothing_else()
    return asked, reader.mistakes + messages.mistakes


def _choices(reader: TableReader) -> tuple[Choice, ...]:
    given = reader.items("choices")
    if len(given) > MOST_CHOICES:
        reader.wrong(f"A field has at most {MOST_CHOICES} choices, not {len(given)}.")
    found = []
    for number, each in enumerate(given[:MOST_CHOICES], start=1):
        table = each if isinstance(each, dict) else {"value": each, "label": each}
        one = TableReader(table, reader.field)
        label = one.text("label", MOST_LABEL, must=True)
        value = one.text("value", MOST_LABEL)
        one.nothing_else()
        if one.mistakes:
            reader.wrong(f"Choice {number} is a text, or a table of value and label.")
        found.append(Choice(value, label))
    return tuple(found)


def _unreadable(said: str) -> Mistake:
    """Say in our words where the file is no TOML; what the library says follows."""
    found = _PLACE.search(said)
    line = int(found[1]) if found and found[1] else 0
    reason = _PLACE.sub("", said)
    end = " at the end of the file" if found and not found[1] else ""
    return Mistake(f"This is not TOML{end}: {reason[:200]}.", line=line)


def _with_lines(mistakes: list[Mistake], text: str, table: dict[str, Any]) -> list[Mistake]:
    """Add the line where the field begins that a mistake is about, if it can be told."""
    starts = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if _FIELD_HEADER.match(line)
    ]
    fields = table.get("fields")
    if not isinstance(fields, list) or len(starts) != len(fields):
        return mistakes
    lines = {str(number): line for number, line in enumerate(starts, start=1)}
    for line, each in zip(starts, fields, strict=True):
        if isinstance(each, dict) and isinstance(each.get("name"), str):
            lines.setdefault(each["name"], line)
    return [replace(each, line=lines.get(each.field, 0)) for each in mistakes]
