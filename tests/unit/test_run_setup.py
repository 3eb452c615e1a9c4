"""What stands in the files that set a machine up: the Makefile and the requirements."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ["sh", "make", "sed", "awk", "df", "cat", "cmp", "rm"]


def make(*arguments, path=os.environ["PATH"], at=ROOT):
    command = [shutil.which("make"), *arguments]
    env = {"PATH": str(path), "HOME": str(at)}
    return subprocess.run(command, cwd=at, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def bare(tmp_path):
    """A fresh clone's Makefile on a machine that has these tools and nothing else."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    shutil.copy(ROOT / "Makefile", tmp_path)
    return tmp_path


def a_python(bare, answers):
    """A Python that can do one thing only: succeed at the checks whose code has these words."""
    script = bare / "bin" / "python3"
    cases = "".join(f"*'{words}'*) exit 0;; " for words in answers)
    script.write_text(f'#!/bin/sh\ncase "$2" in {cases} esac\nexit 1\n')
    script.chmod(0o755)


def test_make_alone_lists_every_target_with_its_meaning():
    shown = make().stdout
    for target in ("run", "test", "lint", "bench", "bench-faults", "screenshot", "clean"):
        assert re.search(rf"^  make {target} +\w.+", shown, re.MULTILINE), target


def test_a_machine_without_python_is_told_what_to_install(bare):
    done = make("run", path=bare / "bin", at=bare)
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        "Intake needs Python 3.11 or newer and finds none: apt install python3 python3-venv"
    )


def test_a_machine_with_an_old_python_is_told_so(bare):
    a_python(bare, answers=["ensurepip"])
    assert "finds none" in make("run", path=bare / "bin", at=bare).stderr


def test_a_machine_without_venv_is_told_what_to_install(bare):
    a_python(bare, answers=["version_info"])
    assert make("run", path=bare / "bin", at=bare).stderr.splitlines()[0] == (
        "Intake needs the venv module of python3: apt install python3-venv"
    )


def test_a_disk_without_room_is_said_with_figures(bare):
    a_python(bare, answers=["version_info", "ensurepip"])
    done = make("run", "VENV_MB=999999999", path=bare / "bin", at=bare)
    assert re.match(
        r"Intake needs 999999999 MB for its packages and finds \d+ MB free here", done.stderr
    )


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_is_pinned_and_hashed_and_no_host_is_named(name):
    text = (ROOT / name).read_text()
    requirements = re.split(r"\n(?=[A-Za-z])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE))
    assert len(requirements) > 10
    for requirement in requirements:
        assert re.match(r"[\w.-]+==[\w.]+ ", requirement), requirement
        assert "--hash=sha256:" in requirement
    assert not re.search(r"://|--(extra-)?index|--find-links", text)
