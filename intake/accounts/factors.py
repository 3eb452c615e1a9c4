"""WHO: the second factors of an account. With one, a password alone opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake import audit
from intake.accounts import factors_store as store
from intake.accounts import passkeys, recovery, totp
from intake.accounts.passkeys import MOST_PASSKEYS, Party
from intake.accounts.tables import Account, Passkey
from intake.db import transaction
from intake.errors import Conflict, IntakeError, NotFound

MOST_NAME_LETTERS = 60


class WrongCode(IntakeError):
    """Digits that an app does not show now, or has shown for somebody already."""

    status = 422
    code = "wrong_code"


@dataclass(frozen=True)
class Factors:
    """What an account has beside its password."""

    app_added_at: datetime | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def has_any(self) -> bool:
        return bool(self.app_added_at or self.passkeys)


def of(account_id: int) -> Factors:
    """Return the second factors of this account."""
    app = store.app(account_id)
    return Factors(
        app_added_at=app.added_at if app else None,
        passkeys=store.passkeys(account_id),
        codes_left=store.count_codes(account_id),
    )


def has_any(account_id: int) -> bool:
    """Say whether this account has a second factor."""
    return store.has_any(account_id)


def add_app(account: Account, offered: str, code: str) -> list[str]:
    """Add an app by the digits it shows; return recovery codes if these are the first.

    Raises WrongCode.
    """
    with transaction():
        if not totp.add(account, offered, code):
            raise WrongCode("Enter the six digits that the app shows now")
        _note("add", account.id, kind="app")
        return _first_codes(account.id)


def remove_app(account_id: int) -> None:
    """Forget the app. Raises NotFound."""
    with transaction():
        if not store.remove_app(account_id):
            raise NotFound("There is no app to remove.")
        _note("remove", account_id, kind="app")
        _forget_codes_without_factor(account_id)


def add_passkey(account: Account, name: str, us: Party, challenge: str, answer: str) -> list[str]:
    """Add the passkey that the browser made; return recovery codes if these are the first.

    Raises PasskeyRefused, and Conflict.
    """
    made = passkeys.read_new(account, us, challenge, answer)
    with transaction():
        known = store.passkeys(account.id)
        if len(known) >= MOST_PASSKEYS:
            raise Conflict(f"An account has at most {MOST_PASSKEYS} passkeys: remove one first.")
        if store.has_passkey(str(made["credential_id"])):
            raise Conflict("This passkey was added already.")
        id_ = store.add_passkey({**made, "name": name[:MOST_NAME_LETTERS]})
        _note("add", account.id, kind="passkey", passkey=id_)
        return _first_codes(account.id)


def passkey(account_id: int, id_: int) -> Passkey:
    """Return one passkey of this account. Raises NotFound."""
    for one in store.passkeys(account_id):
        if one.id == id_:
            return one
    raise NotFound("There is no such passkey.")


def rename_passkey(account_id: int, id_: int, name: str) -> None:
    """Call a passkey something else. Raises NotFound."""
    with transaction():
        if not store.rename_passkey(id_, account_id, name[:MOST_NAME_LETTERS]):
            raise NotFound("There is no such passkey.")


def remove_passkey(account_id: int, id_: int) -> None:
    """Forget a passkey. Raises NotFound."""
    with transaction():
        if not store.remove_passkey(id_, account_id):
            raise NotFound("There is no such passkey.")
        _note("remove", account_id, kind="passkey", passkey=id_)
        _forget_codes_without_factor(account_id)


def renew_codes(account_id: int) -> list[str]:
    """Make new recovery codes; those before are worth nothing. Raises Conflict."""
    with transaction():
        if not store.has_any(account_id):
            raise Conflict("Add an app or a passkey first: recovery codes stand in for them.")
        audit.note("account.codes_renew", account_id=account_id, subject=_subject(account_id))
        return recovery.renew(account_id)


def use_code(account_id: int, typed: str) -> str | None:
    """Use up an app's digits or a recovery code; return which of them it was, None if neither."""
    is_app = len("".join(typed.split())) == totp.DIGITS
    with transaction():
        if is_app and totp.use(account_id, typed):
            return "app"
        return "recovery_code" if recovery.use(account_id, typed) else None


def use_passkey(account_id: int, us: Party, challenge: str, answer: str) -> str | None:
    """Say whether a passkey of this account signed our challenge: its kind, or None."""
    return "passkey" if passkeys.check(account_id, us, challenge, answer) else None


def note_failure(account_id: int) -> None:
    """Note that somebody knew the password and had no second factor."""
    with transaction():
        audit.note(
            "account.second_factor_failed", account_id=account_id, subject=_subject(account_id)
        )


def _first_codes(account_id: int) -> list[str]:
    return [] if store.count_codes(account_id) else recovery.renew(account_id)


def _forget_codes_without_factor(account_id: int) -> None:
    if not store.has_any(account_id):
        store.replace_codes(account_id, [])


def _note(verb: str, account_id: int, **more: Any) -> None:
    action = f"account.second_factor_{verb}"
    audit.note(action, account_id=account_id, subject=_subject(account_id), **more)


def _subject(account_id: int) -> str:
    return f"account:{account_id}"
