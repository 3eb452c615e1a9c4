"""What every post of a visitor comes with: a sender, who may not send too much, and a body."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, request
from flask.sansio.app import App
from werkzeug.exceptions import RequestEntityTooLarge

from intake import clock, limits
from intake.config import Settings
from intake.limits import Door
from intake.submissions import bodies
from intake.submissions.bodies import Body


def open_door(app: App) -> None:
    """Make the door of this application."""
    settings: Settings = app.config["SETTINGS"]
    app.extensions["door"] = Door(settings.posts_per_minute, settings.posts_per_hour)


def door() -> Door:
    """Return the door of this application."""
    found: Door = current_app.extensions["door"]
    return found


def sender(at: datetime) -> str:
    """Return the key of whoever sends this, as it is on that day."""
    settings: Settings = current_app.config["SETTINGS"]
    return limits.sender_key(settings.secrets.sender_key, request.remote_addr, at)


def knock() -> str:
    """Count a try of this sender; return its key. Raises TooMany."""
    key = sender(clock.now())
    door().knock(key, clock.now())
    return key


def body(*, may_list: bool = False) -> Body:
    """Return the fields of the body. Raises BadBody, BodyTooLarge or WrongContentType."""
    content_type = request.headers.get("Content-Type", "")
    encoding = request.headers.get("Content-Encoding", "")
    return bodies.read(_sent(), content_type, encoding, may_list=may_list)


def _sent() -> bytes:
    """Return the whole body. One that comes without its length would be cut off without a word."""
    data = request.get_data(cache=False)
    if request.content_length is None and len(data) == request.max_content_length:
        raise RequestEntityTooLarge
    return data
