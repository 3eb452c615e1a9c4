"""The form behind "change the time": the windows that there are now, and a ticket of ours."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from intake.sites.service import SiteView
from intake.submissions.fields import Enter
from intake.submissions.window_field import WindowField


class WindowForm(FlaskForm):  # type: ignore[misc]  # it has no types
    """When to call instead. It is guarded by a pass: there is no cookie to guard it with."""

    class Meta:
        csrf = False

    window = WindowField("When may we call you?", [Enter("when we may call you")])

    def __init__(self, site: SiteView, fields: Any = None) -> None:
        self.site = site
        super().__init__(formdata=fields)
        self.window.offer(site)

    def say(self, sentence: str) -> None:
        """Add an error that belongs to no single field."""
        self.form_errors.append(sentence)
