"""Unique words that must not turn up where they do not belong, in any coat."""

from __future__ import annotations

import base64
import codecs
import hashlib
import html
import json
import quopri
from dataclasses import dataclass
from urllib.parse import quote, quote_plus


@dataclass
class Canaries:
    """A visitor's address, phone, name and words, and every form in which they could leak."""

    number: int

    @property
    def email(self):
        return f"k7canary{self.number}qzx@canary{self.number}.example.org"

    @property
    def phone(self):
        return f"+1202555{1000 + self.number:04d}"

    @property
    def name(self):
        return f"Zqcanary{self.number}name"

    @property
    def text(self):
        return f"hxcanary{self.number}words about my knee"

    def private(self, *, has_public_name=False):
        """What no stranger may read. The name of a comment's author is public."""
        secrets = [self.email, self.email.partition("@")[0], self.phone, self.phone[1:]]
        if not has_public_name:
            secrets += [self.name, self.text]
        return secrets


def coats(secret):
    """Return every form of a secret that is worth looking for, as bytes."""
    raw = secret.encode()
    found = {
        raw,
        raw.lower(),
        raw.upper(),
        quote(secret).encode(),
        quote_plus(secret).encode(),
        html.escape(secret).encode(),
        json.dumps(secret)[1:-1].encode(),
        quopri.encodestring(raw).strip(),
        raw.hex().encode(),
        codecs.encode(secret, "rot13").encode(),
        raw[::-1],
    }
    for offset in range(3):  # base64 of the secret inside something longer
        middle = base64.b64encode(b"\0" * offset + raw)
        found.add(middle[4 if offset else 0 : -4])
    for digest in ("md5", "sha1", "sha256"):
        hashed = hashlib.new(digest, secret.strip().lower().encode())
        found |= {hashed.hexdigest().encode(), base64.b64encode(hashed.digest())}
    return {coat for coat in found if len(coat) >= 6}


def leaks(secrets, haystack):
    """Return the secrets that can be found in these bytes, in any coat."""
    return [secret for secret in secrets if any(coat in haystack for coat in coats(secret))]
