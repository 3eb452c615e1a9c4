"""The field of a form for each field that a site declares, and what was answered in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms import Field, SelectChoice, StringField, TextAreaField

from intake.declared.declaration import Asked, Type
from intake.submissions import emails, phones
from intake.submissions.choice_fields import (
    ChoiceButtons,
    ChoiceList,
    Choices,
    Consent,
    DayField,
    said,
)
from intake.submissions.fields import AddressField, Must, PhoneField, at_most, lines, one_line
from intake.submissions.window_field import WindowField

YES, NO = "Yes", "No"
VERBS = {
    Type.CHOICE: "Choose an answer to",
    Type.CHOICES: "Choose at least one answer to",
    Type.CONSENT: "Tick the box to agree to",
}


def built(asked: Asked) -> Field:
    """Return the field that this asks for."""
    checks: list[Any] = [Must(asked.when_empty or _empty(asked))] if asked.required else []
    more: dict[str, Any] = {"description": asked.hint}
    if asked.type is not Type.WINDOW and asked.type is not Type.CONSENT:
        more["wrong"] = asked.when_wrong
    return _BUILDERS[asked.type](asked, checks, more)


def _text(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    del more["wrong"]
    checks.append(at_most(asked.most, asked.label))
    usual = "name" if asked.name == "name" else ""
    return StringField(asked.label, checks, [one_line], render_kw=_drawn(asked, usual), **more)


def _long_text(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    del more["wrong"]
    checks.append(at_most(asked.most, asked.label))
    drawn = _drawn(asked) | {"rows": "8"}
    return TextAreaField(asked.label, checks, [lines], render_kw=drawn, **more)


def _email(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    checks.append(at_most(emails.MOST_CHARACTERS, asked.label))
    drawn = _drawn(asked, "email" if asked.is_standard else "off") | {"spellcheck": "false"}
    return AddressField(asked.label, checks, [one_line], render_kw=drawn, **more)


def _phone(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    checks.append(at_most(phones.MOST_CHARACTERS, asked.label))
    drawn = _drawn(asked, "tel" if asked.is_standard else "off")
    return PhoneField(asked.label, checks, [one_line], render_kw=drawn, **more)


def _choice(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    choices = [SelectChoice(each.value, each.label) for each in asked.choices]
    if asked.as_list and all(each.value for each in asked.choices):
        choices.insert(0, SelectChoice("", "Choose one" if asked.required else "No answer"))
    kind = ChoiceList if asked.as_list else ChoiceButtons
    return kind(asked.label, checks, choices=choices, render_kw=_drawn(asked), **more)


def _choices(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    choices = [SelectChoice(each.value, each.label) for each in asked.choices]
    return Choices(asked.label, checks, choices=choices, **more)


def _day(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    limits = (asked.earliest, asked.latest)
    drawn = _drawn(asked)
    return DayField(asked.label, checks, [one_line], limits=limits, render_kw=drawn, **more)


def _window(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    return WindowField(asked.label, checks, **more)


def _consent(asked: Asked, checks: list[Any], more: dict[str, Any]) -> Field:
    return Consent(asked.label, checks, **more)


_BUILDERS: dict[Type, Callable[[Asked, list[Any], dict[str, Any]], Field]] = {
    Type.TEXT: _text,
    Type.LONG_TEXT: _long_text,
    Type.EMAIL: _email,
    Type.PHONE: _phone,
    Type.CHOICE: _choice,
    Type.CHOICES: _choices,
    Type.DATE: _day,
    Type.WINDOW: _window,
    Type.CONSENT: _consent,
}


def _drawn(asked: Asked, autocomplete: str = "") -> dict[str, str]:
    token = asked.autocomplete or autocomplete
    return {"autocomplete": token} if token else {}


def _empty(asked: Asked) -> str:
    """Return what to do about an empty field, if its form does not say it."""
    return f"{VERBS.get(asked.type, 'Fill in')} “{asked.label}”"


def value_of(asked: Asked, field: Field) -> str:
    """Return an answer as its visitor read it."""
    if asked.type is Type.CONSENT:
        return YES if field.data else NO
    if asked.type is Type.CHOICES:
        return ", ".join(asked.label_of(value) for value in field.data or ())
    if asked.type is Type.CHOICE:
        return asked.label_of(field.data) if field.data else ""
    if isinstance(field, DayField):
        return said(field.day) if field.day else ""
    return str(field.data or "")
