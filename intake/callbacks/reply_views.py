"""Where a site's SMS service sends what the staff answer to alerts."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.alerts import replies
from intake.alerts.views import signed
from intake.callbacks import replying_by_text

HEARD = "Heard."

bp = Blueprint("replies", __name__)


@bp.post("/alerts/replies/<token>")
def take(token: str) -> ResponseReturnValue:
    """Take an answer; what came of it, its sender sees on the desk."""
    replying_by_text.hear(signed(token, replies.SCOPE))
    return HEARD, 200, {"Content-Type": "text/plain"}
