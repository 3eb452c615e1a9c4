"""What comes from outside about alerts: receipts, and the link in a test of somebody's way."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import clock
from intake.alerts import inbound, receipts, ways
from intake.alerts.inbound import Signed
from intake.config import Settings
from intake.limits import Door, sender_key
from intake.passes import PassUnusable

DOOR = "alerts_door"
PER_MINUTE, PER_HOUR = 24, 1200  # fives times as many tries, of one network

bp = Blueprint("alerts", __name__)


@bp.record
def _hang_door(state: BlueprintSetupState) -> None:
    state.app.extensions[DOOR] = Door(PER_MINUTE, PER_HOUR)


def knock() -> None:
    """Count whoever sends something here. Raises TooMany."""
    settings: Settings = current_app.config["SETTINGS"]
    sender = sender_key(settings.secrets.sender_key, request.remote_addr, clock.now())
    door: Door = current_app.extensions[DOOR]
    door.knock(sender, clock.now())


def signed(token: str, scope: str) -> Signed:
    """Return what was sent in, if its signature is right. Raises TooMany or NotSigned."""
    knock()
    return inbound.read(token, scope, dict(request.headers.to_wsgi_list()), request.get_data())


@bp.post("/alerts/receipts/<token>")
def take_receipt(token: str) -> ResponseReturnValue:
    """Take a receipt; what it is about is nobody's business."""
    receipts.take(signed(token, receipts.SCOPE))
    return "", 204


@bp.get("/ways/<token>")
def look(token: str) -> ResponseReturnValue:
    """Ask whoever opened the link of a test to say that it arrived."""
    try:
        ways.read_proof(token)
    except PassUnusable as refusal:
        return render_template("alerts/proof.html", refusal=refusal, is_done=False), refusal.status
    return render_template("alerts/proof.html", refusal=None, is_done=False)


@bp.post("/ways/<token>")
def prove(token: str) -> ResponseReturnValue:
    """Note that the test arrived."""
    knock()
    try:
        ways.prove(token)
    except PassUnusable as refusal:
        return render_template("alerts/proof.html", refusal=refusal, is_done=False), refusal.status
    return render_template("alerts/proof.html", refusal=None, is_done=True)
