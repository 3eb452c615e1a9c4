"""DECLARE: what a form is: its fields, what each asks, and where what is sent goes. No web here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from intake.errors import IntakeError
from intake.words import Kind

FORM_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# What other addresses and the comment form are called.
TAKEN_FORM_NAMES = frozenset({"comment", "comments", "new"})
# What every form, every page and the library below them call something of their own.
RESERVED = frozenset(
    {
        *("ticket", "return_to", "website_2", "path", "csrf_token", "form_version", "main"),
        *("data", "errors", "form_errors", "meta", "kind", "site", "shown", "form_name", "version"),
        *("draft", "evidence", "sentences", "unknown", "say", "answers", "declared"),
        *("process", "post_process", "populate_obj", "validate", "validate_on_submit"),
        *("is_submitted", "hidden_tag", "is_open", "template", "closed_template"),
    }
)

MOST_FIELDS = 40
MOST_CHOICES = 40  # of one field
MOST_ALL_CHOICES = 200  # all of them are drawn for everybody who asks for the page
MOST_SEVERAL = 50  # ticks of all fields together: a body has at most 100 fields
MOST_TITLE, MOST_LEAD, MOST_BUTTON = 100, 500, 40
MOST_LABEL, MOST_HINT, MOST_SENTENCE, MOST_CONSENT = 200, 500, 200, 1000
MOST_TEXT, MOST_ALL_TEXT = 5000, 20_000  # characters that a visitor may type
USUAL_MOST = {"text": 200, "long_text": 5000}
MOST_NAME_CHARACTERS = 80
MOST_DAYS = 45_000  # a date may be this far from today: it may be one of birth


class Type(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    WINDOW = "window"
    CONSENT = "consent"


FREE = frozenset({Type.TEXT, Type.LONG_TEXT})  # where a visitor may write anything
REACHING = frozenset({Type.EMAIL, Type.PHONE})  # by which somebody is reached: always private
CHOOSING = frozenset({Type.CHOICE, Type.CHOICES})

# Fields of these names are what the desk knows by itself; any other is an answer.
STANDARD = {
    "name": Type.TEXT,
    "email": Type.EMAIL,
    "phone": Type.PHONE,
    "window": Type.WINDOW,
    "voicemail": Type.CONSENT,
    "text_ok": Type.CONSENT,
    "only_number": Type.CONSENT,
    "language": Type.CHOICE,
    "message": Type.LONG_TEXT,
}
ONLY_OF_CALLBACKS = frozenset({"window", "voicemail", "text_ok", "only_number", "language"})

# What browsers know of a person (WCAG 1.3.5).
AUTOCOMPLETE = frozenset(
    {
        *("name", "given-name", "family-name", "additional-name", "honorific-prefix", "nickname"),
        *("organization", "organization-title", "street-address", "address-line1"),
        *("address-line2", "address-level1", "address-level2", "postal-code", "country"),
        *("country-name", "bday", "sex", "language", "url", "email", "tel", "off"),
    }
)


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong. `field` is the name or number of a field; `line` is of the file."""

    sentence: str
    field: str = ""
    line: int = 0

    def __str__(self) -> str:
        places = [f"Line {self.line}" if self.line else "", self.field and f"field {self.field}"]
        where = ", ".join(place for place in places if place)
        return f"{where[:1].upper()}{where[1:]}: {self.sentence}" if where else self.sentence


class WrongForm(IntakeError):
    """Something that no form can be; `mistakes` has all of it."""

    status = 422
    code = "wrong_form"

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Choice:
    """One of several answers: what is sent, and what is read."""

    value: str
    label: str


@dataclass(frozen=True)
class Asked:
    """One field. `earliest` and `latest` are days from today, or a day.

    `when_empty` and `when_wrong` are the form's own sentences; empty: the usual ones.
    """

    name: str
    type: Type
    label: str
    required: bool = False
    hint: str = ""
    private: bool = False
    choices: tuple[Choice, ...] = ()
    as_list: bool = False  # a choice drawn as a list that opens
    most: int = 0
    earliest: int | date | None = None
    latest: int | date | None = None
    autocomplete: str = ""
    when_empty: str = ""
    when_wrong: str = ""

    @property
    def is_standard(self) -> bool:
        return self.name in STANDARD

    @property
    def is_private(self) -> bool:
        """Say whether its answer is shown only on a click that is noted."""
        return self.private or self.type in REACHING

    @property
    def shown(self) -> str:
        """Return the whole text that stands beside a tick."""
        return f"{self.label}\n{self.hint}" if self.hint else self.label

    def label_of(self, value: str) -> str:
        """Return what was read by whoever chose this."""
        return next((choice.label for choice in self.choices if choice.value == value), value)


@dataclass(frozen=True)
class Declaration:
    """A form. `{site}` in title and lead stands for the name of the site."""

    name: str
    goes_to: Kind
    title: str
    fields: tuple[Asked, ...] = field(default=())
    lead: str = ""
    button: str = "Send"

    def asked(self, name: str) -> Asked | None:
        """Return the field of this name."""
        return next((asked for asked in self.fields if asked.name == name), None)


def day(limit: int | date, today: date) -> date:
    """Return the day that a limit means."""
    return today + timedelta(days=limit) if isinstance(limit, int) else limit


def usual_most(name: str, type_: Type) -> int:
    """Return how many characters a field takes if it does not say so; 0 if it takes no text."""
    return MOST_NAME_CHARACTERS if name == "name" else USUAL_MOST.get(type_, 0)


def as_dict(form: Declaration) -> dict[str, Any]:
    """Return what its file says, without what is as usual; days as text."""
    found: dict[str, Any] = {"name": form.name, "goes_to": str(form.goes_to), "title": form.title}
    if form.lead:
        found["lead"] = form.lead
    if form.button != "Send":
        found["button"] = form.button
    return found | {"fields": [_field(asked) for asked in form.fields]}


def _field(asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = {"name": asked.name, "type": str(asked.type), "label": asked.label}
    for key in ("required", "hint", "private", "as_list", "most", "autocomplete"):
        if value := getattr(asked, key):
            found[key] = value
    if found.get("most") == usual_most(asked.name, asked.type):
        found.pop("most", None)
    for key in ("earliest", "latest"):
        limit = getattr(asked, key)
        if limit is not None:
            found[key] = limit.isoformat() if isinstance(limit, date) else limit
    if asked.choices:
        found["choices"] = [
            each.label if each.label == each.value else {"value": each.value, "label": each.label}
            for each in asked.choices
        ]
    own = {"empty": asked.when_empty, "wrong": asked.when_wrong}
    if any(own.values()):
        found["messages"] = {key: text for key, text in own.items() if text}
    return found
