"""What people prove themselves with, for tests: an app that shows digits, and a passkey."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from base64 import b32decode, urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from intake import clock
from tests.people import csrf_token, sign_in

PRESENT, ATTESTED = 0x01, 0x40
STEP = "/staff/second-factor"


class App:
    """An authenticator app that has read the secret of a page."""

    def __init__(self, page):
        spelt = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1]
        self._totp = TOTP(b32decode(spelt.replace(" ", "")), 6, SHA1(), 30)

    def digits(self, seconds_off=0):
        return self._totp.generate(clock.now().timestamp() + seconds_off).decode()


def add_app(client):
    """Add an app through the page; return it and the answer."""
    page = client.get("/staff/account/app").text
    app = App(page)
    return app, confirm(client, page, app.digits())


def confirm(client, page, code):
    offer = re.search(r'name="offer"[^>]*value="([^"]+)"', page)[1]
    token = csrf_token(client, "/staff/account")
    return client.post(
        "/staff/account/app", data={"csrf_token": token, "offer": offer, "code": code}
    )


def codes_of(answer):
    return re.findall(r"<code>([a-z2-9-]{14})</code>", answer.text)


def text(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkey:
    """A software authenticator: one key pair for one origin, and a count of what it signed."""

    def __init__(self, origin="http://localhost", counts=True):
        self.origin = origin
        self.id = hashlib.sha256(str(id(self)).encode()).digest()
        self.count = 1 if counts else 0
        self._counts = counts
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options, **changes):
        """Answer a question to make a passkey, as a browser would."""
        numbers = self._key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        data = self._data(options["rp"]["id"], PRESENT | ATTESTED) + attested
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", options, changes),
            attestationObject=cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def sign(self, options, **changes):
        """Answer a question to sign in, as a browser would."""
        self.count += 1 if self._counts else 0
        data = self._data(options["rpId"], changes.pop("flags", PRESENT))
        said = self._client_data("webauthn.get", options, changes)
        signed = data + hashlib.sha256(said).digest()
        signature = self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _data(self, host, flags):
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client_data(self, kind, options, changes):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said | changes).encode()

    def _answer(self, **parts):
        response = {name: text(part) for name, part in parts.items()}
        about = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps({**about, "response": response})


def question(client, path, page):
    """Fetch a question of ours as the page's script does."""
    headers = {"X-CSRFToken": csrf_token(client, page), "Accept": "application/json"}
    return client.post(path, headers=headers)


def add_passkey(client, passkey, name="My telephone", **changes):
    """Add the passkey through the page; return the answer."""
    page = "/staff/account/passkeys"
    options = question(client, f"{page}/question", page).json
    answer = passkey.make(options, **changes)
    data = {"csrf_token": csrf_token(client, page), "name": name, "answer": answer}
    return client.post(page, data=data)


def half(app, address="203.0.113.7", **more):
    """Return a strange device on which the password was right."""
    client = app.test_client()
    client.environ_base = {"REMOTE_ADDR": address}
    assert sign_in(client, **more).location == STEP
    return client


def enter(client, **fields):
    return client.post(STEP, data={"csrf_token": csrf_token(client, STEP), **fields})
