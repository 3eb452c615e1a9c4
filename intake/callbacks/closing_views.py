"""Closing time: the page that must reach zero before everybody goes home."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.words import Role

bp = Blueprint("closing", __name__)


@bp.get("/staff/desk/closing")
@guard.requires(Role.STAFF)
def today() -> ResponseReturnValue:
    return ""
