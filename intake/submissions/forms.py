"""The three public forms: shape only, for HTML and JSON alike, and each ends in a Draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from intake.sites.service import SiteView
from intake.submissions import emails, emergency_words, phones
from intake.submissions.fields import (
    AddressField,
    Enter,
    PathField,
    PhoneField,
    Validator,
    WebsiteField,
    at_most,
    lines,
    one_line,
)
from intake.submissions.window_field import LANGUAGES, WindowField
from intake.words import CallbackDraft, CommentDraft, ContactDraft, Draft, Evidence, Kind

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


def _phone(hint: str, *more: Enter) -> PhoneField:
    return PhoneField(
        "Your phone number",
        [*more, at_most(phones.MOST_CHARACTERS, "Your phone number")],
        [one_line],
        description=hint,
        render_kw={"autocomplete": "tel"},
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
    ticket = HiddenField()
    return_to = HiddenField()
    website_2 = StringField(  # the trap: hidden from people by the stylesheet
        "Leave this field empty", render_kw={"tabindex": "-1", "autocomplete": "off"}
    )

    def __init__(self, site: SiteView, fields: MultiDict[str, str] | None = None) -> None:
        self.site = site
        super().__init__(formdata=fields)

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
    path = PathField()
    name = public_name()
    email = _email(NOT_PUBLISHED, Enter("your email address"))
    website = public_website()
    comment = comment_text()
    wants_mail = BooleanField(
        "Tell me by email what becomes of my comment",
        false_values=(False, "false", "", "0"),
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


class ContactForm(PublicForm):
    """A message to the staff."""

    kind = Kind.CONTACT
    name = _name()
    email = _email(f"We answer to this address. {NOT_PUBLISHED}", Enter("your email address"))
    phone = _phone("Only if you would rather be called than written to.")
    message = _text("Your message", Enter("your message"))

    def draft(self) -> ContactDraft:
        return ContactDraft(
            self.name.data,
            self.email.normal,
            self.phone.phone.e164,
            self.phone.data,
            self.phone.phone.extension,
            self.message.data,
        )

    def evidence(self) -> list[Evidence]:
        return super().evidence() + _odd(self.phone)


class CallbackForm(PublicForm):
    """A request to be called."""

    kind = Kind.CALLBACK
    name = _name()
    phone = _phone(
        "We call you on this number at the time you choose below, and use it for nothing else.",
        Enter("your phone number"),
    )
    email = _email(f"In case we cannot reach you by phone. {NOT_PUBLISHED}")
    window = WindowField("When may we call you?", [Enter("when we may call you")])
    voicemail = BooleanField("You may leave a voicemail if I do not answer")
    text_ok = BooleanField("You may send me a text message")
    only_number = BooleanField("Call me on this number only")
    language = SelectField("Language to speak", choices=LANGUAGES, default="")
    message = _text("Your message", hint="What you would like to talk about, if you want to say.")

    def __init__(self, site: SiteView, fields: MultiDict[str, str] | None = None) -> None:
        super().__init__(site, fields)
        self.window.offer(site)

    def draft(self) -> CallbackDraft:
        return CallbackDraft(
            self.name.data,
            self.phone.phone.e164,
            self.phone.data,
            self.phone.phone.extension,
            self.email.normal,
            self.window.data,
            self.voicemail.data,
            self.message.data,
            self.text_ok.data,
            self.only_number.data,
            self.language.data,
        )

    def evidence(self) -> list[Evidence]:
        return super().evidence() + _odd(self.phone)


def _odd(field: Any) -> list[Evidence]:
    return [Evidence.ODD_PHONE] if field.phone.is_odd else []
