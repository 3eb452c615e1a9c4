"""WHO: the pages of one's own account: name, password, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from intake import times
from intake.accounts import factors, guard, passwords, people, sessions
from intake.accounts.account_forms import ChangePasswordForm, NameForm, PasswordAgainForm
from intake.accounts.entering import own_path
from intake.accounts.guard import ROW_ID
from intake.accounts.tables import Account
from intake.accounts.throttle import Throttle
from intake.accounts.wording import ROLE_NAMES

HERE = "/staff/account"
DONE = {  # what a page that was sent on says first; the address names it by its key
    "name": "Your name was changed.",
    "password": "Your password was changed. You were signed out everywhere else.",
    "ended": "That device was signed out.",
    "others": "You were signed out everywhere else.",
    "added": "It was added. You are asked for it from the next sign-in on.",
    "removed": "It was removed.",
    "renamed": "It was renamed.",
}

bp = Blueprint("account", __name__, url_prefix=HERE)

P = ParamSpec("P")


def proven(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Ask for the password again before this view, unless it was typed not long ago."""

    @wraps(view)
    def asked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if sessions.is_proven():
            return view(*args, **kwargs)
        back = request.path if request.method == "GET" else HERE
        return redirect(f"{HERE}/again?{urlencode({'next': back})}", code=303)

    return asked


@bp.get("")
def overview() -> ResponseReturnValue:
    """Show who I am here, what guards my account, and where I am signed in."""
    return _overview(NameForm(formdata=None, name=guard.me().name))


@bp.post("/name")
def rename() -> ResponseReturnValue:
    """Change my name."""
    form = NameForm()
    if not form.validate():
        return _overview(form), 422
    people.rename(guard.me().id, form.name.data)
    return redirect(f"{HERE}?done=name", code=303)


def _overview(form: NameForm) -> str:
    account = guard.me()
    return render_template(
        "accounts/account.html",
        form=form,
        account=account,
        factors=factors.of(account.id),
        sign_ins=sessions.of(account.id),
        work=[(site, guard.my_roles_on(site.id)) for site in guard.my_sites()],
        role_names=ROLE_NAMES,
        done=DONE.get(request.args.get("done", "")),
        since=times.since,
    )


@bp.route("/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """Change my password, and sign out everywhere else."""
    form, account = ChangePasswordForm(), guard.me()
    if request.method == "POST" and form.validate_for(account.name, account.email):
        if _is_my_password(account, form.present.data):
            people.change_password(account, form.password.data, sessions.this())
            sessions.prove()
            return redirect(f"{HERE}?done=password", code=303)
        form.present.errors = ["This is not your present password"]
    page = render_template("accounts/change_password.html", form=form, account=account)
    return page, 422 if form.errors else 200


@bp.route("/again", methods=["GET", "POST"])
def again() -> ResponseReturnValue:
    """Ask for the password again, and go on to what it guards."""
    form = PasswordAgainForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
    elif form.validate():
        if _is_my_password(guard.me(), form.password.data):
            sessions.prove()
            return redirect(own_path(form.next.data), code=303)
        form.password.errors = ["This is not your password"]
    page = render_template("accounts/again.html", form=form, account=guard.me())
    return page, 422 if form.errors else 200


def _is_my_password(account: Account, password: str) -> bool:
    throttle: Throttle = current_app.extensions["sign_in_throttle"]
    throttle.admit_again(sessions.this())
    return passwords.is_right(account, password)


@bp.post(f"/sign-ins/<{ROW_ID}:id_>/end")
def end_sign_in(id_: int) -> ResponseReturnValue:
    """Sign out one of my devices."""
    sessions.end_one(guard.me().id, id_)
    return redirect(f"{HERE}?done=ended", code=303)


@bp.post("/sign-ins/end-others")
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    sessions.end_others(guard.me().id)
    return redirect(f"{HERE}?done=others", code=303)
