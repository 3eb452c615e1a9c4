"""Processes that die come back, and all of them leave together."""

from __future__ import annotations

import json
import os
import re
import select
import shlex
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from intake.run.kept import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, next_pause

SUPERVISE = """
import json, os, sys
from intake.run.supervisor import Supervisor
with Supervisor(os.environ) as supervisor:
    for name, command in json.loads(sys.argv[1]).items():
        supervisor.add(name, command, is_ground=name == "redis")
    supervisor.run()
"""
STAY = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAY
SAY_BYE = (
    "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit())); "
) + STAY
WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], {options})
print("child", child.pid, flush=True)
{then}
time.sleep(600)
"""


def python(code):
    return shlex.join([sys.executable, "-uc", code])


class Run:
    """A supervisor at work, seen as a person at the terminal sees it."""

    def __init__(self, commands):
        arguments = [sys.executable, "-c", SUPERVISE, json.dumps(commands)]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        self.lines = []

    def until(self, pattern):
        """Read on until a line has the pattern; return what it caught."""
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(pattern, line):
                return found[1] if found.re.groups else found[0]
        raise AssertionError(f"{pattern} never came in:\n" + "".join(self.lines))

    def pid(self, name, word="pid"):
        return int(self.until(rf"{name} +\| {word} (\d+)"))

    def finish(self):
        self.lines += self.process.stdout.readlines()
        return self.process.wait()


@pytest.fixture
def supervise():
    runs = []

    def begin(**commands):
        runs.append(Run({name: python(code) for name, code in commands.items()}))
        return runs[-1]

    yield begin
    for run in runs:
        run.process.terminate()
        run.finish()
        run.process.stdout.close()


def has_gone(pid):
    """Wait for the end of a process that is not our child."""
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            return bool(select.select([handle], [], [], 20)[0])
        finally:
            os.close(handle)
    return True


def test_a_killed_process_is_started_again(supervise):
    run = supervise(judge=STAY)
    first = run.pid("judge")
    os.kill(first, signal.SIGKILL)
    run.until(r"intake \| judge stopped \(-9\); started again")
    assert run.pid("judge") != first


def test_a_process_that_ends_by_itself_is_started_again(supervise):
    run = supervise(clock="print('hello'); raise SystemExit(3)")
    run.until(r"clock stopped \(3\); started again")
    run.until("clock +[|] hello")
    run.until(r"clock stopped \(3\); started again")


def test_the_others_go_on_when_one_dies(supervise):
    run = supervise(tell=STAY, judge=STAY)
    pids = {}
    while len(pids) < 2:
        name, pid = re.search(r"(\w+) +\| pid (\d+)", run.until(r"\w+ +\| pid \d+")).groups()
        pids[name] = int(pid)
    os.kill(pids["judge"], signal.SIGKILL)
    run.until("judge stopped")
    os.kill(pids["tell"], 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(supervise, number):
    run = supervise(judge=STAY)
    pid = run.pid("judge")
    run.process.send_signal(number)
    assert run.finish() == 0
    assert has_gone(pid)
    assert "everything has stopped" in run.lines[-1]


@pytest.mark.parametrize("options", ["", "start_new_session=True"])
def test_nothing_outlives_the_stop_not_even_a_childs_child(supervise, options):
    run = supervise(judge=WITH_CHILD.format(options=options, then=""))
    child = run.pid("judge", "child")
    run.process.send_signal(signal.SIGINT)
    run.finish()
    assert has_gone(child)


def test_a_dead_process_leaves_no_child_that_holds_its_port(supervise):
    run = supervise(web=WITH_CHILD.format(options="", then="import os; os.kill(os.getpid(), 9)"))
    child = run.pid("web", "child")
    run.until(r"web stopped \(-9\)")
    assert has_gone(child)


def test_a_second_ctrl_c_does_not_wait_for_the_deaf(supervise):
    run = supervise(judge=DEAF)
    pid = run.pid("judge")
    run.process.send_signal(signal.SIGINT)
    run.until("stopping everything")
    run.process.send_signal(signal.SIGINT)
    run.finish()
    assert has_gone(pid)


def test_the_deaf_are_killed_when_their_time_is_up(supervise):
    run = supervise(judge=DEAF)
    pid = run.pid("judge")
    run.process.send_signal(signal.SIGTERM)
    run.process.wait(timeout=10)  # the promise of `make run`
    assert has_gone(pid)


def test_what_others_stand_on_leaves_last(supervise):
    run = supervise(redis=SAY_BYE, judge=SAY_BYE)
    for _ in range(2):
        run.until(r"\| pid")
    run.process.send_signal(signal.SIGINT)
    run.finish()
    assert [line.split()[1] for line in run.lines if line.endswith("| bye\n")] == ["judge", "redis"]


def test_the_children_leave_when_the_supervisor_is_killed(supervise):
    run = supervise(judge=STAY)
    pid = run.pid("judge")
    run.process.kill()
    assert has_gone(pid)


def test_every_byte_a_process_writes_can_be_printed(supervise):
    run = supervise(judge=r"import os; os.write(1, b'one\n\xff\xfe\nno end of line')")
    run.until("judge +[|] one")
    run.until("judge +[|] \ufffd\ufffd")
    run.until("judge +[|] no end of line")


def test_the_pauses_grow_while_it_keeps_dying_and_start_anew_after_a_healthy_life():
    pauses = [0.0]
    for _ in range(8):
        pauses.append(next_pause(pauses[-1], lived_seconds=0.1))
    assert pauses[1:5] == [0.5, 1.0, 2.0, 4.0]
    assert max(pauses) == LONGEST_PAUSE_SECONDS
    assert next_pause(LONGEST_PAUSE_SECONDS, lived_seconds=60) == FIRST_PAUSE_SECONDS
