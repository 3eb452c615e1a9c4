"""Passkeys as second factor (WebAuthn): a telephone, computer or key signs a challenge of ours.

Each challenge works once: it stands in the session, and its digest beside the one-time links.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from intake import clock
from intake.accounts import factors_store, store
from intake.accounts.links import digest
from intake.accounts.tables import Account, Passkey
from intake.db import transaction
from intake.errors import IntakeError
from intake.sealing import sealer

CHALLENGE_SECONDS = 5 * 60
MOST_PASSKEYS = 10
MOST_ANSWER_LETTERS = 20_000
# What a damaged answer of a browser ends in, somewhere within the library.
WRONG_ANSWER = (
    *(WebAuthnException, UnsupportedAlgorithm, struct.error, EOFError, ArithmeticError),
    *(ValueError, TypeError, LookupError, AttributeError, RecursionError),
)


class PasskeyRefused(IntakeError):
    """An answer that is no passkey of this account, or not to our question."""

    status = 422
    code = "passkey_refused"


@dataclass(frozen=True)
class Party:
    """Who asks, as browsers know it: passkeys are bound to our host and open nothing elsewhere."""

    id: str
    origin: str

    @property
    def is_possible(self) -> bool:
        """Say whether browsers have passkeys here: only over https or on localhost, and by name."""
        try:
            ip_address(self.id)
        except ValueError:
            is_local = self.id == "localhost" or self.id.endswith(".localhost")
            return is_local or self.origin.startswith("https://")
        return False


def party(base_url: str) -> Party:
    """Return who we are to a browser, by the address that people use."""
    parts = urlsplit(base_url)
    return Party(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


@dataclass(frozen=True)
class Question:
    """What the browser is asked: `options` is JSON for it, `challenge` is kept in the session."""

    challenge: str
    options: str


def ask_to_add(account: Account, us: Party) -> Question:
    """Ask the browser for a new passkey."""
    challenge = _challenge(f"passkey-add:{account.id}")
    options = webauthn.generate_registration_options(
        rp_id=us.id,
        rp_name="Intake",
        user_id=bytes.fromhex(sealer().index(str(account.id), "passkey-user")),
        user_name=account.email,
        user_display_name=account.name,
        challenge=challenge,
        exclude_credentials=_known(account.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return Question(bytes_to_base64url(challenge), options_to_json(options))


def ask_to_sign(account_id: int, us: Party) -> Question:
    """Ask the browser to sign with one of this account's passkeys."""
    challenge = _challenge(f"passkey-use:{account_id}")
    options = webauthn.generate_authentication_options(
        rp_id=us.id, challenge=challenge, allow_credentials=_known(account_id)
    )
    return Question(bytes_to_base64url(challenge), options_to_json(options))


def read_new(account: Account, us: Party, challenge: str, answer: str) -> dict[str, object]:
    """Return what to keep of the new passkey that a browser made. Raises PasskeyRefused."""
    _use_up(f"passkey-add:{account.id}", challenge)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=us.id,
            expected_origin=us.origin,
        )
    except WRONG_ANSWER:
        raise PasskeyRefused("The browser's answer was no good passkey. Try again.") from None
    return {
        "account_id": account.id,
        "credential_id": bytes_to_base64url(made.credential_id),
        "public_key": bytes_to_base64url(made.credential_public_key),
        "sign_count": made.sign_count,
    }


def check(account_id: int, us: Party, challenge: str, answer: str) -> bool:
    """Say whether one of this account's passkeys signed our challenge, this once."""
    try:
        _use_up(f"passkey-use:{account_id}", challenge)
        passkey = _signer(account_id, answer)
        signed = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=us.id,
            expected_origin=us.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except (PasskeyRefused, *WRONG_ANSWER):
        return False
    with transaction():
        return factors_store.use_passkey(passkey.id, passkey.sign_count, signed.new_sign_count)


def _signer(account_id: int, answer: str) -> Passkey:
    id_ = webauthn.helpers.parse_authentication_credential_json(answer).id
    for passkey in factors_store.passkeys(account_id):
        if passkey.credential_id == id_:
            return passkey
    raise PasskeyRefused("This passkey does not belong to the account.")


def _known(account_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id))
        for passkey in factors_store.passkeys(account_id)
    ]


def _challenge(purpose: str) -> bytes:
    challenge = secrets.token_bytes(32)
    with transaction():
        store.forget_links(purpose, before=clock.now())
        store.add_link(purpose, digest(bytes_to_base64url(challenge)), clock.in_(CHALLENGE_SECONDS))
    return challenge


def _use_up(purpose: str, challenge: str) -> None:
    with transaction():
        if not store.use_link(purpose, digest(challenge)):
            raise PasskeyRefused("This took too long. Try again.")
