"""The web process is seen alive too: a thread of its own beats, begun by its first request.

Not begun by create_app: commands and tests make an app as well, and a server may fork after making
it, which no thread survives. Whoever answers a request is the process that serves. It is a thread,
so that a night without visitors does not look like a web server that died.
"""

from __future__ import annotations

import os
import threading
import time

from sqlalchemy.exc import SQLAlchemyError

from intake import db, health
from intake.logs import log

BEAT_SECONDS = 10

_beats_in: int | None = None  # the process that has its thread


def begin_once() -> None:
    """Start this process's thread, if it has none. Two at once would do no harm."""
    global _beats_in  # noqa: PLW0603 - one heart a process
    if _beats_in == os.getpid():
        return
    _beats_in = os.getpid()
    threading.Thread(target=_beat, name="heartbeat", daemon=True).start()


def _beat() -> None:
    while True:
        try:
            health.beat("web")
        except SQLAlchemyError:
            log().warning("beat_failed", process="web")
        db.done()
        time.sleep(BEAT_SECONDS)
