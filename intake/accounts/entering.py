"""The way in once the password was right, or a link: through the second factor, if there is one."""

from __future__ import annotations

import re

from flask import Response, make_response, redirect

from intake.accounts import devices, factors, half, sessions
from intake.accounts.tables import Account

HOME = "/staff/"
OWN_PATH = re.compile(r"/staff/[\w./?=&%+-]*", re.ASCII)


def own_path(wanted: str | None) -> str:
    """Return the page to go on to: one of the staff's own, whatever a link asked for."""
    return wanted if wanted and OWN_PATH.fullmatch(wanted) else HOME


def enter(account: Account | None, path: str, how: str) -> Response:
    """Sign in and go on; with a second factor, ask for that first."""
    if account and factors.has_any(account.id):
        half.begin(account, path, how)
        return make_response(redirect("/staff/second-factor", code=303))
    return let_in(account, path, how)


def let_in(account: Account | None, path: str, how: str) -> Response:
    """Sign in and go on. Whoever calls this has asked for all that the account asks for."""
    response = make_response(redirect(path, code=303))
    if account:
        sessions.begin(account, how)
        devices.remember(response, account)
    return response
