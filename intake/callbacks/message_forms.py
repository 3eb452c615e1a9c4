"""CALL BACK: what is written on an item's card: an answer to the visitor, a note for colleagues."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Regexp

from intake.submissions.fields import Enter, at_most, lines
from intake.submissions.forms import MOST_TEXT_CHARACTERS

MOST_NOTE_CHARACTERS = 2000


class AnswerForm(FlaskForm):
    """An answer by mail. `turn` makes it one answer, however often it is sent."""

    turn = HiddenField(validators=[Regexp(r"[0-9a-f]{16}\Z", message="Send it once more")])
    words = TextAreaField(
        "Your answer",
        [Enter("your answer"), at_most(MOST_TEXT_CHARACTERS, "The answer")],
        [lines],
        description="It goes out as a mail in half a minute; until then you can take it back.",
        render_kw={"rows": "7"},
    )


class NoteForm(FlaskForm):
    """A note for colleagues."""

    note = TextAreaField(
        "Note for colleagues",
        [Enter("the note"), at_most(MOST_NOTE_CHARACTERS, "The note")],
        [lines],
        description="Only people who work on this site's desk can read it.",
        render_kw={"rows": "3"},
    )
