"""Everything that a Redis holds, as bytes: to look for what must not be there."""

from __future__ import annotations

import zlib

from redis import Redis

READ = {
    b"string": lambda redis, key: [redis.get(key)],
    b"hash": lambda redis, key: [part for pair in redis.hgetall(key).items() for part in pair],
    b"list": lambda redis, key: redis.lrange(key, 0, -1),
    b"set": lambda redis, key: list(redis.smembers(key)),
    b"zset": lambda redis, key: redis.zrange(key, 0, -1),
    b"stream": lambda redis, key: [repr(redis.xrange(key)).encode()],
}


def everything(url):
    """Return all keys and values; what RQ has compressed is shown both ways."""
    redis = Redis.from_url(url)
    parts = []
    for key in redis.keys("*"):
        parts.append(key)
        for value in READ[redis.type(key)](redis, key):
            parts += [value, _inflated(value)]
    return b"\n".join(parts)


def _inflated(value):
    try:
        return zlib.decompress(value)
    except zlib.error:
        return b""
