"""An RQ worker that stops when told to, comes back to a Redis that was away, and is seen alive."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from intake import db, health
from intake.config import Settings

WORKER_TTL_SECONDS = 30
MAINTENANCE_SECONDS = 60
BEAT_SECONDS = 10
SOCKET_SECONDS = 25  # longer than the 15 s that an idle worker blocks for


class QueueWorker(Worker):
    """One queue, JSON, no job words in the logs. `prepare` runs in the parent before each fork."""

    max_connection_wait_time = 2.0  # RQ would wait up to 60 s after Redis is back

    def __init__(self, name: str, redis: Redis, prepare: Callable[[], object]) -> None:
        self._role = name
        self._prepare = prepare
        self._beat_at = float("-inf")
        super().__init__(
            [Queue(name, connection=redis, serializer=JSONSerializer)],
            connection=redis,
            serializer=JSONSerializer,
            worker_ttl=WORKER_TTL_SECONDS,
            maintenance_interval=MAINTENANCE_SECONDS,
            default_result_ttl=0,
            log_job_description=False,
        )

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        # RQ only raises here, and when one of its handlers eats that, it goes on for ever.
        self._stop_requested = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def execute_job(self, job: Job, queue: Queue) -> None:
        self._prepare()
        super().execute_job(job, queue)

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        # Ours first: while Redis is away RQ's own raises, and yet this process lives.
        if time.monotonic() - self._beat_at >= BEAT_SECONDS:
            self._beat_at = time.monotonic()
            health.beat(self._role, detail=getattr(self._prepare(), "version", ""))
            db.done()
        super().heartbeat(timeout, pipeline)

    @property
    def must_stop(self) -> bool:
        """Whether the last work() ended because somebody asked for it."""
        return bool(self._stop_requested)


def connect_redis(settings: Settings) -> Redis:
    """Return a client for a worker, which may wait for its Redis, unlike the web process."""
    return Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=2,
        socket_timeout=SOCKET_SECONDS,
        retry=Retry(ConstantBackoff(0.2), 3),
    )
