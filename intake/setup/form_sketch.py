"""SET UP: a form while its owner works on it, field by field, before anything is saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from intake.declared.declaration import (
    CHOOSING,
    FREE,
    MOST_FIELDS,
    Asked,
    Choice,
    Declaration,
    Mistake,
    Type,
    WrongForm,
)
from intake.declared.reading import from_dict
from intake.submissions.fields import lines, one_line

_NUMBER = re.compile(r"-?[0-9]{1,9}")
_ROW = re.compile(r"name-([0-9]{1,3})")
EQUALS = " = "
NAMELESS = "name must not be empty."
# What is typed on one line, and what is ticked.
LINES = ("name", "type", "label", "hint", "most", "earliest", "latest", "autocomplete")
SENTENCES = ("empty", "wrong")
TICKS = ("required", "private", "as_list")
# Which of them mean anything, by type.
_MOST, _LIMITS = FREE, frozenset({Type.DATE})


@dataclass(frozen=True)
class Row:
    """One field as it is typed: texts and ticks by name."""

    texts: Mapping[str, str]
    ticks: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    def is_any(self, *types: str) -> bool:
        """Say whether its type is one of these."""
        return self["type"] in types


@dataclass(frozen=True)
class Sketch:
    """A form as it is typed."""

    title: str
    goes_to: str
    lead: str = ""
    button: str = ""
    rows: tuple[Row, ...] = field(default=())

    def moved(self, number: int, by: int) -> Sketch:
        """Move a field up (-1) or down (1), if there is room."""
        rows, to = list(self.rows), number + by
        if 0 <= number < len(rows) and 0 <= to < len(rows):
            rows.insert(to, rows.pop(number))
        return replace(self, rows=tuple(rows))

    def without(self, number: int) -> Sketch:
        """Take a field away."""
        return replace(self, rows=self.rows[:number] + self.rows[number + 1 :])

    def with_new(self, type_: str) -> Sketch:
        """Add an empty field at the end."""
        known = type_ if type_ in set(Type) else str(Type.TEXT)
        usual = {"name": "window", "label": "When may we call you?"} if known == "window" else {}
        return replace(self, rows=(*self.rows, Row({"type": known, **usual})))

    def declaration(self, name: str) -> Declaration:
        """Return the form that this is when it is saved. Raises WrongForm."""
        taken = {row["name"] for row in self.rows}
        fields = []
        for row in self.rows:
            own = row["name"] or _name_for(row["label"], taken)
            taken.add(own)
            fields.append(_table(row, own))
        table: dict[str, Any] = {"name": name, "goes_to": self.goes_to, "title": self.title}
        try:
            return from_dict(table | {"lead": self.lead, "button": self.button, "fields": fields})
        except WrongForm as wrong:
            raise WrongForm([said for said in wrong.mistakes if not self._follows(said)]) from None

    def _follows(self, mistake: Mistake) -> bool:
        """Say whether a name is missed only because the label is that it would be made of."""
        row = self.rows[int(mistake.field) - 1] if mistake.field.isdecimal() else None
        is_untyped = row is not None and not row["name"] and not row["label"]
        return is_untyped and mistake.sentence == NAMELESS


def sketched(form: Declaration) -> Sketch:
    """Return a form as it is typed."""
    rows = tuple(_row(asked) for asked in form.fields)
    return Sketch(form.title, str(form.goes_to), form.lead, form.button, rows)


def typed(sent: Mapping[str, str]) -> Sketch:
    """Return what was typed into the editor's page."""
    numbers = sorted({int(found[1]) for name in sent if (found := _ROW.fullmatch(name))})
    top = {name: one_line(sent.get(name)) for name in ("title", "goes_to", "lead", "button")}
    return Sketch(**top, rows=tuple(_typed_row(sent, n) for n in numbers[: MOST_FIELDS + 1]))


def _typed_row(sent: Mapping[str, str], number: int) -> Row:
    texts = {name: one_line(sent.get(f"{name}-{number}")) for name in (*LINES, *SENTENCES)}
    texts["choices"] = lines(sent.get(f"choices-{number}"))
    return Row(texts, frozenset(name for name in TICKS if sent.get(f"{name}-{number}")))


def _row(asked: Asked) -> Row:
    texts = {
        "name": asked.name,
        "type": str(asked.type),
        "label": asked.label,
        "hint": asked.hint,
        "most": str(asked.most) if asked.most else "",
        "earliest": _limit(asked.earliest),
        "latest": _limit(asked.latest),
        "autocomplete": asked.autocomplete,
        "empty": asked.when_empty,
        "wrong": asked.when_wrong,
        "choices": "\n".join(map(_choice, asked.choices)),
    }
    return Row(texts, frozenset(name for name in TICKS if getattr(asked, name)))


def _table(row: Row, name: str) -> dict[str, Any]:
    """Return a field as its TOML would have it, without what its type does not have."""
    type_ = row["type"]
    found: dict[str, Any] = {"name": name, "type": type_, "label": row["label"]}
    found |= {key: row[key] for key in ("hint", "autocomplete") if row[key]}
    found |= {key: True for key in ("required", "private") if key in row.ticks}
    if type_ == Type.CHOICE and "as_list" in row.ticks:
        found["as_list"] = True
    if type_ in CHOOSING:
        given = [line.strip() for line in row["choices"].splitlines() if line.strip()]
        found["choices"] = [_given(line) for line in given]
    numbers = (*(["most"] if type_ in _MOST else []), *(_DATES if type_ in _LIMITS else []))
    found |= {key: _number(row[key]) for key in numbers if row[key]}
    if own := {key: row[key] for key in SENTENCES if row[key]}:
        found["messages"] = own
    return found


_DATES = ("earliest", "latest")


def _choice(choice: Choice) -> str:
    if choice.value == choice.label and EQUALS not in choice.label:
        return choice.label
    return f"{choice.value}{EQUALS}{choice.label}".strip()


def _given(line: str) -> str | dict[str, str]:
    value, equals, label = f" {line}".partition(EQUALS)
    return {"value": value.strip(), "label": label.strip()} if equals else line


def _number(text: str) -> int | str:
    return int(text) if _NUMBER.fullmatch(text) else text


def _limit(limit: int | date | None) -> str:
    return "" if limit is None else str(limit)


def _name_for(label: str, taken: set[str]) -> str:
    """Make a name of a label; empty if nothing of it is left, so that one must be typed."""
    words = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
    name = words[:36].rstrip("_")
    if not name or not name[0].isalpha():
        return f"field_{name}".rstrip("_") if name else ""
    tries = (name, *(f"{name}_{number}" for number in range(2, MOST_FIELDS + 2)))
    return next((each for each in tries if each not in taken), name)
