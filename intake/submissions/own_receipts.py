"""RECEIVE, remembered: which requests to be called were sent from this browser within the day.

Anybody may type anybody's number, also from the same network. So whether one is asked for already
is told only to the browser that shows the earlier receipts, in a cookie that nobody else can make.
"""

from __future__ import annotations

from flask import Response, current_app, request

from intake.config import Settings
from intake.sealing import Unsealable, sealer

KEPT_SECONDS = 24 * 3600
MOST = 3
COLUMN = "cookie:own_receipts"


def of_browser() -> list[str]:
    """Return the receipts that the browser shows, the newest first."""
    try:
        return sealer().open(request.cookies.get(_name(), ""), COLUMN).split()[:MOST]
    except Unsealable:
        return []


def remember(response: Response, receipt: str) -> None:
    """Let the browser show this receipt, too."""
    kept = [receipt, *(one for one in of_browser() if one != receipt)]
    response.set_cookie(
        _name(),
        sealer().seal(" ".join(kept[:MOST]), COLUMN),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=_settings().is_https,
    )


def _name() -> str:
    return "__Host-intake-asked" if _settings().is_https else "intake-asked"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
