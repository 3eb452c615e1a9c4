"""Who is signed in: a row beside each cookie, so that signing out ends copies of the cookie too."""

from __future__ import annotations

import hashlib
import secrets

from flask import session
from flask_security import login_user

from intake import clock
from intake.accounts import store
from intake.accounts.tables import Account
from intake.db import transaction

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 12 * 60 * 60
NOTE_SECONDS = 60  # how exactly idleness is measured; saves a new cookie with every answer


def begin(account: Account) -> None:
    """Sign in, with nothing left of the session before."""
    token = secrets.token_urlsafe(32)
    with transaction():
        store.end_sign_ins_before(clock.ago(ABSOLUTE_SECONDS))
        store.add_sign_in(account.id, digest(token))
    session.clear()
    session.update(sign_in=token, seen_at=_now())
    login_user(account, remember=False)


def end() -> None:
    """Sign out, wherever a copy of the cookie may be."""
    with transaction():
        store.end_sign_in(digest(session.get("sign_in", "")))
    session.clear()


def account_of(uniquifier: str) -> Account | None:
    """Return the account of this session if it is still signed in. Flask-Login calls this."""
    token, idle = session.get("sign_in"), _now() - session.get("seen_at", 0)
    if not token or idle > IDLE_SECONDS:
        return None
    account = store.signed_in(uniquifier, digest(token), clock.ago(ABSOLUTE_SECONDS))
    if account and idle > NOTE_SECONDS:
        session["seen_at"] = _now()
    return account


def digest(token: str) -> str:
    """Return what is kept of a token: its 256 random bits need neither salt nor stretching."""
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> int:
    return int(clock.now().timestamp())
