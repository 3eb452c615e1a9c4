"""Reading published threads with wrk: a client in Python would be slower than what it measures."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

CONNECTIONS = 16
CLIENT_CORE = "1"
MISSING = "wrk is not installed, so reads were not measured: apt install wrk"

_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_COUNT = re.compile(r"(\d+) requests in ([\d.]+)(ms|s|m)")
_WRONG = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*")


@dataclass(frozen=True)
class Read:
    """How fast it was read."""

    count: int
    per_second: float
    p99_ms: float


def is_possible() -> bool:
    return shutil.which("wrk") is not None


def read(url: str, seconds: int, headers: dict[str, str] | None = None) -> Read:
    """Read the URL for so long. Raises RuntimeError if any answer was an error."""
    options = [
        part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")
    ]
    command = ["taskset", "-c", CLIENT_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    done = subprocess.run(
        [*command, "--latency", *options, url], capture_output=True, text=True, check=True
    )
    counted, p99 = _COUNT.search(done.stdout), _P99.search(done.stdout)
    if _WRONG.search(done.stdout) or not counted or not p99:
        raise RuntimeError(f"wrk met errors:\n{done.stdout}")
    count = int(counted[1])
    return Read(count, count / seconds, float(p99[1]) * _UNITS[p99[2]])
