"""Sealed fields: AES-256-GCM with a key id, bound to their row; and blind indexes for look-ups."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.config import Secrets

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: random nonces of 96 bits


class Unsealable(Exception):
    """A sealed field that cannot be opened: another row's, damaged, or its key is gone."""


class Sealer:
    """Seals and opens text. `bound_to` names the row and column, so a moved value won't open."""

    def __init__(self, secrets: Secrets) -> None:
        self._keys = {name: AESGCM(key) for name, key in secrets.field_keys.items()}
        self._current = list(secrets.field_keys)[-1]
        self._index_key = secrets.index_key.encode()

    def seal(self, text: str, bound_to: str) -> str:
        """Return `keyid.hex`; the empty string stays empty, for there is nothing to hide."""
        if not text:
            return ""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._keys[self._current].encrypt(nonce, text.encode(), bound_to.encode())
        return f"{self._current}.{(nonce + sealed).hex()}"

    def open(self, sealed: str, bound_to: str) -> str:
        """Return the text. Raises Unsealable."""
        if not sealed:
            return ""
        name, _, hexed = sealed.partition(".")
        try:
            raw = bytes.fromhex(hexed)
            key = self._keys[name]
            return key.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
        except (KeyError, ValueError, InvalidTag):
            raise Unsealable("This field cannot be opened with the keys at hand") from None

    def index(self, value: str, scope: str) -> str:
        """Return a keyed hash for exact look-ups within `scope`; empty for an empty value."""
        if not value:
            return ""
        return hmac.new(
            self._index_key, f"{scope}\0{value.casefold()}".encode(), hashlib.sha256
        ).hexdigest()

    def code(self, text: str, scope: str) -> str:
        """Return a keyed hash that shows within `scope` that nobody else changed the text."""
        words = f"{scope}\0{text}".encode()
        return hmac.new(self._index_key, words, hashlib.sha256).hexdigest()


_sealer: Sealer | None = None


def equip(secrets: Secrets) -> None:
    """Take the keys that this process seals and opens with."""
    global _sealer  # noqa: PLW0603 - one set of keys a process
    _sealer = Sealer(secrets)


def sealer() -> Sealer:
    """Return this process's sealer."""
    if _sealer is None:
        raise RuntimeError("sealing.equip() has not been called")
    return _sealer


def mask(value: str) -> str:
    """Show just enough of an address or number to recognise it: j…@e…, …42."""
    local, at, domain = value.rpartition("@")
    if at:
        return f"{local[:1]}…@{domain[:1]}…"
    return f"…{value[-2:]}" if value else ""
