"""Which accounts a device has signed in to: a signed cookie it keeps, so that we track nothing.

The device's name in it is random, and an account's name changes when its password is set through a
link: whoever had signed in to it before is a stranger then.
"""

from __future__ import annotations

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from intake.accounts.tables import Account
from intake.config import Settings

KEPT_SECONDS = 90 * 24 * 60 * 60
MOST_ACCOUNTS = 8  # on one shared device at a reception


def known(account: Account | None) -> str | None:
    """Return the name of this device if it has signed in to the account before."""
    name, accounts = _read()
    return name if account is not None and account.fs_uniquifier in accounts else None


def remember(response: Response, account: Account) -> None:
    """Let the device show later that it has signed in to this account."""
    name, before = _read()
    accounts = [account.fs_uniquifier, *(one for one in before if one != account.fs_uniquifier)]
    response.set_cookie(
        _name(),
        _serializer().dumps([name, accounts[:MOST_ACCOUNTS]]),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=_settings().is_https,
    )


def _read() -> tuple[str, list[str]]:
    """Return the device's name and the accounts it knows; a new name for a strange device."""
    try:
        name, accounts = _serializer().loads(request.cookies.get(_name(), ""), max_age=KEPT_SECONDS)
    except BadSignature:
        return secrets.token_hex(16), []
    return str(name), list(accounts)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_settings().secrets.secret_key, salt="device")


def _name() -> str:
    return "__Host-intake-device" if _settings().is_https else "intake-device"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
