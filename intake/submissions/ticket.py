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
from intake.words import Evidence, Kind

NONCE_BYTES = 16
LIVES_SECONDS = 24 * 60 * 60
FAST_SECONDS = 3  # sooner than a person has read the form and typed


@dataclass(frozen=True)
class Ticket:
    """A ticket that we wrote. `nonce` makes what comes with it unique."""

    nonce: str
    age_seconds: int

    def evidence(self) -> list[Evidence]:
        """What the time between drawing the form and sending it says."""
        if self.age_seconds < FAST_SECONDS:
            return [Evidence.FAST]
        return [Evidence.STALE_TICKET] if self.age_seconds > LIVES_SECONDS else []


class _Signer(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def issue(secret: str, site_slug: str, kind: Kind) -> str:
    """Return a new ticket for one form of one site."""
    return _signer(secret, site_slug, kind).sign(secrets.token_hex(NONCE_BYTES)).decode()


def redeem(secret: str, text: str, site_slug: str, kind: Kind) -> Ticket | None:
    """Return what the ticket says; None if it is missing, forged or of another form."""
    try:
        nonce, signed_at = _signer(secret, site_slug, kind).unsign(text, return_timestamp=True)
    except BadSignature:
        return None
    return Ticket(nonce.decode(), int((clock.now() - signed_at).total_seconds()))


def _signer(secret: str, site_slug: str, kind: Kind) -> _Signer:
    salt = f"ticket:{site_slug}:{kind}"
    return _Signer(secret, salt=salt, digest_method=hashlib.sha256)
