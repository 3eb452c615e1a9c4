"""WATCH: the form behind how a site is watched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectChoice, SelectField, StringField
from wtforms.validators import ValidationError

from intake.alerts import channels, outward
from intake.alerts.outward import ForbiddenUrl
from intake.submissions.fields import one_line
from intake.watch.settings import MINUTES

NEVER = "Never"


class WatchingForm(FlaskForm):
    """Where silence is noticed, and how often the way is tried. The URL is not shown again."""

    url = StringField(
        "Heartbeat URL",
        [],
        [one_line],
        description="We call it every minute while all is well. A service such as healthchecks.io "
        "gives you one, and tells you when it hears nothing. Leave it empty to keep what is set.",
        render_kw={"type": "url", "autocomplete": "off"},
    )
    stop = BooleanField("Call no heartbeat URL any more")
    minutes = SelectField(
        "Send a trial callback",
        coerce=int,
        choices=[SelectChoice(n, f"Every {n} minutes" if n else NEVER) for n in MINUTES],
        description="It goes from your own form over the desk to the way below, and is gone then. "
        "It stands in no list and no figure, and rings nobody else.",
    )
    way = SelectField(
        "Tell the trial to",
        coerce=int,
        description="A way that rings would ring at night too. Nobody: it has arrived when it "
        "lies on the desk.",
    )

    def __init__(self, ways: Mapping[int, str], **more: Any) -> None:
        super().__init__(**more)
        self.way.choices = [SelectChoice(id_, said) for id_, said in {0: "Nobody", **ways}.items()]

    def validate_url(self, field: Field) -> None:
        if not field.data:
            return
        try:
            outward.check(field.data, may_be_private=channels.current().may_call_private)
        except ForbiddenUrl as error:
            raise ValidationError(str(error).replace("webhook", "heartbeat")) from None

    @property
    def new_url(self) -> str | None:
        """The URL from now on, empty for none; None if it stays as it is."""
        return "" if self.stop.data else (self.url.data or None)
