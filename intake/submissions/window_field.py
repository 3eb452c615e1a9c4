"""The field for when to call: only times that the opening hours and the desk's load can keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectChoice
from wtforms.validators import ValidationError

from intake import clock, errorpages
from intake.promises import service as promises
from intake.promises.service import WindowGone

NOT_FREE = "That time is no longer free. Choose another."


class WindowField(RadioField):  # type: ignore[misc]  # WTForms has no types
    """Offers what the form's site can keep now; the data is the key of a window."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, validate_choice=False, **more)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.data: str = self.data or ""

    def offer(self, site: Any, *, is_first_chosen: bool = True) -> None:
        """Fill in the choices; the first is chosen unless something else was, or nothing is."""
        self.site = site
        offered = promises.offered(site, clock.now())
        self.choices = [SelectChoice(window.key, window.label) for window in offered]
        if is_first_chosen and not self.data and offered:
            self.data = offered[0].key

    def refuse(self, sentence: str) -> None:
        """Say that the time is gone, beside those that there are now."""
        self.offer(self.site)
        self.errors: list[str] = [sentence]

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        keys = [choice.value for choice in self.choices]
        if validation_stopped or self.data in keys:
            return
        if not promises.is_offered(self.site, self.data):
            # A person chooses from the page; the keys are for programs.
            offered = f"Choose one of the times that are offered: {', '.join(keys)}"
            raise ValidationError(offered if errorpages.wants_json() else NOT_FREE)
        # A form that is whole is refused when it is stored, unless it was before: it may be a retry
        # of what took the last place itself.
        is_whole = not any(field.errors for field in form)
        if not is_whole and not promises.has_room(self.site, self.data):
            raise ValidationError(promises.GONE)


def for_programs(form: Iterable[Any]) -> dict[str, list[dict[str, str]]]:
    """Return the times that a form offers, under the name of its field; nothing if it has none."""
    return {
        f"{field.name}s": [{"key": each.value, "label": each.label} for each in field.choices]
        for field in form
        if isinstance(field, WindowField)
    }


def refuse(form: Iterable[Any], gone: WindowGone) -> None:
    """Say it at the form's field for when to call."""
    for field in form:
        if isinstance(field, WindowField):
            field.refuse(str(gone))
