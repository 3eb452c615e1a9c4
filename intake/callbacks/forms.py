"""CALL BACK: the forms behind the desk's buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TimeField
from wtforms.validators import AnyOf, Optional

from intake.callbacks.attempts import NotPossible, Outcome
from intake.callbacks.letters import Field
from intake.callbacks.store import Task
from intake.errors import BadBody

MOST_DIGITS = 9
UNKNOWN = "That is nothing that the desk knows. Nothing was changed."


class RevealForm(FlaskForm):
    """Which field to show."""

    field = StringField(validators=[AnyOf(list(Field))])

    def wanted(self) -> Field:
        """Return the field. Raises BadBody."""
        if not self.validate():
            raise BadBody("A message has no such field. Nothing was shown.")
        return Field(self.field.data)


class SeenForm(FlaskForm):
    """How the item was when the button was drawn: how often tried, and asked for."""

    tries = StringField()
    asked = StringField()

    def seen(self, task: Task) -> Task:
        """Return the item as it was seen. Raises BadBody."""
        tries, asked = self.tries.data, self.asked.data
        return replace(
            task,
            attempts=_number(tries) if tries else task.attempts,
            asked=_number(asked) if asked else task.asked,
        )


class AttemptForm(SeenForm):
    """What came of a try, and when to call again if the caller said so."""

    outcome = StringField(validators=[AnyOf(list(Outcome))])
    again_on = DateField(validators=[Optional()])
    again_at = TimeField(validators=[Optional()])

    def told(self) -> Outcome:
        """Return what came of it. Raises BadBody."""
        if not self.outcome.validate(self):
            raise BadBody("A try has no such outcome. Nothing was changed.")
        return Outcome(self.outcome.data)

    def again(self, zone: str) -> datetime | None:
        """Return when to call again, as the site's clock shows it. Raises NotPossible."""
        if not (self.again_on.validate(self) and self.again_at.validate(self)):
            raise NotPossible("Enter a day like 2026-03-09 and a time like 15:30.")
        day, time = self.again_on.data, self.again_at.data
        if day is None or time is None:
            return None
        return datetime.combine(day, time, ZoneInfo(zone)).astimezone(UTC)


class HandForm(FlaskForm):
    """Who gets it."""

    to = StringField()

    def account_id(self) -> int:
        """Return whom. Raises NotPossible."""
        try:
            return _number(self.to.data)
        except BadBody:
            raise NotPossible("Choose who gets it.") from None


class WindowForm(FlaskForm):
    """Which of the site's windows to promise instead."""

    window = StringField()


def _number(told: str | None) -> int:
    if not told or not told.isascii() or not told.isdigit() or len(told) > MOST_DIGITS:
        raise BadBody(UNKNOWN)
    return int(told)
