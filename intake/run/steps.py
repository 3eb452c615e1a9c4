"""The steps before the start: commands of `flask intake`, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from intake.run.preflight import CannotStart


def flask_intake(step: str, env: Mapping[str, str]) -> str:
    """Run one step and return what it printed; its words are shown only if it fails."""
    command = [sys.executable, "-m", "flask", "--app", "intake", "intake", step]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr, end="")
        raise CannotStart(f"`flask --app intake intake {step}` failed; the lines above say why.")
    return done.stdout.strip()
