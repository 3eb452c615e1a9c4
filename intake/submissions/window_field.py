"""The field for when to call: only times that the opening hours and the desk's load can keep."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectChoice
from wtforms.validators import ValidationError

from intake import clock
from intake.promises import service as promises

# What visitors may ask to be spoken to in; the first is whatever the site speaks.
LANGUAGES = [
    SelectChoice("", "No preference"),
    SelectChoice("en", "English"),
    SelectChoice("es", "Español"),
    SelectChoice("de", "Deutsch"),
]


class WindowField(RadioField):  # type: ignore[misc]  # WTForms has no types
    """Offers what the form's site can keep now; the data is the key of a window."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, validate_choice=False, **more)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.data: str = self.data or ""

    def offer(self, site: Any) -> None:
        """Fill in the choices; the first is chosen unless something else was."""
        offered = promises.offered(site, clock.now())
        self.choices = [SelectChoice(window.key, window.label) for window in offered]
        if not self.data and offered:
            self.data = offered[0].key

    def post_validate(self, _form: Any, validation_stopped: bool) -> None:
        keys = [choice.value for choice in self.choices]
        if not validation_stopped and self.data not in keys:
            raise ValidationError(f"Choose one of the times that are offered: {', '.join(keys)}")
