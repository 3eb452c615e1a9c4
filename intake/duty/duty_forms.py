"""The forms behind the roster: who is on duty each week, and who for once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateTimeLocalInput, TimeInput

from intake.duty.keeping import Shift
from intake.duty.ladder_forms import minute_of, one_line
from intake.duty.roster import Member
from intake.duty.wording import WEEKDAYS
from intake.words import Role

SEVERAL = {
    "weekdays": ("Monday to Friday", range(5)),
    "weekend": ("Saturday and Sunday", range(5, 7)),
    "every": ("Every day", range(7)),
}
DAYS = {name: (said, tuple(days)) for name, (said, days) in SEVERAL.items()} | {
    str(number): (name, (number,)) for number, name in enumerate(WEEKDAYS)
}
NOBODY = ""
NEVER = datetime.min.replace(tzinfo=UTC)


def _people(members: Mapping[int, Member]) -> list[SelectChoice]:
    """Return who may answer callbacks, to choose from."""
    return [
        SelectChoice(str(member.account_id), member.name or member.email)
        for member in members.values()
        if member.roles & {Role.STAFF, Role.OWNER}
    ]


class ShiftForm(FlaskForm):
    """Somebody is on duty, each week."""

    person = SelectField("Who")
    days = SelectField("On which days", choices={key: said for key, (said, _) in DAYS.items()})
    begins = StringField("From", filters=[one_line], widget=TimeInput())
    ends = StringField("To", filters=[one_line], widget=TimeInput())

    def __init__(self, members: Mapping[int, Member], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person.choices = _people(members)

    def validate_begins(self, field: Any) -> None:
        if minute_of(field.data or "") is None:
            raise ValidationError("Enter when the duty begins, like 08:00")

    def validate_ends(self, field: Any) -> None:
        if minute_of(field.data or "") is None:
            raise ValidationError("Enter when the duty ends, like 18:00")

    def shifts(self) -> list[Shift]:
        begins, ends = minute_of(self.begins.data), minute_of(self.ends.data)
        return [Shift(day, begins or 0, ends or 0) for day in DAYS[self.days.data][1]]


class SwapForm(FlaskForm):
    """Somebody, or nobody, is on duty for once."""

    instead = SelectField("Who is on duty then")
    from_at = StringField("From", filters=[one_line], widget=DateTimeLocalInput())
    until_at = StringField("Until", filters=[one_line], widget=DateTimeLocalInput())

    def __init__(
        self, members: Mapping[int, Member], zone: ZoneInfo, *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.zone = zone
        self.instead.choices = [*_people(members), SelectChoice(NOBODY, "Nobody")]

    def validate_from_at(self, field: Any) -> None:
        if moment_of(field.data or "", self.zone) is None:
            raise ValidationError("Enter when the swap begins, like 2026-12-24 18:00")

    def validate_until_at(self, field: Any) -> None:
        if moment_of(field.data or "", self.zone) is None:
            raise ValidationError("Enter when the swap ends, like 2026-12-25 08:00")

    def account_id(self) -> int | None:
        return int(self.instead.data) if self.instead.data else None

    def times(self) -> tuple[datetime, datetime]:
        """Return what was typed, after it was found to be right."""
        begins, ends = (moment_of(field.data or "", self.zone) for field in self._both)
        return begins or NEVER, ends or NEVER

    @property
    def _both(self) -> tuple[Any, Any]:
        return self.from_at, self.until_at


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Read a time on the wall of the site, as browsers and people write it."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    if wall.tzinfo is not None or not 2000 <= wall.year < 2100:
        return None
    return wall.replace(tzinfo=zone).astimezone(UTC)
