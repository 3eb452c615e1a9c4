"""WHO: the pages to sign in and out, to make the first account, and to set a password."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from intake.accounts import (
    devices,
    forgotten,
    guard,
    invitations,
    passwords,
    people,
    service,
    sessions,
)
from intake.accounts.account_forms import ForgottenForm
from intake.accounts.entering import HOME, enter, own_path
from intake.accounts.forms import FirstAccountForm, NewPasswordForm, SignInForm
from intake.accounts.guard import open_to_all
from intake.accounts.tables import Account
from intake.accounts.throttle import Throttle
from intake.accounts.wording import ROLE_NAMES, ROLE_TELLS
from intake.errors import Forbidden
from intake.words import Role

bp = Blueprint("accounts", __name__, url_prefix="/staff")


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Sign in, and go on to the page that was asked for."""
    form = SignInForm()
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(HOME)
        form.next.data = request.args.get("next", "")
    elif form.validate() and (account := _account_of(form)):
        return enter(account, own_path(form.next.data), "password")
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        is_late=guard.WAS_SIGNED_OUT in request.args,
        is_half="half" in request.args,
    )
    return page, 422 if form.errors else 200


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out, and leave nothing of it in the browser."""
    sessions.end()
    response = make_response(redirect("/staff/sign-in", code=303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.route("/first-account", methods=["GET", "POST"])
@open_to_all
def first_account() -> ResponseReturnValue:
    """Make the first account, through the link that the terminal printed."""
    form = FirstAccountForm()
    form.token.data = form.token.data or request.args.get("token", "")
    try:
        service.check_first_link(form.token.data)
        if form.validate_on_submit():
            account = service.create_first(
                form.token.data, form.name.data, form.email.data, form.password.data
            )
            return enter(account, HOME, "link")
    except service.LinkUnusable as error:
        return _say_unusable(error)
    return render_template("accounts/first_account.html", form=form), 422 if form.errors else 200


@bp.route("/password", methods=["GET", "POST"])
@open_to_all
def new_password() -> ResponseReturnValue:
    """Set a name and a password, through a link from the terminal or a letter."""
    form = NewPasswordForm()
    form.token.data = form.token.data or request.args.get("token", "")
    try:
        account = people.whose_link(form.token.data)
        form.email.data = account.email
        if request.method == "GET":
            form.name.data = account.name
        elif form.validate():
            account = people.set_password(form.token.data, form.name.data, form.password.data)
            return enter(account, HOME, "link")
    except service.LinkUnusable as error:
        return _say_unusable(error)
    return render_template("accounts/new_password.html", form=form), 422 if form.errors else 200


@bp.route("/forgotten", methods=["GET", "POST"])
@open_to_all
def forgotten_password() -> ResponseReturnValue:
    """Ask for a letter to set a new password. The answer is the same for every address."""
    form = ForgottenForm()
    if form.validate_on_submit():
        throttle: Throttle = current_app.extensions["sign_in_throttle"]
        throttle.admit_forgotten(request.remote_addr or "")
        forgotten.ask(form.email.data)
        return redirect("/staff/forgotten?asked=1", code=303)
    page = render_template("accounts/forgotten.html", form=form, is_asked="asked" in request.args)
    return page, 422 if form.errors else 200


@bp.route("/invitation", methods=["GET", "POST"])
@open_to_all
def invitation() -> ResponseReturnValue:
    """Accept an invitation, through the link in its letter."""
    form = NewPasswordForm()
    form.token.data = form.token.data or request.args.get("token", "")
    try:
        invited = invitations.of_link(form.token.data)
        form.email.data = invited.email
        is_known = invitations.account_of(invited) is not None
        if request.method == "POST" and is_known:
            invitations.accept(form.token.data)
            return redirect(HOME, code=303)
        if request.method == "POST" and form.validate():
            account = invitations.accept_newly(form.token.data, form.name.data, form.password.data)
            return enter(account, HOME, "link")
    except service.LinkUnusable as error:
        return _say_unusable(error)
    page = render_template(
        "accounts/invitation.html",
        form=form,
        invited=invited,
        is_known=is_known,
        role_names=ROLE_NAMES,
        role_tells=ROLE_TELLS,
    )
    return page, 422 if form.errors else 200


@bp.get("/")
def home() -> ResponseReturnValue:
    """Go to where this person works."""
    if guard.has_any(*guard.READS_QUEUE):
        return redirect("/staff/queue")
    if guard.has_any(Role.STAFF):
        return redirect("/staff/desk")
    raise Forbidden("Your account has no role on any site yet. Ask an owner to give it one.")


@bp.app_context_processor
def for_staff_pages() -> dict[str, object]:
    """Let the staff's layout show who is signed in, and only the pages they may open."""
    return {"me": guard.me, "has_any": guard.has_any, "Role": Role}


def _account_of(form: SignInForm) -> Account | None:
    account = service.find(form.email.data)
    throttle: Throttle = current_app.extensions["sign_in_throttle"]
    throttle.admit(
        service.tidy(form.email.data),
        request.remote_addr or "",
        devices.known(account),
    )
    if passwords.is_right(account, form.password.data):
        return account
    service.note_wrong_password(account)
    form.refuse()
    return None


def _say_unusable(error: service.LinkUnusable) -> ResponseReturnValue:
    return render_template("accounts/link_unusable.html", sentence=str(error)), error.status
