"""Keeps the processes of one machine running, prints their lines, and stops them all together."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import FrameType
from typing import IO, Self

from honcho.colour import get_colours
from honcho.printer import Message, Printer

from intake.run import kernel
from intake.run.kept import Kept

# Together they stay under the 10 s in which everything must be gone.
STOP_SECONDS = 6.0
GROUND_STOP_SECONDS = 2.0
ORPHANS_SECONDS = 1.0
TICK_SECONDS = 0.1
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CHUNK_BYTES = 65536


class Supervisor:
    """Use as a context: whatever happens inside, nothing that it started outlives it.

    honcho reads the Procfile and prints the lines; its own manager stops everything as soon as one
    process stops, and a front desk must do the opposite, so the keeping is done here.
    """

    def __init__(self, env: Mapping[str, str], *, kept_open: Sequence[int] = ()) -> None:
        self._env = env
        self._kept_open = kept_open
        self._kept: list[Kept] = []
        self._selector = selectors.DefaultSelector()
        self._rests: dict[IO[bytes], bytes] = {}  # lines that are not finished yet
        self._printer = Printer(sys.stdout, width=len("intake"))
        self._colours = get_colours()
        self._stop_signals = 0

    def __enter__(self) -> Self:
        kernel.adopt_orphans()
        self._bell, self._wakeup = socket.socketpair()
        for end in (self._bell, self._wakeup):
            end.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._wakeup.fileno(), warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, self._told_to_stop)
        signal.signal(signal.SIGCHLD, _only_wake)
        return self

    def __exit__(self, *_: object) -> None:
        self.say("stopping everything")
        self._stop([kept for kept in self._kept if not kept.is_ground], STOP_SECONDS)
        self._stop([kept for kept in self._kept if kept.is_ground], GROUND_STOP_SECONDS)
        self._end_orphans()
        for stream in [*self._rests]:
            self._drain(stream)
        self.say("everything has stopped")
        signal.set_wakeup_fd(-1)
        for number in (*STOPPING, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        self._selector.close()
        self._bell.close()
        self._wakeup.close()

    @property
    def is_told_to_stop(self) -> bool:
        return self._stop_signals > 0

    def add(self, name: str, command: str, *, is_ground: bool = False) -> None:
        """Start a process and keep it running from now on."""
        kept = Kept(name, command, next(self._colours), is_ground)
        self._printer.width = max(self._printer.width, len(name))
        self._kept.append(kept)
        self._start(kept)

    def run(self) -> None:
        """Keep everything running until we are told to stop."""
        self.run_until(lambda: False, float("inf"))

    def run_until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Keep everything running until it is so; False if time ran out or we are told to stop."""
        deadline = time.monotonic() + seconds
        while not self.is_told_to_stop and time.monotonic() < deadline:
            if is_so():
                return True
            self._pump(TICK_SECONDS)
            self._start_again()
        return False

    def _start(self, kept: Kept) -> None:
        stream = kept.start(self._env, self._kept_open)
        os.set_blocking(stream.fileno(), False)
        self._selector.register(stream, selectors.EVENT_READ, kept)
        self._rests[stream] = b""

    def _start_again(self) -> None:
        for kept in self._kept:
            if kept.starts_again_at is not None and kept.starts_again_at <= time.monotonic():
                self._start(kept)
                self.say(f"{kept.name} stopped ({kept.last_code}); started again")

    def _pump(self, seconds: float) -> None:
        """Print what was written and note who died, waiting up to so long for either."""
        for key, _ in self._selector.select(seconds):
            if key.fileobj is self._bell:
                with suppress(BlockingIOError):
                    self._bell.recv(CHUNK_BYTES)
            else:
                self._read(key.fileobj, key.data)  # type: ignore[arg-type]  # all others are pipes
        self._reap()

    def _read(self, stream: IO[bytes], kept: Kept) -> None:
        chunk = os.read(stream.fileno(), CHUNK_BYTES)
        *lines, rest = (self._rests[stream] + chunk).split(b"\n")
        if not chunk and rest:
            lines.append(rest)
        self._rests[stream] = rest
        for line in lines:
            self._print(kept.name, line, kept.colour)
        if not chunk:
            self._close(stream)

    def _drain(self, stream: IO[bytes]) -> None:
        """Print the last words of those who have stopped."""
        kept = self._selector.get_key(stream).data
        with suppress(BlockingIOError):
            while stream in self._rests:
                self._read(stream, kept)

    def _close(self, stream: IO[bytes]) -> None:
        del self._rests[stream]
        self._selector.unregister(stream)
        stream.close()

    def _reap(self) -> None:
        """Collect every dead child: ours by name, adopted ones in silence."""
        named = {kept.pid: kept for kept in self._kept if kept.process}
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                if kept := named.get(found[0]):
                    kept.ended(os.waitstatus_to_exitcode(found[1]))

    def _stop(self, which: Iterable[Kept], seconds: float) -> None:
        """Ask them to stop, wait, then insist. A second Ctrl-C insists at once."""
        deadline, asked = time.monotonic() + seconds, self._stop_signals
        alive = [kept for kept in which if kept.process]
        for kept in alive:
            kept.signal(signal.SIGTERM)
        while any(kept.process for kept in alive):
            if time.monotonic() >= deadline or self._stop_signals > asked:
                for kept in alive:
                    kept.signal(signal.SIGKILL)
            self._pump(TICK_SECONDS)

    def _end_orphans(self) -> None:
        """End whoever left its group and outlived its parent; their children come to us in turn."""
        deadline = time.monotonic() + ORPHANS_SECONDS
        while time.monotonic() < deadline and (orphans := kernel.children()):
            for pid in orphans:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._pump(TICK_SECONDS)

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_signals += 1  # no more than that: a handler may interrupt a print

    def say(self, line: str) -> None:
        """Print a line of the supervisor's own."""
        self._print("intake", line, None)

    def _print(self, name: str, line: bytes | str, colour: str | None) -> None:
        with suppress(OSError):  # nobody reads any more: no reason to close the desk
            self._printer.write(Message("line", line, datetime.now().astimezone(), name, colour))


def _only_wake(_number: int, _frame: FrameType | None) -> None:
    """A handler must exist for the wake-up to be written; the loop does the work."""
