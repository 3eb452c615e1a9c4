"""What all public forms have, and the form of comments: shape only, and it ends in a Draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from intake.sites.service import SiteView
from intake.submissions import emails, emergency_words
from intake.submissions.choice_fields import Consent
from intake.submissions.fields import (
    AddressField,
    Enter,
    PathField,
    Validator,
    WebsiteField,
    at_most,
    lines,
    one_line,
)
from intake.words import CommentDraft, Draft, Evidence, Kind

MOST_NAME_CHARACTERS = 80
MOST_TEXT_CHARACTERS = 5000
NOT_PUBLISHED = "Your email address will not be published."


def _name(*more: Validator) -> StringField:
    return StringField(
        "Your name",
        [Enter("your name"), at_most(MOST_NAME_CHARACTERS, "Your name"), *more],
        [one_line],
        render_kw={"autocomplete": "name"},
    )


def _email(hint: str, *more: Enter) -> AddressField:
    return AddressField(
        "Your email address",
        [*more, at_most(emails.MOST_CHARACTERS, "Your email address")],
        [one_line],
        description=hint,
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )


def _text(what: str, *more: Enter, hint: str = "") -> TextAreaField:
    return TextAreaField(
        what,
        [*more, at_most(MOST_TEXT_CHARACTERS, what)],
        [lines],
        description=hint,
        render_kw={"rows": "8"},
    )


def _no_address(_form: Form, field: Field) -> None:
    """Refuse what people type who expect to sign in: it would be published as their name."""
    if emails.is_shown(field.data):
        raise ValidationError("Enter your name, not your email address")


def public_name() -> StringField:
    """Return the field for the name that everybody will read."""
    return _name(_no_address)


def public_website() -> WebsiteField:
    """Return the field for the website that the name will lead to."""
    return WebsiteField(
        "Your website",
        filters=[one_line],
        render_kw={"autocomplete": "url", "inputmode": "url", "spellcheck": "false"},
    )


def comment_text() -> TextAreaField:
    """Return the field for the words of a comment."""
    return _text("Your comment", Enter("your comment"))


class PublicForm(FlaskForm):
    """What every public form has. `site` gives the choices and the region of phone numbers."""

    class Meta:
        csrf = False  # other sites embed these forms: see ticket.py

        def get_translations(self, _form: FlaskForm) -> None:
            """Return none: every sentence is our own."""

    kind: ClassVar[Kind]
    template: ClassVar[str]
    closed_template: ClassVar[str] = "closed"
    ticket = HiddenField()
    return_to = HiddenField()
    website_2 = StringField(  # the trap: hidden from people by the stylesheet
        "Leave this field empty", render_kw={"tabindex": "-1", "autocomplete": "off"}
    )

    def __init__(self, site: SiteView, fields: MultiDict[str, str] | None = None) -> None:
        self.site = site
        super().__init__(formdata=fields)

    @property
    def form_name(self) -> str:
        """Return what the form is called on its site."""
        return str(self.kind)

    @property
    def version(self) -> int:
        """Return the version of its declaration; 0 if nobody has declared it."""
        return 0

    @property
    def is_open(self) -> bool:
        """Say whether visitors may send it."""
        return True

    def draft(self) -> Draft:
        """Return what the visitor sent, once the form is valid."""
        raise NotImplementedError

    def evidence(self) -> list[Evidence]:
        """What the form itself noticed. A browser's autofill springs the trap too: no refusal."""
        trap = [Evidence.TRAP] if self.website_2.data else []
        return trap + emergency_words.evidence(self)

    def sentences(self) -> dict[str, list[str]]:
        """Return what is wrong, by field."""
        return {field.name: list(field.errors) for field in self if field.errors}

    def unknown(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Return an error for each name that this form has no field for."""
        return {name: ["There is no field of this name"] for name in names if name not in self}

    def say(self, sentence: str) -> None:
        """Add an error that belongs to no single field."""
        self.form_errors.append(sentence)


class CommentForm(PublicForm):
    """A comment under a page."""

    kind = Kind.COMMENT
    template = "comment"
    path = PathField()
    name = public_name()
    email = _email(NOT_PUBLISHED, Enter("your email address"))
    website = public_website()
    comment = comment_text()
    wants_mail = Consent(
        "Tell me by email what becomes of my comment",
        description="We send you one link first, so that nobody else can use your address.",
    )
    save_name = BooleanField("Save my name and website in this browser for next time")

    def draft(self) -> CommentDraft:
        return CommentDraft(
            self.path.normal,
            self.name.data,
            self.email.normal,
            self.website.normal,
            self.comment.data,
            self.wants_mail.data,
        )

    def evidence(self) -> list[Evidence]:
        public = f"{self.name.data}\n{self.website.normal}\n{self.comment.data}"
        is_shown = emails.is_shown(public, self.email.normal)
        return super().evidence() + ([Evidence.SHOWS_ADDRESS] if is_shown else [])
