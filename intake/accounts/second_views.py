"""WHO: the page between the password and the rest, for accounts with a second factor."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from intake.accounts import devices, factors, half, passkeys
from intake.accounts.account_forms import CodeForm, PasskeyForm, RecoveryForm
from intake.accounts.entering import let_in
from intake.accounts.factor_views import us
from intake.accounts.guard import open_to_all
from intake.accounts.tables import Account
from intake.accounts.throttle import Throttle
from intake.errors import Forbidden

TOO_LATE = "/staff/sign-in?half=1"

bp = Blueprint("second", __name__, url_prefix="/staff/second-factor")


@bp.route("", methods=["GET", "POST"])
@open_to_all
def ask() -> ResponseReturnValue:
    """Ask for a second factor, and let in whoever has it."""
    account = half.account()
    if account is None:
        return redirect(TOO_LATE, code=303)
    forms: dict[str, FlaskForm] = {
        "code": CodeForm(),
        "recovery": RecoveryForm(),
        "answer": PasskeyForm(),
    }
    sent = next((name for name in forms if name in request.form), None)
    if sent and forms[sent].validate():
        typed = forms[sent][sent].data
        if kind := _kind_of(account, sent, typed):
            return let_in(account, half.path(), f"{half.how()}+{kind}")
        _refuse(forms[sent], sent)
    wrong = forms[sent] if sent and forms[sent].errors else None
    page = render_template(
        "accounts/second_factor.html",
        forms=forms,
        wrong=wrong,
        factors=factors.of(account.id),
        us=us(),
    )
    return page, 422 if wrong else 200


@bp.post("/question")
@open_to_all
def ask_to_sign() -> Response:
    """Ask the browser, through the page's script, to sign with a passkey."""
    account = half.account()
    if account is None:
        raise Forbidden("This took too long. Nothing was changed: sign in again.")
    question = passkeys.ask_to_sign(account.id, us())
    session["challenge"] = question.challenge
    return Response(question.options, mimetype="application/json")


def _kind_of(account: Account, sent: str, typed: str) -> str | None:
    throttle: Throttle = current_app.extensions["sign_in_throttle"]
    throttle.admit_second_factor(str(account.id), devices.known(account))
    if sent == "answer":
        kind = factors.use_passkey(account.id, us(), session.pop("challenge", ""), typed)
    else:
        kind = factors.use_code(account.id, typed)
    if kind is None:
        factors.note_failure(account.id)
    return kind


def _refuse(form: FlaskForm, sent: str) -> None:
    if sent == "answer":
        form.form_errors.append("This passkey did not work here. Try again, or use a code.")
    else:
        form[sent].errors = [
            "This code is not right, or was used before: enter the newest one"
            if sent == "code"
            else "This recovery code is not right, or was used before"
        ]
