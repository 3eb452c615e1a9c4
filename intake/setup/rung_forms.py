"""SET UP: the moment at which a callback is imagined to arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import Form, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateTimeLocalInput

from intake import clock
from intake.duty.duty_forms import moment_of
from intake.submissions.fields import one_line

FURTHEST_DAYS = 366


class ArrivalForm(Form):
    """A callback that arrives at some time, on the site's clock."""

    at = StringField(
        "A callback that arrives at",
        filters=[one_line],
        description="A day and a time, like 2026-12-24 18:00.",
        widget=DateTimeLocalInput(),
    )

    def __init__(self, zone: ZoneInfo, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.zone = zone
        self.form_errors: list[str] = []

    def validate_at(self, _field: Any) -> None:
        at = self.moment()
        if at is None or abs((at - clock.now()).days) > FURTHEST_DAYS:
            raise ValidationError("Enter a day and a time within a year, like 2026-12-24 18:00")

    def moment(self) -> datetime | None:
        return moment_of(self.at.data or "", self.zone)
