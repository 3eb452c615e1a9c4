"""DECIDE: the form behind each button of the queue."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf

from intake.errors import BadBody
from intake.words import Action, Status


class DecideForm(FlaskForm):
    """What to do, and the status that the moderator saw when deciding so."""

    action = StringField(validators=[AnyOf(list(Action))])
    seen = StringField(validators=[AnyOf(list(Status))])

    def decision(self) -> tuple[Action, Status]:
        """Return the action and the status seen. Raises BadBody."""
        if not self.validate():
            raise BadBody("That is no decision that the queue knows. Nothing was changed.")
        return Action(self.action.data), Status(self.seen.data)
