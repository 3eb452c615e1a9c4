"""How often a password may be tried, such that nobody can lock somebody else out.

An attempt counts against its network and, over all networks, against the account. A device that has
signed in to the account before counts for itself only: no attempts elsewhere keep its owner out.
"""

from __future__ import annotations

import hashlib
import time

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from intake.errors import TooMany
from intake.limits import network_of

WINDOW_MINUTES = 10
BY_DEVICE = RateLimitItemPerMinute(10, WINDOW_MINUTES)
BY_ACCOUNT = RateLimitItemPerMinute(20, WINDOW_MINUTES)
BY_NETWORK = RateLimitItemPerMinute(30, WINDOW_MINUTES)
SECOND_FACTOR = RateLimitItemPerMinute(5, 5)
SECOND_FACTOR_A_DAY = RateLimitItemPerDay(50)  # of strangers who know the password, and guess on
PASSWORD_AGAIN = RateLimitItemPerMinute(5, 5)
FORGOTTEN = RateLimitItemPerMinute(10, WINDOW_MINUTES)


class Throttle:
    """Counts attempts in the memory of this process."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def admit(self, email: str, address: str, device: str | None) -> None:
        """Count an attempt, right or wrong. Raises TooMany, with the wait in seconds.

        `device`: its name, if it has signed in to the account before.
        """
        who = hashlib.sha256(email.encode(errors="replace")).hexdigest()
        if device:
            self._hit(BY_DEVICE, "device", device, who)
        else:
            self._hit(BY_NETWORK, "network", network_of(address))
            self._hit(BY_ACCOUNT, "account", who)

    def admit_second_factor(self, account: str, device: str | None) -> None:
        """Count a try of the account's second factor, right or wrong. Raises TooMany."""
        if device:
            self._hit(SECOND_FACTOR, "second-on-device", device, account)
        else:
            self._hit(SECOND_FACTOR, "second", account)
            self._hit(SECOND_FACTOR_A_DAY, "second", account)

    def admit_again(self, sign_in: str) -> None:
        """Count a password that somebody signed in types again. Raises TooMany."""
        self._hit(PASSWORD_AGAIN, "again", sign_in)

    def admit_forgotten(self, address: str) -> None:
        """Count a request for a new password. Raises TooMany."""
        self._hit(FORGOTTEN, "forgotten", network_of(address))

    def _hit(self, limit: RateLimitItem, *key: str) -> None:
        if self._limiter.hit(limit, *key):
            return
        wait = max(1, round(self._limiter.get_window_stats(limit, *key).reset_time - time.time()))
        raise TooMany(
            f"Too many attempts. Wait {_in_words(wait)} and try again.",
            retry_after_seconds=wait,
        )


def _in_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
