"""CALL BACK: the form behind the button that shows a private answer."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from intake.errors import BadBody


class AnswerForm(FlaskForm):  # type: ignore[misc]  # it has no types
    """Which answer to show: that of which submission, to which question."""

    given = StringField(validators=[InputRequired(), Length(max=16)])
    name = StringField(validators=[InputRequired(), Length(max=40)])

    def wanted(self) -> tuple[str, str]:
        """Return the reference and the name. Raises BadBody."""
        if not self.validate():
            raise BadBody("A message has no such answer. Nothing was shown.")
        return self.given.data, self.name.data
