"""The forms of signing in, of the first account, and of a new password."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Regexp, ValidationError

from intake.accounts import passwords

BROWSERS_OWN = {"spellcheck": "false", "autocapitalize": "none"}


def strip(text: str | None) -> str:
    return (text or "").strip()


class SignInForm(FlaskForm):
    next = HiddenField()
    email = EmailField(
        "Email address",
        [
            DataRequired("Enter your email address"),
            Length(max=254, message="Enter your email address"),
        ],
        [strip],
        render_kw={"autocomplete": "username", **BROWSERS_OWN},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Enter your password"), Length(max=1000, message="Enter your password")],
        render_kw={"autocomplete": "current-password"},
    )

    def refuse(self) -> None:
        """Say the same whether the account or the password is not right."""
        self.form_errors.append("This email address and password do not belong together")


class FirstAccountForm(FlaskForm):
    token = HiddenField()
    name = StringField(
        "Your name",
        [
            DataRequired("Enter your name"),
            Length(max=80, message="Enter a name of at most 80 characters"),
            Regexp(r"[^\x00-\x1f\x7f]*\Z", message="Enter your name in letters"),
        ],
        [strip],
        description="Your colleagues see it beside what you decide.",
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Email address",
        [
            DataRequired("Enter your email address"),
            Email("Enter an email address, like name@example.com"),
            Length(max=254, message="Enter an email address of at most 254 characters"),
        ],
        [strip],
        description="You sign in with it, and alerts are sent to it.",
        render_kw={"autocomplete": "username", **BROWSERS_OWN},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Enter a password")],
        description=f"At least {passwords.SHORTEST} characters. A few words in a row are fine.",
        render_kw={"autocomplete": "new-password"},
    )

    def validate_password(self, field: PasswordField) -> None:
        weakness = passwords.weakness(field.data or "", self.name.data or "", self.email.data or "")
        if weakness:
            raise ValidationError(weakness)


class NewPasswordForm(FirstAccountForm):
    """The address is only shown, so that the browser keeps the password for the right account."""

    email = EmailField(
        "Email address",
        description="You sign in with it. It cannot be changed here.",
        render_kw={"autocomplete": "username", "readonly": True},
    )
