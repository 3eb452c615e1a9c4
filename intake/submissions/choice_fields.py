"""The fields of declared forms that are chosen, ticked or dates, with sentences of our own."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, DateInput

from intake import clock
from intake.declared.declaration import day
from intake.submissions.fields import Reading

NOT_OFFERED = "Choose one of what is offered"
NOT_ALL_OFFERED = "Choose only from what is offered"
NOT_YES_OR_NO = "Send true or false"
YES = frozenset({"true", "y", "yes", "on", "1"})
NO = (False, "false", "n", "no", "off", "0", "")


class _Choosing(Reading):
    """What is chosen must have been offered; nothing chosen is an answer, too."""

    choices: Any

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, validate_choice=False, **more)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)  # type: ignore[misc]  # the field's own
        self.data = self.data or ""

    def read(self, _form: Any) -> None:
        if self.data and self.data not in [choice.value for choice in self.choices]:
            raise ValueError(NOT_OFFERED)


class ChoiceList(_Choosing, SelectField):  # type: ignore[misc]  # WTForms has no types
    """One of several, as a list that opens."""


class ChoiceButtons(_Choosing, RadioField):  # type: ignore[misc]
    """One of several, all of them in sight."""


class Choices(Reading, SelectMultipleField):  # type: ignore[misc]
    """Any of several, each with a box to tick."""

    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, validate_choice=False, **more)
        self.label.field_id = False

    def read(self, _form: Any) -> None:
        offered = {choice.value for choice in self.choices}
        if not offered.issuperset(self.data or ()):
            raise ValueError(NOT_ALL_OFFERED)


class DayField(Reading, StringField):  # type: ignore[misc]
    """A day as YYYY-MM-DD between two limits; `day` is what we keep."""

    widget = DateInput()
    render_kw: dict[str, str] | None
    day: date | None = None

    def __init__(self, *args: Any, limits: Any = (None, None), **more: Any) -> None:
        super().__init__(*args, **more)
        self.limits = limits

    def offer(self, site: Any) -> None:
        """Count the limits from today, as it is at the site, and tell the browser."""
        today = clock.now().astimezone(ZoneInfo(site.time_zone)).date()
        self.limits = [None if limit is None else day(limit, today) for limit in self.limits]
        told = zip(("min", "max"), self.limits, strict=True)
        self.render_kw = (self.render_kw or {}) | {
            name: limit.isoformat() for name, limit in told if limit
        }

    def read(self, _form: Any) -> None:
        if not self.data:
            return
        try:
            found = date.fromisoformat(self.data)
        except ValueError:
            raise ValueError("Enter a day, like 2026-05-31") from None
        earliest, latest = self.limits
        if earliest and found < earliest:
            raise ValueError(f"Enter {said(earliest)} or a later day")
        if latest and found > latest:
            raise ValueError(f"Enter {said(latest)} or an earlier day")
        self.day = found


class Consent(BooleanField):  # type: ignore[misc]
    """A box to tick beside a text that is kept with the answer."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, false_values=NO, **more)


def unclear(form: Any) -> dict[str, list[str]]:
    """Return an error for each box of which a program says neither yes nor no.

    A page sends whatever its author gave a box as its value, and nothing unless it is ticked.
    """
    said = ((field, field.raw_data or []) for field in form if isinstance(field, Consent))
    return {
        field.name: [NOT_YES_OR_NO]
        for field, values in said
        if any(value not in YES and value not in NO for value in values)
    }


def said(found: date) -> str:
    """Return a day as people read it."""
    return f"{found.day} {found:%B} {found.year}"
