"""DECIDE: the form behind each button of the queue."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TelField, TextAreaField
from wtforms.validators import AnyOf

from intake.errors import BadBody
from intake.submissions.fields import Enter, WebsiteField, at_most, lines, one_line
from intake.submissions.forms import MOST_NAME_CHARACTERS, MOST_TEXT_CHARACTERS
from intake.submissions.phones import MOST_CHARACTERS as MOST_PHONE_CHARACTERS
from intake.submissions.websites import MOST_CHARACTERS as MOST_WEBSITE_CHARACTERS
from intake.words import Action, Status

MOST_NOTE_CHARACTERS = 1000


class DecideForm(FlaskForm):
    """What to do, and the status that the moderator saw when deciding so."""

    action = StringField(validators=[AnyOf(list(Action))])
    seen = StringField(validators=[AnyOf(list(Status))])
    reason = StringField()  # one of the site's own sentences, for the author of what is rejected

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


class ReplyForm(FlaskForm):
    """An answer to be shown below a comment, and the status the comment was seen in."""

    seen = HiddenField(validators=[AnyOf(list(Status))])
    text = TextAreaField(
        "Your answer",
        [Enter("your answer"), at_most(MOST_TEXT_CHARACTERS, "Your answer")],
        [lines],
        render_kw={"rows": "6"},
    )

    def status(self) -> Status:
        """Return the status seen."""
        return Status(self.seen.data)


class NoteForm(FlaskForm):
    """A note for colleagues."""

    note = TextAreaField(
        "Note for colleagues",
        [Enter("the note"), at_most(MOST_NOTE_CHARACTERS, "The note")],
        [lines],
        description="Only people who work in this queue can read it.",
        render_kw={"rows": "3"},
    )


class EditForm(FlaskForm):
    """Other words for a comment, in place of those of a revision."""

    revision = HiddenField()
    author = StringField(
        "Name", [Enter("the name"), at_most(MOST_NAME_CHARACTERS, "The name")], [one_line]
    )
    website = WebsiteField("Website", [at_most(MOST_WEBSITE_CHARACTERS, "The website")], [one_line])
    text = TextAreaField(
        "Comment",
        [Enter("the comment"), at_most(MOST_TEXT_CHARACTERS, "The comment")],
        [lines],
        render_kw={"rows": "8"},
    )

    def words(self) -> dict[str, str]:
        """Return the words that are to stand."""
        return {"author": self.author.data, "website": self.website.data, "text": self.text.data}

    def seen(self) -> int:
        """Return the revision that was seen; 0, which none is, for anything else."""
        number = self.revision.data or ""
        return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
