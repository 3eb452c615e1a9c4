"""Results from paper, as the form has them: a row for each open callback, and free lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from intake.callbacks import store
from intake.callbacks.results import Typed
from intake.callbacks.sheet import Line

MOST_CHARACTERS = 8000
MOST_DIGITS = 18
TODAY_OR_BEFORE = "Enter a day that is not to come"
PARTS = ("letter", "at", "again_at")  # what a row has


class ResultsForm(FlaskForm):
    """The day of the calls, and lines of codes; the rows are fields of their own."""

    on = DateField("Day of the calls", [InputRequired("Enter the day of the calls")])
    lines = TextAreaField(
        "Or type codes, one call a line",
        [Length(max=MOST_CHARACTERS, message="Type fewer lines at once")],
        description=(
            "Reference, letter and time, like 7K2M-Q4 n 14:05. "
            "After L also when to call again: 7K2M-Q4 l 14:05 16:30."
        ),
        render_kw={"rows": "5", "spellcheck": "false", "autocapitalize": "characters"},
    )


def typed_rows(fields: Mapping[str, str], lines: Sequence[Line]) -> list[Typed]:
    """Return what was typed into the rows: whichever names a letter or a time."""
    found = []
    for line in lines:
        letter, at, again_at = (fields.get(name(part, line), "").strip() for part in PARTS)
        if letter or at or again_at:
            typed = Typed(place(line), line.reference, letter, at, again_at, line.site_id)
            found.append(typed)
    return found


def of_rows(fields: Mapping[str, str], places: Collection[str], lines: Sequence[Line]) -> set[str]:
    """Return the names of the fields of these rows."""
    kept = [line for line in lines if place(line) in places]
    return {name(part, line) for part in PARTS for line in kept} & {*fields}


def of_row(fields: Mapping[str, str], place: str) -> dict[str, str]:
    """Return the fields of one row."""
    number = place.removeprefix("row ")
    return {key: value for key, value in fields.items() if key.partition("-")[2] == number}


def as_lines(fields: Mapping[str, str], lines: Sequence[Line], site_ids: Collection[int]) -> str:
    """Return as free lines what was typed into rows that the page has no more: they are closed."""
    shown, found = {line.submission_id for line in lines}, []
    for key, letter in fields.items():
        part, _, number = key.partition("-")
        if part != "letter" or not letter or not _is_number(number) or int(number) in shown:
            continue
        task = store.by_id(int(number))
        if task and task.site_id in site_ids:
            times = (fields.get(f"{part}-{number}", "") for part in PARTS[1:])
            found.append(" ".join((task.reference, letter, *times)).strip())
    return "\n".join(found)


def place(line: Line) -> str:
    """Name a row of the form."""
    return f"row {line.submission_id}"


def name(part: str, line: Line) -> str:
    """Name a field of a row."""
    return f"{part}-{line.submission_id}"


def day(form: ResultsForm, today: date) -> date:
    """Return the day of the calls. One to come is an error of the form."""
    chosen: date = form.on.data or today
    if chosen > today:
        form.on.errors = [*form.on.errors, TODAY_OR_BEFORE]
    return chosen


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < MOST_DIGITS
