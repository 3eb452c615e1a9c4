"""One process of an installation: its command, its children, how to kill it, how much it uses."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from intake.run.kernel import leave_with_parent

STOP_SECONDS = 10.0
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Part:
    """A named process in a group of its own, started as often as it takes."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    core: int | None = None  # None: wherever there is room
    is_wanted: bool = False
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def start(self) -> None:
        """Start it, from now on with the wish that it runs."""
        bench = os.getpid()
        pin = ["taskset", "-c", str(self.core)] if self.core is not None else []
        with self.lock, self.log.open("ab") as log:
            self.is_wanted, self.starts = True, self.starts + 1
            self.process = subprocess.Popen(
                [*pin, *self.command],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: leave_with_parent(bench),  # noqa: PLW1509 - it takes no lock
            )

    def start_again_if_dead(self) -> None:
        """Do what a supervisor does, once whatever the dead one left behind is gone too."""
        with self.lock:
            if self.is_wanted and self.process and self.process.poll() is not None:
                self._kill_group()
                self.start()

    def stop(self) -> None:
        """Ask it to stop, wait, then insist."""
        with self.lock:
            self.is_wanted = False
            if self.process is None:
                return
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
            self._kill_group()
            self.process.wait()

    def halt(self) -> None:
        """Kill it and let it stay dead."""
        with self.lock:
            self.is_wanted = False
            self._kill_group()

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def children(self) -> list[int]:
        """Return the processes that it has started and that still run."""
        found: list[int] = []
        with suppress(OSError):
            for thread in Path(f"/proc/{self.pid}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
        return found

    def wait_for_child(self, seconds: float) -> list[int]:
        """Return its children as soon as it has any."""
        stop_at = time.monotonic() + seconds
        while not (found := self.children()) and time.monotonic() < stop_at:
            time.sleep(0.001)
        return found

    def cpu_seconds(self) -> float:
        """Return what it and its living children have used of a processor."""
        return sum(_cpu_seconds(pid) for pid in (self.pid, *self.children()))

    def rss_mb(self) -> float:
        """Return the memory of the largest process of it: master and worker share most pages."""
        return max(_rss_mb(pid) for pid in (self.pid, *self.children()))

    def _kill_group(self) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def kill(pids: Sequence[int]) -> int:
    """Kill these at once; return how many were there."""
    killed = 0
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed


def _cpu_seconds(pid: int) -> float:
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(facts[11]) + int(facts[12])) / TICKS_A_SECOND


def _rss_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES / 2**20
