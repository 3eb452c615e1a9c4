"""Mail without a mail server: each is a file in the data directory, and the demo shows them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from intake.alerts.outcomes import Commit, Refused

_directory: Path | None = None


@dataclass(frozen=True)
class Mail:
    """A mail as the demo's page shows it."""

    to: str
    subject: str
    text: str
    message_id: str
    sent_at: datetime


def keep_in(directory: Path) -> None:
    """Keep this process's mails there."""
    global _directory  # noqa: PLW0603 - one mailbox a process
    _directory = directory


def newest(limit: int) -> list[Mail]:
    """Return the mails that were written last, newest first."""
    files = list(_directory.glob("*.eml")) if _directory else []
    written = sorted(((file.stat().st_mtime_ns, file) for file in files), reverse=True)
    return [_read(file) for _, file in written[:limit]]


def _read(file: Path) -> Mail:
    mail = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default)
    return Mail(
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=mail.get_content(),
        message_id=str(mail["Message-ID"]),
        sent_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
    )


class Mailbox:
    """Writes mails as files named after their id, so that a mail sent again replaces itself."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def send(self, mail: EmailMessage, name: str, commit: Commit) -> None:
        """Write the file whole or not at all. Raises Refused."""
        draft = self._directory / f"{name}.tmp"
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(draft, mail.as_bytes())
        except OSError:
            raise Refused("mailbox not writable", is_route_down=True) from None
        commit()
        try:
            draft.replace(self._directory / f"{name}.eml")
            _sync(self._directory)
        except OSError:
            raise Refused("mailbox not writable", is_route_down=True) from None


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        file.chmod(0o600)
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
