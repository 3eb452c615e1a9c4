"""One process that is kept running: started, and started again after a pause when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from intake.run.kernel import leave_with_parent

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 8.0
# Who lived this long was healthy: its next death is a new story, not the same one again.
HEALTHY_SECONDS = 5.0


@dataclass
class Kept:
    """A named command line and the process that runs it now, if any."""

    name: str
    command: str
    colour: str
    is_ground: bool = False  # others stand on it: first to start, last to stop
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    starts_again_at: float | None = None
    pause_seconds: float = 0.0
    last_code: int = 0

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self, env: Mapping[str, str], kept_open: Sequence[int]) -> IO[bytes]:
        """Start the command in a process group of its own; return what it will write."""
        supervisor = os.getpid()
        self.process = subprocess.Popen(  # noqa: S602 - a Procfile line is a shell line
            f"exec {self.command}",  # so that the process is the command, not a shell around it
            shell=True,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone
            pass_fds=kept_open,
            preexec_fn=lambda: leave_with_parent(supervisor),  # noqa: PLW1509 - we have one thread
        )
        self.started_at, self.starts_again_at = time.monotonic(), None
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        return self.process.stdout

    def ended(self, code: int) -> None:
        """Note the death and when to start again: at once, then ever later while it keeps dying."""
        now = time.monotonic()
        self.pause_seconds = next_pause(self.pause_seconds, now - self.started_at)
        self.starts_again_at = now + self.pause_seconds
        self.last_code = code
        if self.process:
            self.signal(signal.SIGKILL)  # its own children must not hold the port against the next
            self.process.returncode = code  # reaped by the supervisor, not by Popen
            self.process = None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and whoever it started in its group."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def next_pause(last_pause: float, lived_seconds: float) -> float:
    """How long to wait before the next start."""
    if lived_seconds >= HEALTHY_SECONDS:
        return FIRST_PAUSE_SECONDS
    return min(max(2 * last_pause, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
