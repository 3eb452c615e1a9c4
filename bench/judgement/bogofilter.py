"""bogofilter, where it is installed: learn two mailboxes, judge a third."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

BINARY = "bogofilter"
SPAM_CUTOFF = 0.99  # bogofilter's own
_HEAD = "From nobody Thu Jan  1 00:00:00 1970\nContent-Type: text/plain; charset=utf-8\n\n"


def learn(spam: Sequence[str], ham: Sequence[str]) -> TemporaryDirectory[str]:
    """The word lists, in a folder that lasts as long as the returned object."""
    words = TemporaryDirectory(prefix="bogofilter-")
    _run(words, "-s", spam)
    _run(words, "-n", ham)
    return words


def judge(words: TemporaryDirectory[str], texts: Sequence[str]) -> list[float]:
    """The probability of spam of each text."""
    return [float(line.split()[-1]) for line in _run(words, "-TT", texts).splitlines()]


def _run(words: TemporaryDirectory[str], what: str, texts: Sequence[str]) -> str:
    box = Path(words.name) / "box"
    box.write_bytes(b"".join(map(_mail, texts)))
    command = [BINARY, "-C", "-d", words.name, "-M", what, "-I", str(box)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 3:
        raise RuntimeError(f"bogofilter: {done.stderr.strip()}")
    return done.stdout


def _mail(text: str) -> bytes:
    body = re.sub(r"^From ", ">From ", text, flags=re.MULTILINE)
    return (_HEAD + body + "\n\n").encode("utf-8", "replace")
