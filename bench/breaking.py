"""The ways in which a running installation is broken, one at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from redis import Redis, RedisError

from bench.processes import kill
from bench.stack import Stack

CHILD_SECONDS = 2.0  # a job's process lives for some milliseconds: wait for the next one

Fault = Callable[[Stack, Random], int]


def web(stack: Stack, rng: Random) -> int:
    """Kill the process that answers, or the one that watches over it."""
    part = stack.parts["web"]
    return kill(part.children() if rng.random() < 0.5 else [part.pid])


def judge_parent(stack: Stack, _rng: Random) -> int:
    return kill([stack.parts["judge"].pid])


def judge_child(stack: Stack, rng: Random) -> int:
    return _kill_child(stack, "judge", rng)


def judge_both(stack: Stack, rng: Random) -> int:
    part = stack.parts["judge"]
    child = part.wait_for_child(CHILD_SECONDS)
    time.sleep(rng.uniform(0, 0.02))
    return kill([*child, part.pid])


def tell(stack: Stack, rng: Random) -> int:
    """Kill the process that is delivering, or the one that waits for the bell."""
    if rng.random() < 0.5:
        return _kill_child(stack, "tell", rng)
    return kill([stack.parts["tell"].pid])


def clock(stack: Stack, _rng: Random) -> int:
    return kill([stack.parts["clock"].pid])


def redis(stack: Stack, _rng: Random) -> int:
    return kill([stack.parts["redis"].pid])


KILLS: dict[str, Fault] = {
    "web": web,
    "judge parent": judge_parent,
    "judge child": judge_child,
    "judge both": judge_both,
    "tell": tell,
    "clock": clock,
    "redis": redis,
}


def flush_redis(stack: Stack) -> int:
    """Take every key and job away, if Redis is there."""
    try:
        Redis.from_url(stack.redis.url, socket_timeout=2).flushall()
    except RedisError:
        return 0
    return 1


def redis_outage(stack: Stack, seconds: float) -> None:
    """Keep Redis dead for so long."""
    stack.parts["redis"].halt()
    time.sleep(seconds)
    stack.parts["redis"].start()


def _kill_child(stack: Stack, name: str, rng: Random) -> int:
    child = stack.parts[name].wait_for_child(CHILD_SECONDS)
    time.sleep(rng.uniform(0, 0.02))  # anywhere in its life, not only at its birth
    return kill(child)
