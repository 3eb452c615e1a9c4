"""Passwords: long enough, and none that is guessed first. No rules about what they consist of."""

from __future__ import annotations

import re
import string
import threading
import unicodedata
from functools import cache
from pathlib import Path

from flask_security import hash_password

from intake.accounts.tables import Account

SHORTEST, LONGEST = 12, 256
FEWEST_DIFFERENT = 5
RUNS = (
    "0123456789" * 3,
    "9876543210" * 3,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
DRESSING = string.digits + string.punctuation + " "
LEET = str.maketrans("013457@$", "oieastas")
# Argon2id, well above the least that OWASP asks for (19 MiB, twice): some 60 ms on a small machine.
ARGON2 = {"argon2__memory_cost": 32768, "argon2__time_cost": 3, "argon2__parallelism": 1}
_at_once = threading.BoundedSemaphore(2)  # so that guesses take neither every core nor the memory


def weakness(password: str, *own: str) -> str | None:
    """Return what is wrong with a new password, or None. `own`: what others know of its owner."""
    if len(password) < SHORTEST:
        return f"Enter a password of at least {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"Enter a password of at most {LONGEST} characters"
    if is_common(password) or password.casefold() in {word.casefold() for word in own}:
        return "This password is among the first that anybody tries: enter another one"
    return None


def is_common(password: str) -> bool:
    """Say whether it is guessed soon: a known word, repeated or dressed up, or a run of keys."""
    plain = password.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT or any(plain in run for run in RUNS):
        return True
    word = re.sub(r"[^a-z]", "", plain.strip(DRESSING).translate(LEET))
    return plain in _common() or word in _common() or _root(word) in _common()


def _root(text: str) -> str:
    """Return the shortest text that this one repeats."""
    return text[: (text + text).find(text, 1)] if text else ""


@cache
def _common() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    with _at_once:
        digest: str = hash_password(_normal(password))
    return digest


def is_right(account: Account | None, password: str) -> bool:
    """Check a password; for nobody's account it takes as long and says no."""
    if account is None:
        hashed(password)
        return False
    with _at_once:
        return bool(account.verify_and_update_password(_normal(password)))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)  # keyboards differ in how they write an umlaut
