"""The fields of public forms: what each takes, and the sentence that says what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms import EmailField, Field, Form, HiddenField, StringField, TelField
from wtforms.validators import StopValidation, ValidationError

from intake.submissions import emails, phones, websites
from intake.submissions.phones import Phone

# A name that reverses the words after it can make a list say what nobody wrote.
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

# What no keyboard sends and no database need keep; a tab and a line's end are none of these.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000)])

Validator = Callable[[Form, Field], None]


def one_line(text: str | None) -> str:
    """Return the text on one line, without blanks around it or doubled in it."""
    return " ".join((text or "").translate(_DIRECTIONS | _CONTROLS).split())


def lines(text: str | None) -> str:
    """Return the text with plain line ends: a browser sends two signs for each, and counts one."""
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return plain.translate(_CONTROLS).strip()


class Must:
    """The field must be filled in, with something that can be seen, or chosen, or ticked."""

    field_flags: dict[str, Any] = {"required": True}  # noqa: RUF012 - WTForms reads it off the object

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: Form, field: Field) -> None:
        given = field.data
        if isinstance(given, str):
            given = any(sign.isprintable() and not sign.isspace() for sign in given)
        if not given:
            raise StopValidation(self.sentence)


class Enter(Must):
    """The field must be filled in; `what` says with what."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Enter {what}")


def at_most(most: int, what: str) -> Validator:
    """Refuse a longer text, naming the limit."""

    def check(_form: Form, field: Field) -> None:
        if len(field.data) > most:
            raise StopValidation(f"{what} must be {most} characters or fewer")

    return check


class Reading:
    """A field whose text means something: `read` keeps it, or raises ValueError to say why not.

    `wrong` is what a form says instead, if it has a sentence of its own.
    """

    data: str

    def __init__(self, *args: Any, wrong: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.wrong = wrong

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped:
            return
        try:
            self.read(form)
        except ValueError as error:
            raise ValidationError(self.wrong or str(error)) from None

    def read(self, form: Any) -> None:
        raise NotImplementedError


class AddressField(Reading, EmailField):
    """An e-mail address; `normal` is what we keep."""

    normal = ""

    def read(self, _form: Any) -> None:
        self.normal = emails.normal(self.data) if self.data else ""


class WebsiteField(Reading, StringField):
    """A website; `normal` is what we keep and link to."""

    normal = ""

    def read(self, _form: Any) -> None:
        self.normal = websites.normal(self.data)


class PathField(Reading, HiddenField):
    """The page that a comment is about; `normal` is its path alone."""

    normal = ""

    def read(self, _form: Any) -> None:
        self.normal = websites.page_path(self.data or "")


class PhoneField(Reading, TelField):
    """A phone number; `phone` is what can be dialled, the data stays as typed."""

    phone = Phone("")

    def read(self, form: Any) -> None:
        self.phone = phones.read(self.data, form.site.region) if self.data else Phone("")
