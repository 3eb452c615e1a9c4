"""A Redis that may throw jobs away is refused at the start."""

from __future__ import annotations

from redis import Redis, ResponseError

from intake.errors import ConfigError


def refuse_lossy_redis(redis: Redis) -> None:
    """Raise ConfigError if this Redis evicts keys when its memory is full."""
    try:
        policy = redis.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except ResponseError:
        return  # hosted Redis often forbids CONFIG; docs/running.md says what to set there
    if policy != "noeviction":
        raise ConfigError(
            f"Redis has maxmemory-policy {policy}: it would drop jobs without a word. "
            "Set it to noeviction."
        )
