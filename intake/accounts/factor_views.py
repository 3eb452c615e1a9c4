"""WHO: the pages to add, rename and remove second factors of one's own account."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from intake.accounts import agents, factors, guard, passkeys, totp
from intake.accounts.account_forms import AppForm, NewPasskeyForm
from intake.accounts.account_views import HERE, proven
from intake.accounts.factors import WrongCode
from intake.accounts.guard import ROW_ID
from intake.accounts.passkeys import Party, PasskeyRefused

bp = Blueprint("factors", __name__, url_prefix=HERE)


@bp.route("/app", methods=["GET", "POST"])
@proven
def app() -> ResponseReturnValue:
    """Add an authenticator app, in place of the one before."""
    form, account = AppForm(), guard.me()
    if request.method == "POST" and form.validate():
        try:
            codes = factors.add_app(account, form.offer.data, form.code.data)
        except WrongCode as error:
            form.code.errors = [str(error)]
        else:
            return _added(codes)
    offer = totp.offer_again(account, form.offer.data or "")
    form.offer.data = offer.sealed
    page = render_template(
        "accounts/add_app.html", form=form, offer=offer, has_one=factors.of(account.id).app_added_at
    )
    return page, 422 if form.errors else 200


@bp.post("/app/remove")
@proven
def remove_app() -> ResponseReturnValue:
    """Remove the app."""
    factors.remove_app(guard.me().id)
    return redirect(f"{HERE}?done=removed", code=303)


@bp.route("/passkeys", methods=["GET", "POST"])
@proven
def add_passkey() -> ResponseReturnValue:
    """Add the passkey that the browser made."""
    form = NewPasskeyForm()
    if request.method == "POST" and form.validate():
        challenge = session.pop("challenge", "")
        try:
            codes = factors.add_passkey(
                guard.me(), form.name.data, us(), challenge, form.answer.data
            )
        except PasskeyRefused as error:
            form.form_errors.append(str(error))
        else:
            return _added(codes)
    if not form.is_submitted():
        form.name.data = agents.device(request.user_agent.string)
    page = render_template("accounts/add_passkey.html", form=form, us=us())
    return page, 422 if form.errors else 200


@bp.post("/passkeys/question")
@proven
def ask_to_add() -> Response:
    """Ask the browser, through the page's script, to make a passkey."""
    question = passkeys.ask_to_add(guard.me(), us())
    session["challenge"] = question.challenge
    return Response(question.options, mimetype="application/json")


@bp.post(f"/passkeys/<{ROW_ID}:id_>/rename")
def rename_passkey(id_: int) -> ResponseReturnValue:
    """Call a passkey of mine something else."""
    form = NewPasskeyForm()
    if form.validate():
        factors.rename_passkey(guard.me().id, id_, form.name.data)
        return redirect(f"{HERE}?done=renamed", code=303)
    return _passkey(id_, form), 422


@bp.get(f"/passkeys/<{ROW_ID}:id_>")
def passkey(id_: int) -> ResponseReturnValue:
    """Show a passkey of mine, to rename or remove it."""
    return _passkey(id_, NewPasskeyForm())


@bp.post(f"/passkeys/<{ROW_ID}:id_>/remove")
@proven
def remove_passkey(id_: int) -> ResponseReturnValue:
    """Remove a passkey of mine."""
    factors.remove_passkey(guard.me().id, id_)
    return redirect(f"{HERE}?done=removed", code=303)


@bp.post("/codes")
@proven
def renew_codes() -> ResponseReturnValue:
    """Make new recovery codes, and show them this once."""
    return _codes(factors.renew_codes(guard.me().id))


def _passkey(id_: int, form: NewPasskeyForm) -> str:
    one = factors.passkey(guard.me().id, id_)
    form.name.data = form.name.data or one.name
    return render_template("accounts/passkey.html", form=form, passkey=one)


def _added(codes: list[str]) -> ResponseReturnValue:
    return _codes(codes) if codes else redirect(f"{HERE}?done=added", code=303)


def _codes(codes: list[str]) -> str:
    return render_template("accounts/codes.html", codes=codes)


def us() -> Party:
    """Return who we are to a browser."""
    return passkeys.party(current_app.config["SETTINGS"].base_url)
