"""Rows of second factors: authenticator apps, passkeys, recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, func, select, update

from intake import clock
from intake.accounts.tables import AuthenticatorApp, Passkey, RecoveryCode
from intake.db import session
from intake.rows import affected


def has_any(account_id: int) -> bool:
    """Say whether this account has a second factor; recovery codes alone are none."""
    app = exists().where(AuthenticatorApp.account_id == account_id)
    passkey = exists().where(Passkey.account_id == account_id)
    return bool(session().scalar(select(app | passkey)))


def with_any(account_ids: Sequence[int]) -> set[int]:
    """Return which of these accounts have a second factor."""
    found: set[int] = set()
    for table in (AuthenticatorApp, Passkey):
        found |= set(
            session().scalars(select(table.account_id).where(table.account_id.in_(account_ids)))
        )
    return found


def remove_all(account_id: int) -> None:
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        session().execute(delete(table).where(table.account_id == account_id))


def app(account_id: int) -> AuthenticatorApp | None:
    return session().get(AuthenticatorApp, account_id)


def set_app(account_id: int, secret_sealed: str, last_step: int) -> None:
    """Keep the secret of an app, in place of the one before."""
    remove_app(account_id)
    session().add(
        AuthenticatorApp(
            account_id=account_id,
            secret_sealed=secret_sealed,
            last_step=last_step,
            added_at=clock.now(),
        )
    )


def use_step(account_id: int, step: int) -> bool:
    """Use up the digits of this half minute and of all before; say whether they were unused."""
    used = session().execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.account_id == account_id, AuthenticatorApp.last_step < step)
        .values(last_step=step)
    )
    return affected(used) == 1


def remove_app(account_id: int) -> bool:
    gone = session().execute(
        delete(AuthenticatorApp).where(AuthenticatorApp.account_id == account_id)
    )
    return affected(gone) == 1


def passkeys(account_id: int) -> Sequence[Passkey]:
    query = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return session().scalars(query).all()


def has_passkey(credential_id: str) -> bool:
    """Say whether anybody has this passkey."""
    return bool(session().scalar(select(exists().where(Passkey.credential_id == credential_id))))


def add_passkey(values: dict[str, Any]) -> int:
    passkey = Passkey(added_at=clock.now(), **values)
    session().add(passkey)
    session().flush()
    return passkey.id


def use_passkey(id_: int, seen_count: int, count: int) -> bool:
    """Note a use if nobody else has used the passkey meanwhile; say whether we did."""
    used = session().execute(
        update(Passkey)
        .where(Passkey.id == id_, Passkey.sign_count == seen_count)
        .values(sign_count=count, used_at=clock.now())
    )
    return affected(used) == 1


def rename_passkey(id_: int, account_id: int, name: str) -> bool:
    renamed = session().execute(
        update(Passkey).where(Passkey.id == id_, Passkey.account_id == account_id).values(name=name)
    )
    return affected(renamed) == 1


def remove_passkey(id_: int, account_id: int) -> bool:
    gone = session().execute(
        delete(Passkey).where(Passkey.id == id_, Passkey.account_id == account_id)
    )
    return affected(gone) == 1


def replace_codes(account_id: int, digests: Sequence[str]) -> None:
    session().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session().add_all(RecoveryCode(account_id=account_id, digest=digest) for digest in digests)


def use_code(account_id: int, digest: str) -> bool:
    """Use a recovery code up; say whether it was us."""
    used = session().execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.digest == digest,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    return affected(used) == 1


def count_codes(account_id: int) -> int:
    """Return how many recovery codes are left."""
    left = select(func.count()).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return session().scalar(left) or 0
