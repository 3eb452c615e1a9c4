"""Recovery codes: on paper, for the day the telephone is gone. Each works once."""

from __future__ import annotations

import secrets

from intake.accounts import factors_store as store
from intake.sealing import sealer

CODES = 10
GROUPS, GROUP_LETTERS = 3, 4
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another one


def renew(account_id: int) -> list[str]:
    """Make new codes, in the caller's transaction; those before are worth nothing."""
    codes = [_new() for _ in range(CODES)]
    store.replace_codes(account_id, [_digest(account_id, code) for code in codes])
    return codes


def use(account_id: int, typed: str) -> bool:
    """Say whether this is a code that nobody used; used up in the caller's transaction."""
    digest = _digest(account_id, typed)
    return bool(digest) and store.use_code(account_id, digest)


def _new() -> str:
    return "-".join(
        "".join(secrets.choice(LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS)
    )


def _digest(account_id: int, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return sealer().index(plain, f"recovery:{account_id}")
