"""What the Linux kernel does for a supervisor: ends its children with it, hands it the orphans."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

_SET_PARENT_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36

# Looked up before any fork: between fork and exec nothing may be imported.
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def leave_with_parent(parent: int) -> None:
    """In a fresh child: be asked to stop when the supervisor dies, even if by SIGKILL."""
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # it died before we had asked


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, so that none gets away."""
    _prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> list[int]:
    """The processes whose parent we are now, finished but unreaped ones included."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if _is_child(entry)]


def _is_child(entry: Path) -> bool:
    if not entry.name.isdigit():
        return False
    try:
        facts = (entry / "stat").read_text(errors="replace")
    except OSError:
        return False  # it ended while we looked
    # The name, in brackets, may hold spaces and brackets; the state and the parent follow it.
    return int(facts.rpartition(")")[2].split()[1]) == os.getpid()
