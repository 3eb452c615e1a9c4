"""Processes of the simulated year: each does one thing at a time that it is asked for, and is
killed now and then, between two statements or at any moment; then another takes its place.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from select import select as wait_for
from typing import Any

from sqlalchemy import event

from intake import clock, db
from intake.errors import Busy

Answer = dict[str, Any]
Act = Callable[..., Answer]
PATIENCE_SECONDS = 60.0
DIED = 137


class Part:
    """A process with a name, which does `acts`. Born when it is first asked."""

    def __init__(self, name: str, acts: Mapping[str, Act]) -> None:
        self.name, self.deaths = name, Counter[str]()
        self._acts = acts
        self._pid = 0
        self._line: socket.socket | None = None

    def ask(
        self, at: datetime, act: str, fate: tuple[str, float] | None = None, **of: Any
    ) -> Answer | None:
        """Have it done at this instant; None if the process died over it.

        `fate`: ("statement", n) to die at the n-th statement, ("moment", s) after so many seconds.
        """
        line = self._line or self._start()
        dies_at = int(fate[1]) if fate and fate[0] == "statement" else 0
        said = {"at": at.isoformat(), "act": act, "of": of, "dies_at": dies_at}
        line.sendall(json.dumps(said).encode() + b"\n")
        if fate and fate[0] == "moment" and not wait_for([line], [], [], fate[1])[0]:
            os.kill(self._pid, signal.SIGKILL)
        return self._answer(line)

    def stop(self) -> None:
        """Let it end."""
        if self._line:
            self._line.shutdown(socket.SHUT_RDWR)  # its brothers have copies of this end
            self._line.close()
            os.waitpid(self._pid, 0)
            self._line = None

    def _answer(self, line: socket.socket) -> Answer | None:
        said = b""
        while not said.endswith(b"\n"):
            if not wait_for([line], [], [], PATIENCE_SECONDS)[0]:
                raise TimeoutError(f"{self.name} does not answer")
            try:
                more = line.recv(65536)
            except ConnectionResetError:  # it died before it had read what it was asked
                more = b""
            if not more:
                self._bury()
                return None
            said += more
        answer: Answer = json.loads(said)
        return answer

    def _bury(self) -> None:
        _, status = os.waitpid(self._pid, 0)
        how = "SIGKILL" if os.WIFSIGNALED(status) else "statement"
        if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status) != DIED:
            raise RuntimeError(f"{self.name} failed; what it said stands above")
        self.deaths[how] += 1
        if self._line:
            self._line.close()
        self._line = None

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            _live(theirs, self._acts)
        theirs.close()
        self._pid, self._line = pid, ours
        return ours


def _live(line: socket.socket, acts: Mapping[str, Act]) -> None:
    """Do what is asked until nobody asks any more. Never returns."""
    death = _Death()
    gc.freeze()  # what there was before it was born will stay
    try:
        event.listen(db.current().writer, "before_cursor_execute", death.comes_nearer)
        event.listen(db.current().writer, "commit", death.comes_nearer)
        with line.makefile("rb") as asked:
            for said in asked:
                line.sendall(json.dumps(_done(json.loads(said), acts, death)).encode() + b"\n")
    except BaseException:  # noqa: BLE001 - a forked process must not go on as if it were its parent
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _done(said: dict[str, Any], acts: Mapping[str, Act], death: _Death) -> Answer:
    at = datetime.fromisoformat(said["at"])
    clock.pin(lambda: at)
    death.statements_left = said["dies_at"]
    try:
        return acts[said["act"]](**said["of"])
    except Busy:
        return {"busy": True}
    finally:
        death.statements_left = 0
        db.done()


class _Death:
    """Comes after so many statements, if any number is set."""

    def __init__(self) -> None:
        self.statements_left = 0

    def comes_nearer(self, *_of_what: Any) -> None:
        if self.statements_left:
            self.statements_left -= 1
            if not self.statements_left:
                os._exit(DIED)
