"""The forms of one's own account, of second factors, and of the people of a site."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Regexp, ValidationError

from intake.accounts import passkeys, passwords
from intake.accounts.forms import BROWSERS_OWN, strip
from intake.accounts.wording import ROLE_NAMES, ROLE_TELLS
from intake.words import Role

ONE_TIME = {"autocomplete": "one-time-code", "maxlength": "20", **BROWSERS_OWN}
NAME = [
    DataRequired("Enter your name"),
    Length(max=80, message="Enter a name of at most 80 characters"),
    Regexp(r"[^\x00-\x1f\x7f]*\Z", message="Enter your name in letters"),
]


class NameForm(FlaskForm):
    name = StringField(
        "Your name",
        NAME,
        [strip],
        description="Your colleagues see it beside what you decide.",
        render_kw={"autocomplete": "name"},
    )


class PasswordAgainForm(FlaskForm):
    next = HiddenField()
    password = PasswordField(
        "Your password",
        [InputRequired("Enter your password"), Length(max=1000, message="Enter your password")],
        render_kw={"autocomplete": "current-password"},
    )


class ChangePasswordForm(FlaskForm):
    present = PasswordField(
        "Your present password",
        [InputRequired("Enter your present password"), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        "New password",
        [InputRequired("Enter a new password")],
        description=f"At least {passwords.SHORTEST} characters. A few words in a row are fine.",
        render_kw={"autocomplete": "new-password"},
    )

    def validate_for(self, name: str, email: str) -> bool:
        """Check all but whether the present password is right. `name`, `email`: their owner's."""
        self.own = (name, email)
        return bool(self.validate())

    def validate_password(self, field: PasswordField) -> None:
        weakness = passwords.weakness(field.data or "", *self.own)
        if weakness:
            raise ValidationError(weakness)


class AppForm(FlaskForm):
    """The first digits of a new app; `offer` is its secret, sealed."""

    offer = HiddenField()
    code = StringField(
        "The six digits that the app shows",
        [DataRequired("Enter the six digits that the app shows"), Length(max=100)],
        [strip],
        render_kw={"inputmode": "numeric", **ONE_TIME},
    )


class CodeForm(FlaskForm):
    code = StringField(
        "The six digits that your app shows",
        [DataRequired("Enter the six digits that your app shows"), Length(max=100)],
        [strip],
        render_kw={"inputmode": "numeric", **ONE_TIME},
    )


class RecoveryForm(FlaskForm):
    recovery = StringField(
        "Recovery code",
        [DataRequired("Enter one of your recovery codes"), Length(max=100)],
        [strip],
        description="One of the ten that you wrote down, like abcd-efgh-jkmn. Each works once.",
        render_kw={"autocomplete": "off", **BROWSERS_OWN},
    )


class PasskeyForm(FlaskForm):
    """`answer` is what the browser made; the script fills it in."""

    answer = HiddenField(
        validators=[
            Length(
                max=passkeys.MOST_ANSWER_LETTERS,
                message="The browser's answer was too long for a passkey. Try again.",
            )
        ]
    )


class NewPasskeyForm(PasskeyForm):
    name = StringField(
        "What to call it",
        [
            DataRequired("Enter a name for this passkey"),
            Length(max=60, message="Enter a name of at most 60 characters"),
            Regexp(r"[^\x00-\x1f\x7f]*\Z", message="Enter a name in letters"),
        ],
        [strip],
        description="So that you recognise it later, such as: my telephone.",
    )


class ForgottenForm(FlaskForm):
    email = EmailField(
        "Email address",
        [
            DataRequired("Enter your email address"),
            Email("Enter an email address, like name@example.com"),
            Length(max=254, message="Enter an email address of at most 254 characters"),
        ],
        [strip],
        render_kw={"autocomplete": "username", **BROWSERS_OWN},
    )


class InviteForm(FlaskForm):
    site = SelectField("Site", validate_choice=True)
    email = EmailField(
        "Email address",
        [
            DataRequired("Enter the email address of the person to invite"),
            Email("Enter an email address, like name@example.com"),
            Length(max=254, message="Enter an email address of at most 254 characters"),
        ],
        [strip],
        description="They get a letter with a link that works once, for three days.",
        render_kw={"autocomplete": "off", **BROWSERS_OWN},
    )
    role = RadioField(
        "Role",
        [InputRequired("Choose a role")],
        choices=[
            SelectChoice(role.value, f"{ROLE_NAMES[role]}: {ROLE_TELLS[role]}") for role in Role
        ],
    )


class RolesForm(FlaskForm):
    roles = SelectMultipleField(
        "Roles",
        [InputRequired("Choose at least one role, or remove the person from the site")],
        choices=[SelectChoice(role.value, ROLE_NAMES[role]) for role in Role],
    )
