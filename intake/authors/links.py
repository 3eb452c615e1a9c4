"""AFTERWARDS: the signed links and tickets that show who is the author. None of them is stored.

Each is good for one purpose and one comment. The judge signs some of them and the web process reads
them, so their key is made from one that every process has.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from itsdangerous import BadSignature, TimestampSigner

from intake import clock
from intake.errors import IntakeError
from intake.sealing import sealer

DAY_SECONDS = 24 * 3600
CONFIRM_DAYS = 7


class LinkUnusable(IntakeError):
    """A link that we did not write, or wrote too long ago."""

    status = 404
    code = "link_unusable"


class Purpose(StrEnum):
    """What a link is good for."""

    CONFIRM = "confirm"  # showing that the comment's address is one's own
    STOP = "stop"  # getting no more letters about the comment
    CHANGE = "change"  # changing one revision of it; a ticket in a form, no link


LIVES_SECONDS = {
    Purpose.CONFIRM: CONFIRM_DAYS * DAY_SECONDS,
    Purpose.STOP: None,  # whoever wants no letter may say so whenever they find one
    Purpose.CHANGE: DAY_SECONDS,
}


class _Signer(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def sign(purpose: Purpose, value: str) -> str:
    """Return a token that says this value, for this purpose."""
    return _signer(purpose).sign(value).decode()


def read(purpose: Purpose, token: str) -> str | None:
    """Return what the token says; None if it is forged, too old or for another purpose."""
    try:
        value: bytes = _signer(purpose).unsign(token, max_age=LIVES_SECONDS[purpose])
    except BadSignature:
        return None
    return value.decode()


def comment_of(purpose: Purpose, token: str) -> int:
    """Return the comment that a link is about. Raises LinkUnusable."""
    value = read(purpose, token)
    if value is None:
        raise LinkUnusable(
            "This link does not work, or not any more. Check that it was copied completely."
        )
    return int(value)


def confirm_path(submission_id: int) -> str:
    """Return where the author shows that the address is theirs."""
    return f"/confirm/{sign(Purpose.CONFIRM, str(submission_id))}"


def stop_path(submission_id: int) -> str:
    """Return where the author stops letters about this comment."""
    return f"/letters/{sign(Purpose.STOP, str(submission_id))}/stop"


def receipt_path(receipt: str) -> str:
    """Return where the author sees how far it is."""
    return f"/receipts/{receipt}"


def _signer(purpose: Purpose) -> _Signer:
    key = sealer().code("signing", "authors")
    return _Signer(key, salt=f"author:{purpose}", digest_method=hashlib.sha256)
