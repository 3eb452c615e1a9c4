"""The clock: rings every 2 s for what is due; does the work itself when Redis is gone."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

from intake import bell, db, health
from intake.accounts import forgotten
from intake.alerts import service as alerts
from intake.callbacks import closing_time
from intake.duty import service as duty
from intake.logs import log
from intake.moderation import bulk, campaigns, explaining, judging, learning, refitting, shadow
from intake.submissions import store as submissions
from intake.watch import auditing, heartbeat, trying
from workers import jobs, start
from workers.parts import see_to

TICK_SECONDS = 2
BEAT_SECONDS = 10
CLOSING_SECONDS = 30
REDIS_GONE_SECONDS = 30


class Clock:
    """Sweeps for what is due. `seconds` counts up; a test may give its own."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._heard_at = seconds()
        self._beat_at = self._closed_at = float("-inf")

    def tick(self) -> None:
        """Do what is due now, each part by itself."""
        parts: dict[str, Callable[[], object]] = {
            "beat": self._beat,
            "climb": _climb,
            "judge": lambda: self._see_to("judge", _has_to_judge, _judge),
            "deliver_unjudged": judging.deliver_unjudged,
            "tell": lambda: self._see_to("tell", _has_to_tell, jobs.tell),
            "warn": duty.warn_uncovered,
            "close": self._close,
            "bulk": lambda: self._see_to("bulk", bulk.has_due, bulk.work_due),
            "refit": lambda: self._see_to("refit", _has_to_refit, jobs.refit),
            "forget": campaigns.forget,
            "remind": alerts.remind_moderators,
            "audit": auditing.look_due,
        }
        for part, work in parts.items():
            see_to(part, work)

    def _see_to(self, worker: str, is_due: Callable[[], bool], do_it: Callable[[], object]) -> None:
        if not is_due():
            return
        if bell.ring(worker):
            self._heard_at = self._seconds()
        elif self._seconds() - self._heard_at > REDIS_GONE_SECONDS:
            log().warning("working_without_redis", worker=worker)
            do_it()

    def _beat(self) -> None:
        if self._seconds() - self._beat_at >= BEAT_SECONDS:
            health.beat("clock")
            self._beat_at = self._seconds()

    def _close(self) -> None:
        """Look at how days ended, which need not be known to the second."""
        if self._seconds() - self._closed_at >= CLOSING_SECONDS:
            closing_time.tell_due()
            self._closed_at = self._seconds()


def _has_to_judge() -> bool:
    waits = submissions.has_received() or learning.has_due() or explaining.has_due()
    return waits or shadow.has_due()


def _has_to_refit() -> bool:
    return refitting.has_due() and not (submissions.has_received() or learning.has_due())


def _has_to_tell() -> bool:
    return alerts.has_due() or forgotten.has_due() or _has_to_watch()


def _has_to_watch() -> bool:
    return heartbeat.has_due() or trying.has_due()


def _climb() -> None:
    if duty.has_due():
        duty.climb_due()


def _judge() -> None:
    jobs.learn_due()
    judging.judge_waiting(jobs.classifier())
    jobs.explain_due()
    jobs.try_rules()


def run() -> None:
    """Tick until told to stop. What is busy, or away, is tried again at the next tick."""
    start.connect()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    clock = Clock()
    while not stop.is_set():
        clock.tick()
        db.done()
        stop.wait(TICK_SECONDS)
