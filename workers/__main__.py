"""`python -m workers judge|tell|clock`: start one process."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from redis import Redis, RedisError

from intake import health
from intake.errors import ConfigError
from intake.logs import log
from workers import clock, jobs, start
from workers.redischeck import refuse_lossy_redis
from workers.worker import QueueWorker, connect_redis

PREPARE: dict[str, Callable[[], object]] = {"judge": jobs.classifier, "tell": lambda: None}
PAUSE_SECONDS = 1


def main(names: list[str]) -> int:
    """Run the process of this name until it is told to stop."""
    if len(names) != 1 or names[0] not in {*PREPARE, "clock"}:
        print("Say which: python -m workers judge, tell or clock.", file=sys.stderr)
        return 2
    try:
        if names[0] == "clock":
            clock.run()
        else:
            _work(names[0])
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _work(name: str) -> None:
    start.connect()
    PREPARE[name]()
    redis = connect_redis(start.settings())
    while not _stopped(name, redis):
        time.sleep(PAUSE_SECONDS)


def _stopped(name: str, redis: Redis) -> bool:
    """Work until Redis or the worker fails; say whether somebody asked us to stop."""
    try:
        refuse_lossy_redis(redis)
        worker = QueueWorker(name, redis, PREPARE[name])
        worker.work(logging_level="WARNING")
        return worker.must_stop
    except RedisError:
        log().warning("redis_away", worker=name)
        health.beat(name, detail=getattr(PREPARE[name](), "version", ""))
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
