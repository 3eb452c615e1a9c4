"""CALL BACK: the form behind the buttons that show what is masked."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf

from intake.callbacks.letters import Field
from intake.errors import BadBody


class RevealForm(FlaskForm):
    """Which field to show."""

    field = StringField(validators=[AnyOf(list(Field))])

    def wanted(self) -> Field:
        """Return the field. Raises BadBody."""
        if not self.validate():
            raise BadBody("A message has no such field. Nothing was shown.")
        return Field(self.field.data)
