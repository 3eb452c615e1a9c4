"""Ringing the workers after a commit: best effort, coalesced, ids only. The queue is a hint.

The only file that names the jobs; a test resolves every name.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from intake.config import Settings

JOBS = {
    "judge": "workers.jobs.judge_waiting",
    "refit": "workers.jobs.refit_next",
    "bulk": "workers.jobs.decide_bulks",
    "tell": "workers.jobs.deliver_due",
}
QUEUES = {"refit": "judge", "bulk": "judge"}  # whose worker does it, if it has none of its own
RING_MS = 1000  # a ring that no worker took is forgotten, and the clock rings again
BUDGET_SECONDS = 0.2
REST_SECONDS = 10  # how long a Redis that failed is left alone
JOB_TIMEOUT_SECONDS = 30

T = TypeVar("T")


class Bell:
    """Rings through Redis. When Redis is gone it says so by returning False, quickly."""

    def __init__(self, redis_url: str) -> None:
        self.redis = Redis.from_url(
            redis_url,
            socket_connect_timeout=BUDGET_SECONDS,
            socket_timeout=BUDGET_SECONDS,
            retry=Retry(NoBackoff(), 0),  # redis-py's own ten retries would hold the visitor
        )
        self._rests_until = 0.0

    def ring(self, worker: str) -> bool:
        """Ask for one of the JOBS, unless one is asked for already."""
        return self.through(lambda redis: self._enqueue(redis, worker)) is not None

    def through(self, work: Callable[[Redis], T]) -> T | None:
        """Do this with Redis; None, quickly, when it is gone. It is left alone for a while then."""
        if time.monotonic() < self._rests_until:
            return None
        try:
            return work(self.redis)
        except (RedisError, OSError):
            self._rests_until = time.monotonic() + REST_SECONDS
            return None

    def _enqueue(self, redis: Redis, worker: str) -> bool:
        if not redis.set(f"bell:{worker}", 1, nx=True, px=RING_MS):
            return False  # it was rung a moment ago
        queue = Queue(QUEUES.get(worker, worker), connection=redis, serializer=JSONSerializer)
        if any(id_.startswith(f"{worker}-") for id_ in queue.get_job_ids()):
            return False  # a job that has not begun will see all that this one would
        queue.enqueue_call(
            JOBS[worker],
            job_id=f"{worker}-{secrets.token_hex(8)}",
            timeout=JOB_TIMEOUT_SECONDS,
            result_ttl=0,
            failure_ttl=3600,
            description=worker,
        )
        return True

    def heard(self, worker: str) -> None:
        """Forget the ring. A job calls this before it reads, so that no later ring is lost."""
        self.redis.delete(f"bell:{worker}")


_bell: Bell | None = None


def hang(settings: Settings) -> Bell:
    """Make this process's bell."""
    global _bell  # noqa: PLW0603 - one bell a process
    _bell = Bell(settings.redis_url)
    return _bell


def ring(worker: str) -> bool:
    """Ring this process's bell; say whether Redis heard."""
    return _bell.ring(worker) if _bell else False


def heard(worker: str) -> None:
    """Forget the ring of this process's bell."""
    if _bell:
        _bell.heard(worker)


def through(work: Callable[[Redis], T]) -> T | None:
    """Do this through the Redis of this process's bell; None, quickly, when there is none."""
    return _bell.through(work) if _bell else None
