"""The bytes of a webhook, against the vector of a known secret."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from intake import clock
from intake.alerts import webhook
from intake.alerts.outward import Target

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
BODY = '{"type":"callback.created","timestamp":"2025-11-22T08:26:40Z","data":{"id":"cb_7K2"}}'
SIGNATURE = "v1,C253eDxnfGgElUfKaJtcVPzp3f9QQfLmDZxQ0re/hmg="


def test_a_request_is_signed_as_standard_webhooks_says():
    clock.pin(lambda: datetime.fromtimestamp(1763800000, UTC))
    try:
        request = webhook._request(
            Target("hooks.example", 443, "/in?a=b", is_tls=True), SECRET, "msg_01JTEST", BODY
        )
    finally:
        clock.pin(None)
    head, _, body = request.decode().partition("\r\n\r\n")
    assert body == BODY
    assert head.split("\r\n") == [
        "POST /in?a=b HTTP/1.1",
        "Host: hooks.example",
        "Content-Type: application/json",
        f"Content-Length: {len(BODY)}",
        "User-Agent: Intake",
        "Connection: close",
        "webhook-id: msg_01JTEST",
        "webhook-timestamp: 1763800000",
        f"webhook-signature: {SIGNATURE}",
    ]
