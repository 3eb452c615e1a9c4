"""The signed, timed, single-use value in a public form: bot guard, double-post guard, key.

A ticket that is missing, forged or old is evidence, never a refusal: a customer's plain form has
none, and somebody may leave a page open over lunch.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner

from intake import clock
from intake.words import Evidence

NONCE_BYTES = 16
LIVES_SECONDS = 24 * 60 * 60
_OF_VERSION = "v"
FAST_SECONDS = 3  # sooner than a person has read the form and typed


@dataclass(frozen=True)
class Ticket:
    """A ticket that we wrote. `nonce` makes what comes with it unique.

    `version` is that of the declared form which it was given with.
    """

    nonce: str
    age_seconds: int
    version: int = 0

    def evidence(self) -> list[Evidence]:
        """What the time between drawing the form and sending it says."""
        if self.age_seconds < FAST_SECONDS:
            return [Evidence.FAST]
        return [Evidence.STALE_TICKET] if self.age_seconds > LIVES_SECONDS else []


class _Signer(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def issue(secret: str, site_slug: str, form: str, version: int = 0) -> str:
    """Return a new ticket for one form of one site, in the version that is drawn."""
    nonce = secrets.token_hex(NONCE_BYTES)
    said = f"{nonce}{_OF_VERSION}{version}" if version else nonce
    return _signer(secret, site_slug, form).sign(said).decode()


def redeem(secret: str, text: str, site_slug: str, form: str) -> Ticket | None:
    """Return what the ticket says; None if it is missing, forged or of another form."""
    try:
        said, signed_at = _signer(secret, site_slug, form).unsign(text, return_timestamp=True)
    except BadSignature:
        return None
    nonce, _, version = said.decode().partition(_OF_VERSION)
    return Ticket(nonce, int((clock.now() - signed_at).total_seconds()), int(version or 0))


def _signer(secret: str, site_slug: str, form: str) -> _Signer:
    salt = f"ticket:{site_slug}:{form}"
    return _Signer(secret, salt=salt, digest_method=hashlib.sha256)
