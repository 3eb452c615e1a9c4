"""Which accounts a device has signed in to: a signed cookie it keeps, so that we track nothing."""

from __future__ import annotations

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from intake.accounts.tables import Account
from intake.config import Settings

KEPT_SECONDS = 90 * 24 * 60 * 60
MOST_ACCOUNTS = 8  # on one shared device at a reception


def knows(account: Account | None) -> bool:
    """Say whether this device has signed in to the account before."""
    return account is not None and account.fs_uniquifier in _known()


def remember(response: Response, account: Account) -> None:
    """Let the device show later that it has signed in to this account."""
    known = [account.fs_uniquifier, *(one for one in _known() if one != account.fs_uniquifier)]
    response.set_cookie(
        _name(),
        _serializer().dumps(known[:MOST_ACCOUNTS]),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=_settings().is_https,
    )


def _known() -> list[str]:
    try:
        known: list[str] = _serializer().loads(
            request.cookies.get(_name(), ""), max_age=KEPT_SECONDS
        )
    except BadSignature:
        return []
    return known


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_settings().secrets.secret_key, salt="known-device")


def _name() -> str:
    return "__Host-intake-device" if _settings().is_https else "intake-device"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
