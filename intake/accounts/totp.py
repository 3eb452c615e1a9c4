"""An authenticator app as second factor: six digits that change each half minute (RFC 6238)."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from dataclasses import dataclass

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from intake import clock
from intake.accounts import factors_store as store
from intake.accounts.tables import Account
from intake.sealing import Unsealable, sealer

ISSUER = "Intake"
DIGITS = 6
STEP_SECONDS = 30
STEPS_OFF = 1  # how far a telephone's clock may be off, or a person slow
OFFER_SECONDS = 30 * 60
SECRET_BYTES = 20


@dataclass(frozen=True)
class Offer:
    """A secret for a new app. Nothing is kept of it before the app's first digits are typed.

    `sealed` goes through the page: it opens for this account only, and not for long.
    """

    sealed: str
    spelt: str
    picture: str


def offer(account: Account) -> Offer:
    """Make a secret for an app of this account."""
    return _offer(account, secrets.token_bytes(SECRET_BYTES))


def offer_again(account: Account, sealed: str) -> Offer:
    """Return the offer that the page made before; another one if that is too old."""
    return _offer(account, _offered(account, sealed) or secrets.token_bytes(SECRET_BYTES))


def _offer(account: Account, secret: bytes) -> Offer:
    spelt = base64.b32encode(secret).decode()
    uri = _totp(secret).get_provisioning_uri(account.email, ISSUER)
    told = json.dumps([spelt, clock.now().timestamp()])
    return Offer(
        sealed=sealer().seal(told, _offered_to(account)),
        spelt=" ".join(spelt[at : at + 4] for at in range(0, len(spelt), 4)),
        picture=segno.make(uri, error="m").svg_data_uri(scale=4, light="#fff", dark="#000"),
    )


def _offered(account: Account, sealed: str) -> bytes | None:
    try:
        told = sealer().open(sealed, _offered_to(account))
    except Unsealable:
        return None
    spelt, at = json.loads(told) if told else ("", 0)
    is_late = clock.now().timestamp() - at > OFFER_SECONDS
    return None if is_late else base64.b32decode(spelt)


def _offered_to(account: Account) -> str:
    return f"app:offer:{account.fs_uniquifier}"


def add(account: Account, sealed: str, code: str) -> bool:
    """Keep the offered secret, in the caller's transaction, if these are the app's digits."""
    secret = _offered(account, sealed)
    step = _step_of(secret, code, after=0) if secret else None
    if secret is None or step is None:
        return False
    kept = sealer().seal(base64.b32encode(secret).decode(), f"app:{account.id}")
    store.set_app(account.id, kept, step)
    return True


def use(account_id: int, code: str) -> bool:
    """Say whether these are the app's digits and unused; used up in the caller's transaction."""
    app = store.app(account_id)
    if app is None:
        return False
    try:
        secret = base64.b32decode(sealer().open(app.secret_sealed, f"app:{account_id}"))
    except Unsealable:
        return False
    step = _step_of(secret, code, after=app.last_step)
    return step is not None and store.use_step(account_id, step)


def _step_of(secret: bytes, code: str, after: int) -> int | None:
    """Return the half minute whose digits these are, later than `after`, near to now."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    steps = range(max(now - STEPS_OFF, after + 1), now + STEPS_OFF + 1)
    typed = "".join(code.split()).encode()
    right = [step for step in steps if hmac.compare_digest(_digits(secret, step), typed)]
    return right[0] if right else None


def _digits(secret: bytes, step: int) -> bytes:
    return _totp(secret).generate(step * STEP_SECONDS)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what every app speaks
