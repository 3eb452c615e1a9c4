"""The form behind "change the time": the windows that there are now, and a ticket of ours."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from intake import clock
from intake.promises import service as promises
from intake.promises.tables import Promise
from intake.promises.windows import SOON
from intake.sites.service import SiteView
from intake.submissions.fields import Enter
from intake.submissions.window_field import WindowField


class WindowForm(FlaskForm):  # type: ignore[misc]  # it has no types
    """When to call instead. It is guarded by a pass: there is no cookie to guard it with."""

    class Meta:
        csrf = False

    window = WindowField("When may we call you?", [Enter("when we may call you")])

    def __init__(self, site: SiteView, fields: Any = None, held: Promise | None = None) -> None:
        """Offer the times; the one that is promised is chosen, if it is still among them."""
        self.site = site
        super().__init__(formdata=fields, window=_key(site, held) if held else "")
        self.window.offer(site, is_first_chosen=False)

    def say(self, sentence: str) -> None:
        """Add an error that belongs to no single field."""
        self.form_errors.append(sentence)


def _key(site: SiteView, held: Promise) -> str:
    """Return the key of the time that is promised; empty if it is not offered any more."""
    for window in promises.offered(site, clock.now()):
        if window.key != SOON and (window.from_at, window.due_at) == (held.from_at, held.due_at):
            return window.key
    return SOON if held.window == SOON and held.moved_at is None else ""
