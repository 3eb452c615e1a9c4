"""Half signed in: the password was right, the second factor is still to come. It opens nothing."""

from __future__ import annotations

from flask import session

from intake import clock
from intake.accounts import store
from intake.accounts.tables import Account
from intake.sealing import sealer

SECONDS = 10 * 60
KEY = "half"


def begin(account: Account, path: str, how: str) -> None:
    """Remember who it is, how they proved it, and where they want to go; nothing before stays."""
    session.clear()
    session[KEY] = {
        "account": account.id,
        "password": _code(account),
        "at": _now(),
        "path": path,
        "how": how,
    }


def account() -> Account | None:
    """Return who is half signed in here: not for long, and not past a change of the password."""
    kept = session.get(KEY)
    if not kept or not 0 <= _now() - kept["at"] <= SECONDS:
        return None
    found = store.active(kept["account"])
    return found if found and _code(found) == kept["password"] else None


def path() -> str:
    """Return where they want to go."""
    return str(session[KEY]["path"])


def how() -> str:
    """Return by what they proved who they are before."""
    return str(session[KEY]["how"])


def _code(account: Account) -> str:
    return sealer().code(account.password, f"half:{account.fs_uniquifier}")


def _now() -> int:
    return int(clock.now().timestamp())
