"""How often one sender may post, counted in the memory of each web process.

The libraries at hand were weighed and left: they look through all senders on a timer, and have a
clock of their own. Here a post costs one look-up, and what is old falls out as others come.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import threading
from collections import OrderedDict, deque
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from intake.errors import TooMany

MINUTE = 60
HOUR = 60 * 60
TRIES_PER_POST = 5  # a person corrects a form; more tries than this, and it is a program
MOST_SENDERS = 50_000  # about 10 MB; a flood from more networks forgets the quietest first


def sender_key(secret: str, address: str | None, at: datetime) -> str:
    """Return a keyed hash of the visitor's network, another one each day, so that nobody is traced.

    The network is what one sender can call their own: an IPv4 address (a wider net would punish the
    neighbours), or the /64 of an IPv6 one (within it, anybody may take a new address at will).
    """
    words = f"{at.date().isoformat()}|{network_of(address or '')}"
    return hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()


def network_of(address: str) -> str:
    """Return the network that stands for this address; anything else stands for itself."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Address(int(ip) >> 64 << 64))
    return str(ip)


class Door:
    """Where posts come in: a sender may try more often than it may leave something behind."""

    def __init__(self, per_minute: int, per_hour: int) -> None:
        self._tried = Limits(per_minute * TRIES_PER_POST, per_hour * TRIES_PER_POST)
        self._stored = Limits(per_minute, per_hour)

    def knock(self, sender: str, at: datetime) -> None:
        """Count a try, whatever comes of it. Raises TooMany."""
        if wait := self._tried.wait_seconds(sender, at):
            raise _too_many(wait)
        self._tried.count(sender, at)

    def full(self, sender: str, at: datetime) -> TooMany | None:
        """Return the refusal of anything new; None if there is room."""
        wait = self._stored.wait_seconds(sender, at)
        return _too_many(wait) if wait else None

    def count(self, sender: str, at: datetime) -> None:
        """Count what was stored; a retry that stored nothing is none."""
        self._stored.count(sender, at)


class Limits:
    """At most so many in any minute and in any hour, for each sender."""

    def __init__(self, per_minute: int, per_hour: int) -> None:
        self._windows = ((MINUTE, per_minute), (HOUR, per_hour))
        self._keep = max(per_minute, per_hour)
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_seconds(self, sender: str, at: datetime) -> int:
        """Return how long the sender must wait before the next; 0 if there is room now."""
        with self._lock:
            times = self._times.get(sender, ())
            waits = [_wait(times, seconds, most, at) for seconds, most in self._windows]
        return max(waits)

    def count(self, sender: str, at: datetime) -> None:
        """Note one more of this sender, and forget who was quiet for an hour."""
        now = at.timestamp()
        with self._lock:
            times = self._times.setdefault(sender, deque(maxlen=self._keep))
            times.append(now)
            self._times.move_to_end(sender)
            self._forget(now - HOUR)

    def _forget(self, before: float) -> None:
        while self._times:
            quietest = next(iter(self._times))
            if len(self._times) <= MOST_SENDERS and self._times[quietest][-1] > before:
                return
            del self._times[quietest]


def _wait(times: deque[float] | tuple[()], seconds: int, most: int, at: datetime) -> int:
    """Return the seconds until fewer than `most` of these lie in the window."""
    if len(times) < most:
        return 0
    frees_at = times[-most] + seconds
    return max(0, math.ceil(frees_at - at.timestamp()))


def _too_many(wait_seconds: int) -> TooMany:
    minutes = -(-wait_seconds // MINUTE)
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    return TooMany(
        f"Too much was sent from your network. Wait {wait}, then press Send again.",
        retry_after_seconds=wait_seconds,
    )
