"""bogofilter, where it is installed: learn two mailboxes, judge a third."""

from __future__ import annotations

import re
import shutil
import subprocess
import weakref
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from intake.errors import IntakeError

BINARY = "bogofilter"
SPAM_CUTOFF = 0.99  # bogofilter's own
_SAYS = (0, 1, 2)  # spam, ham, unsure; anything else is a failure
_HEAD = "From nobody Thu Jan  1 00:00:00 1970\nContent-Type: text/plain; charset=utf-8\n\n"


class BogofilterFailed(IntakeError):
    """It is there, but does not do what it is for."""


class WordLists:
    """What bogofilter has learnt: a folder that lasts as long as this object."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="bogofilter-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


def runs() -> bool:
    """Whether it is installed, with all that it needs."""
    if not shutil.which(BINARY):
        return False
    return subprocess.run([BINARY, "-V"], capture_output=True, check=False).returncode == 0


def learn(spam: Sequence[str], ham: Sequence[str]) -> WordLists:
    words = WordLists()
    _run(words, "-s", spam)
    _run(words, "-n", ham)
    return words


def judge(words: WordLists, texts: Sequence[str]) -> list[float]:
    """The probability of spam of each text."""
    return [float(line.split()[-1]) for line in _run(words, "-TT", texts).splitlines()]


def _run(words: WordLists, what: str, texts: Sequence[str]) -> str:
    box = words.folder / "box"
    box.write_bytes(b"".join(map(_mail, texts)))
    command = [BINARY, "-C", "-d", str(words.folder), "-M", what, "-I", str(box)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in _SAYS:
        raise BogofilterFailed(f"bogofilter: {done.stderr.strip()}")
    return done.stdout


def _mail(text: str) -> bytes:
    body = re.sub(r"^From ", ">From ", text, flags=re.MULTILINE)
    return (_HEAD + body + "\n\n").encode("utf-8", "replace")
