"""Who is signed in: a row beside each cookie, so that signing out ends copies of the cookie too."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, after_this_request, request, session
from flask_security import login_user

from intake import audit, clock
from intake.accounts import agents
from intake.accounts import signed_in_store as store
from intake.accounts.links import digest
from intake.accounts.tables import Account
from intake.db import transaction
from intake.errors import Busy, NotFound
from intake.logs import log

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 12 * 60 * 60
NOTE_SECONDS = 60  # how exactly idleness is measured; saves a new cookie with every answer
PROVEN_SECONDS = 10 * 60  # how long a password, once typed, stands for who one is


@dataclass(frozen=True)
class SignIn:
    """A sign-in as its owner sees it."""

    id: int
    device: str
    network: str
    begun_at: datetime
    seen_at: datetime
    is_this: bool


def begin(account: Account, how: str) -> None:
    """Sign in, with nothing left of the session before. `how`: by what they proved who they are."""
    token = secrets.token_urlsafe(32)
    device = agents.device(request.user_agent.string)
    network = agents.network(request.remote_addr or "")
    with transaction():
        store.end_before(clock.ago(ABSOLUTE_SECONDS))
        store.add(account.id, digest(token), device, network)
        _note("account.sign_in", account.id, how=how)
    session.clear()
    session.update(sign_in=token, seen_at=_now(), proven_at=_now())
    login_user(account, remember=False)


def end() -> None:
    """Sign out, wherever a copy of the cookie may be."""
    with transaction():
        if account_id := store.end(_digest()):
            _note("account.sign_out", account_id)
    session.clear()


def account_of(uniquifier: str) -> Account | None:
    """Return the account of this session if it is still signed in. Flask-Login calls this."""
    idle = _now() - session.get("seen_at", 0)
    if "sign_in" not in session or idle > IDLE_SECONDS:
        return None
    account = store.account_of(uniquifier, _digest(), clock.ago(ABSOLUTE_SECONDS))
    if account and idle > NOTE_SECONDS:
        session["seen_at"] = _now()
        after_this_request(_see)
    return account


def _see(response: Response) -> Response:
    """Note when its owner was last here; a page does not fail for the want of it.

    An answer that keeps the session as it was is to a page that asks by itself: nobody is there.
    """
    if session.modified:
        try:
            with transaction():
                store.see(_digest())
        except Busy:
            log().warning("not_noted_as_seen")
    return response


def of(account_id: int) -> list[SignIn]:
    """Return the sign-ins of this account that still open pages, the newest first."""
    seen_after = clock.ago(IDLE_SECONDS + NOTE_SECONDS)
    return [
        SignIn(
            id=row.id,
            device=row.device or agents.UNKNOWN,
            network=row.network,
            begun_at=row.begun_at,
            seen_at=clock.now() if row.digest == _digest() else row.seen_at or row.begun_at,
            is_this=row.digest == _digest(),
        )
        for row in store.of(account_id, clock.ago(ABSOLUTE_SECONDS), seen_after)
    ]


def end_one(account_id: int, id_: int) -> None:
    """End one of this account's sign-ins. Raises NotFound."""
    with transaction():
        if not store.end_one(id_, account_id):
            raise NotFound("This sign-in has ended already.")
        _note("account.sign_out", account_id, sign_in=id_)


def end_others(account_id: int) -> None:
    """End every sign-in of this account but the one that asks."""
    with transaction():
        store.end_all(account_id, but=_digest())
        _note("account.sign_out_elsewhere", account_id)


def is_proven() -> bool:
    """Say whether the password was typed here not long ago."""
    return 0 <= _now() - int(session.get("proven_at", 0)) <= PROVEN_SECONDS


def prove() -> None:
    """Note that the password has just been typed here."""
    session["proven_at"] = _now()


def this() -> str:
    """Return the digest of this sign-in."""
    return _digest()


def _digest() -> str:
    return digest(session.get("sign_in", ""))


def _note(action: str, account_id: int, **more: Any) -> None:
    audit.note(action, account_id=account_id, subject=f"account:{account_id}", **more)


def _now() -> int:
    return int(clock.now().timestamp())
