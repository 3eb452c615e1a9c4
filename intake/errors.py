"""What can go wrong, as sentences for the person who meets it."""

from __future__ import annotations


class IntakeError(Exception):
    """A refusal. `str()` of it may be shown to whoever caused it; `code` is stable for programs."""

    status = 400
    code = "bad_request"

    def __init__(self, sentence: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(sentence)
        self.retry_after_seconds = retry_after_seconds


class BadBody(IntakeError):
    """The body cannot be read as a form at all."""

    code = "bad_body"


class BodyTooLarge(IntakeError):
    """More bytes or more fields than any form of ours has."""

    status = 413
    code = "body_too_large"


class WrongContentType(IntakeError):
    """Neither a form nor JSON in UTF-8."""

    status = 415
    code = "wrong_content_type"


class NotFound(IntakeError):
    """Nothing is there, or nothing that this person may see."""

    status = 404
    code = "not_found"


class Forbidden(IntakeError):
    """Signed in, but not allowed to do this here."""

    status = 403
    code = "forbidden"


class Conflict(IntakeError):
    """Somebody else was first."""

    status = 409
    code = "conflict"


class Closed(IntakeError):
    """The page takes no comments any more."""

    status = 409
    code = "comments_closed"


class AlreadyUsed(IntakeError):
    """The ticket or Idempotency-Key was used before, for other words."""

    status = 422
    code = "already_used"


class TooMany(IntakeError):
    """More submissions than one sender may make in this time."""

    status = 429
    code = "too_many"


class Busy(IntakeError):
    """The database cannot take a write now; nothing was stored, so a retry is safe."""

    status = 503
    code = "busy"


class ConfigError(Exception):
    """An impossible setting; the sentence names it. It stops the start."""
