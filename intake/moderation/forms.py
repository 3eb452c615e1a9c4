"""DECIDE: the form behind each button of the queue."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField, TelField, TextAreaField
from wtforms.validators import AnyOf

from intake.errors import BadBody
from intake.submissions.fields import Enter, at_most, lines, one_line
from intake.submissions.forms import MOST_NAME_CHARACTERS, MOST_TEXT_CHARACTERS
from intake.submissions.phones import MOST_CHARACTERS as MOST_PHONE_CHARACTERS
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


class HandOverForm(FlaskForm):
    """Who is to be called, and about what."""

    name = StringField(
        "Name", [Enter("the name"), at_most(MOST_NAME_CHARACTERS, "The name")], [one_line]
    )
    phone = TelField(
        "Phone number",
        [at_most(MOST_PHONE_CHARACTERS, "The phone number")],
        [one_line],
        description="Leave it empty if none is known.",
    )
    text = TextAreaField(
        "What it is about", [Enter("the words"), at_most(MOST_TEXT_CHARACTERS, "The text")], [lines]
    )

    def words(self) -> tuple[str, str, str]:
        """Return the name, the number as typed, and the text."""
        return self.name.data, self.phone.data, self.text.data
