"""DECLARE, judged: what a form as a whole must have, so that what is sent can be worked on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from intake.declared.declaration import (
    AUTOCOMPLETE,
    CHOOSING,
    FIELD_NAME,
    FORM_NAME,
    MOST_ALL_CHOICES,
    MOST_ALL_TEXT,
    MOST_SEVERAL,
    ONLY_OF_CALLBACKS,
    REACHING,
    RESERVED,
    STANDARD,
    TAKEN_FORM_NAMES,
    Asked,
    Declaration,
    Mistake,
    Type,
)
from intake.words import Kind

MOST_LANGUAGE = 8  # characters of its code


def mistakes(form: Declaration) -> list[Mistake]:
    """Return everything that is wrong with the form or a field of it."""
    found = [Mistake(sentence) for sentence in _of_form(form)]
    for number, asked in enumerate(form.fields, start=1):
        where = asked.name if FIELD_NAME.fullmatch(asked.name) else str(number)
        found += [Mistake(sentence, where) for sentence in _of_field(asked, form)]
    return found


def _of_form(form: Declaration) -> Iterator[str]:
    if form.name and not FORM_NAME.fullmatch(form.name):
        yield "The name of a form is small letters, digits and hyphens, like appointment."
    if form.name in TAKEN_FORM_NAMES:
        yield f"No form can be called {form.name}: choose another name."
    if form.name in set(Kind) and form.name != form.goes_to:
        yield f"The form {form.name} goes to {form.name}. Choose another name for this one."
    if not form.fields:
        yield "A form needs at least one field."
    for name, times in Counter(asked.name for asked in form.fields).items():
        if name and times > 1:
            yield f"Two fields are called {name}. Each needs a name of its own."
    yield from _reachable(form)
    written = sum(asked.most for asked in form.fields)
    if written > MOST_ALL_TEXT:
        yield (
            f"The texts may be {written:,} characters long together, and a form takes "
            f"{MOST_ALL_TEXT:,}: lower most of some."
        )
    choices = sum(len(asked.choices) for asked in form.fields)
    if choices > MOST_ALL_CHOICES:
        yield f"A form has at most {MOST_ALL_CHOICES} choices in all its fields, not {choices}."
    ticks = sum(len(asked.choices) for asked in form.fields if asked.type is Type.CHOICES)
    if ticks > MOST_SEVERAL:
        yield f"All fields of the type choices together have at most {MOST_SEVERAL}, not {ticks}."


def _reachable(form: Declaration) -> Iterator[str]:
    """Nobody can be called without a number, or answered without an address."""
    phone, email = form.asked("phone"), form.asked("email")
    if form.goes_to is Kind.CALLBACK:
        if phone is None or not phone.required:
            yield "A callback needs a field called phone that is required."
        if form.asked("window") is None:
            yield "A callback needs a field called window: when we may call."
    elif not any(asked and asked.required for asked in (phone, email)):
        yield "A form needs a field called email or phone that is required, so that you can answer."


def _of_field(asked: Asked, form: Declaration) -> Iterator[str]:
    if asked.name and not FIELD_NAME.fullmatch(asked.name):
        yield "The name of a field is small letters, digits and underscores, like date_of_birth."
    if asked.name in RESERVED:
        yield f"No field can be called {asked.name}: choose another name."
    if asked.autocomplete and asked.autocomplete not in AUTOCOMPLETE:
        yield f"autocomplete is none that browsers know, such as {_some(AUTOCOMPLETE)}."
    if asked.type in CHOOSING:
        yield from _of_choices(asked)
    if asked.type is Type.WINDOW and asked.name != "window":
        yield "A field of the type window must be called window, and there is only one."
    if _is_after(asked.earliest, asked.latest):
        yield "earliest is after latest, so no day is left."
    if asked.is_standard:
        yield from _of_standard(asked, form)


def _of_standard(asked: Asked, form: Declaration) -> Iterator[str]:
    name = asked.name
    if asked.type is not STANDARD[name]:
        yield f"The field called {name} is of the type {STANDARD[name]}."
    if name in ONLY_OF_CALLBACKS and form.goes_to is not Kind.CALLBACK:
        yield f"A field called {name} is for forms that go to callback."
    if asked.private and asked.type not in REACHING:
        yield f"The field called {name} is shown at the desk. Ask what is private in another field."
    if name == "name" and asked.most > 80:
        yield "most must be 80 or fewer for the name."
    if name == "language" and any(len(each.value) > MOST_LANGUAGE for each in asked.choices):
        yield 'The values of the languages are codes, like { value = "en", label = "English" }.'


def _of_choices(asked: Asked) -> Iterator[str]:
    if not asked.choices:
        yield 'choices is missing, like choices = ["Monday", "Tuesday"].'
    for what in ("value", "label"):
        found = Counter(getattr(each, what) for each in asked.choices)
        if any(times > 1 for times in found.values()):
            yield f"Two choices have the same {what}."
    if any(" = " in each.value for each in asked.choices):
        yield 'The value of a choice must not have " = " in it: give it another value.'
    if asked.type is Type.CHOICES and any(not each.value for each in asked.choices):
        yield "The value of a choice must not be empty where several can be chosen."
    if asked.required and any(not each.value for each in asked.choices):
        yield "The value of a choice must not be empty where one must be chosen."


def _is_after(earliest: int | date | None, latest: int | date | None) -> bool:
    if isinstance(earliest, int) and isinstance(latest, int):
        return earliest > latest
    return isinstance(earliest, date) and isinstance(latest, date) and earliest > latest


def _some(words: frozenset[str]) -> str:
    return ", ".join(sorted(words)[:6])
