"""CALL BACK, read: what a visitor wrote to the staff, opened; how to reach them, masked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

from intake.callbacks import store
from intake.db import transaction
from intake.errors import NotFound
from intake.privacy import service as privacy
from intake.sealing import Unsealable, mask
from intake.submissions import parts

INTERNATIONAL = phonenumbers.PhoneNumberFormat.INTERNATIONAL
SHUT = "This field cannot be opened: its key is missing."


class Field(StrEnum):
    """What is only shown after it was written down who asked."""

    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True)
class Letter:
    """What the staff read at once. Phone and address are masked; `window` is empty in a message."""

    name: str
    text: str
    phone: str
    email: str
    window: str
    is_voicemail_ok: bool | None

    @property
    def has_address(self) -> bool:
        """Say whether it can be answered by mail."""
        return self.email not in {"", SHUT}


def letter(submission_id: int) -> Letter:
    """Open what the visitor wrote. A field that will not open says so in its place."""
    row = _part(submission_id)
    return Letter(
        name=opened(row.name_sealed, "name", row.receipt),
        text=opened(row.text_sealed, "text", row.receipt),
        phone=masked(row.phone_sealed, "phone", row.receipt),
        email=masked(row.email_sealed, "email", row.receipt),
        window=row.window or "",
        is_voicemail_ok=row.is_voicemail_ok,
    )


def reveal(submission_id: int, field: Field, account_id: int) -> str:
    """Return one field in full, after noting who looked. One that will not open says so."""
    with transaction():
        row = _part(submission_id)
        privacy.note_access(account_id, row.site_id, submission_id, field)
    sealed = row.phone_sealed if field is Field.PHONE else row.email_sealed
    return opened(sealed, field, row.receipt, readable if field is Field.PHONE else str)


def opened(sealed: str, column: str, receipt: str, show: Callable[[str], str] = str) -> str:
    """Return one column as `show` makes it, or the sentence that it cannot be opened."""
    try:
        return show(parts.unseal(sealed, column, receipt))
    except Unsealable:
        return SHUT


def masked(sealed: str, column: str, receipt: str) -> str:
    """Return just enough of an address or number to recognise it."""
    return opened(sealed, column, receipt, mask)


def initial(sealed_name: str, receipt: str) -> str:
    """Return the first letter of a name."""
    return opened(sealed_name, "name", receipt, lambda name: f"{name[:1]}…")


def readable(phone: str) -> str:
    """Return a stored number in groups that can be read and dialled."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(phone), INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return phone


def _part(submission_id: int) -> store.Part:
    part = store.part(submission_id)
    if part is None:
        raise NotFound("There is no such message here.")
    return part
