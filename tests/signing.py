"""Signed webhooks that come in, as Standard Webhooks 1.0.0 says, for tests."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count

from standardwebhooks.webhooks import Webhook

from intake import clock

_numbers = count()


def send(client, path, secret, body, *, id_=None, seconds_ago=0, signed=None):
    """Post a body as a service of somebody does that knows the secret; return the answer."""
    text = json.dumps(body)
    id_ = id_ or f"in_{next(_numbers)}"
    sent_at = clock.now() - timedelta(seconds=seconds_ago)
    right = f"v1,bm8= {Webhook(secret).sign(id_, sent_at, text)}"
    headers = {
        "webhook-id": id_,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": right if signed is None else signed,
    }
    return client.post(path, data=text, content_type="application/json", headers=headers)
