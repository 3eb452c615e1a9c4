"""Create the secrets: once, whole or not at all, for the eyes of their owner only."""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32


def create(data: Path) -> Path:
    """Write secrets.json if there is none. An existing file is never replaced."""
    path = data / "secrets.json"
    if not path.exists():
        _write_once(path, json.dumps(_fresh(), indent=2) + "\n")
    return path


def _fresh() -> dict[str, object]:
    sealing = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return {
        "secret_key": secrets.token_urlsafe(KEY_BYTES),
        "index_key": secrets.token_urlsafe(KEY_BYTES),
        "sender_key": secrets.token_urlsafe(KEY_BYTES),
        "field_keys": {"k1": sealing},
    }


def _write_once(path: Path, text: str) -> None:
    # A link appears with its whole content, or fails if another start was first. O_EXCL alone could
    # leave half a file behind after a crash, and half a key opens nothing.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # then the other start's secrets are the secrets
            path.hardlink_to(draft)
    finally:
        Path(draft).unlink()
