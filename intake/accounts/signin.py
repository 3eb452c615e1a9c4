"""WHO: Flask-Security, set up for this house.

It hashes passwords, keeps who is signed in, and has room for a second factor. The pages are ours:
they look like the others, are throttled, and lead to our own paths only. Its routes stay off.
"""

from __future__ import annotations

from flask import Flask, Request
from flask.typing import ResponseReturnValue
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.orm import Session

from intake import db
from intake.accounts import guard, sessions
from intake.accounts.passwords import ARGON2
from intake.accounts.tables import Account
from intake.accounts.throttle import Throttle
from intake.config import Settings
from intake.errors import Forbidden


def set_up(app: Flask) -> None:
    """Let people sign in, and close every page that is not listed open."""
    settings: Settings = app.config["SETTINGS"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-intake" if settings.is_https else "intake",
        WTF_CSRF_CHECK_DEFAULT=False,  # guard.py asks for the token: visitors' forms have a ticket
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as the session it belongs to
        WTF_CSRF_SSL_STRICT=False,  # wants a Referer; guard.py looks at Origin instead
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2,
        SECURITY_PASSWORD_SINGLE_HASH=True,  # a pepper would end every password with its key
        SECURITY_CLI_USERS_NAME=False,  # these commands would ask for no length of a password
        SECURITY_CLI_ROLES_NAME=False,
    )
    app.extensions["sign_in_throttle"] = Throttle()
    CSRFProtect(app)
    guard.set_up(app)
    app.register_error_handler(CSRFError, lambda _error: _refuse_form(app))

    security = Security(app, Accounts(), register_blueprint=False)
    security.login_manager.user_loader(sessions.account_of)
    security.login_manager.request_loader(_nobody)
    # Roles are asked for by site, in guard.py; Principal would load the account on every page.
    security.principal.identity_loaders.clear()


class Accounts(SQLAlchemyUserDatastore):
    """Flask-Security's way to our rows. Each put is durable by itself: commit has nothing to do."""

    def __init__(self) -> None:
        super().__init__(_Reading(), Account, RoleMixin)  # our roles are memberships, by site

    def put(self, model: Account) -> Account:
        with db.transaction() as session:
            session.merge(model)
        return model

    def delete(self, model: Account) -> None:
        with db.transaction() as session:
            session.delete(session.merge(model))

    def commit(self) -> None:
        """Nothing: see put."""


class _Reading:
    @property
    def session(self) -> Session:
        return db.session()


def _nobody(_request: Request) -> None:
    """Sign nobody in by a token in a header or URL; Flask-Security would."""


def _refuse_form(app: Flask) -> ResponseReturnValue:
    return app.handle_user_exception(
        Forbidden(
            "This page has been open for too long. Nothing was changed: go back and reload it."
        )
    )
