"""Signed webhooks that come in: whose they are, and whether they are what their sender wrote.

Standard Webhooks 1.0.0. Whoever asks learns nothing: a path that leads nowhere is verified too,
under a secret that nobody has, and all refusals are one.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook as Signer

from intake import clock
from intake.alerts.tables import Destination
from intake.db import session
from intake.errors import IntakeError
from intake.sealing import Unsealable, sealer

TOLERANCE = timedelta(seconds=300)
MOST_BYTES = 4096
MOST_SIGNATURES = 5
CODE_LETTERS = 24
NOBODYS = "whsec_" + base64.b64encode(b"\0" * 32).decode()


class NotSigned(IntakeError):
    """Not signed by whom this path belongs to, or too old."""

    status = 401
    code = "not_signed"


@dataclass(frozen=True)
class Signed:
    """What somebody sent, whose signature was verified. `id` is the same when it is sent again."""

    id: str
    destination_id: int
    site_id: int
    body: dict[str, Any]


def token(destination_id: int, scope: str) -> str:
    """Return the end of the path that this destination's webhooks come in by."""
    return f"{destination_id}-{_code(destination_id, scope)}"


def _code(destination_id: int, scope: str) -> str:
    return sealer().code(str(destination_id), scope)[:CODE_LETTERS]


def read(given: str, scope: str, headers: Mapping[str, str], body: bytes) -> Signed:
    """Verify it and take it apart. Raises NotSigned."""
    headers = {name.lower(): value for name, value in headers.items()}
    row = _destination(given, scope)
    is_signed = _is_signed(_secret(row) or NOBODYS, headers, body[: MOST_BYTES + 1])
    if row is None or not is_signed or not _secret(row):
        raise NotSigned("This is not signed as it should be.")
    return Signed(headers["webhook-id"], row.id, row.site_id, _object(body))


def _destination(given: str, scope: str) -> Destination | None:
    number, _, code = given.partition("-")
    id_ = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    if not hmac.compare_digest(_code(id_, scope).encode(), code.encode()):
        return None
    row = session().get(Destination, id_)
    return row if row and row.is_enabled else None


def _secret(row: Destination | None) -> str:
    if row is None:
        return ""
    try:
        return sealer().open(row.secret_sealed, f"destination:secret:{row.address_index}")
    except Unsealable:
        return ""


def _is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    id_, signatures = headers.get("webhook-id", ""), headers.get("webhook-signature", "")
    sent_at = _moment(headers.get("webhook-timestamp", ""))
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = ""
    expected = Signer(secret).sign(id_, sent_at, text).encode()
    given = [one.encode() for one in signatures.split(" ")[:MOST_SIGNATURES]]
    is_right = sum(hmac.compare_digest(expected, one) for one in given) > 0
    is_new = abs(clock.now() - sent_at) <= TOLERANCE
    return is_right and is_new and 0 < len(id_) <= 200 and 0 < len(body) <= MOST_BYTES


def _moment(text: str) -> datetime:
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    return datetime.fromtimestamp(seconds, UTC)


def _object(body: bytes) -> dict[str, Any]:
    """Return the body as an object; an empty one if it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
