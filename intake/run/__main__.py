"""The walk of `make run`, from the first check to the last process gone."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from honcho.environ import parse_procfile

from intake.config import Settings
from intake.errors import ConfigError
from intake.run import preflight, redis_server, secrets_file, welcome
from intake.run.preflight import CannotStart
from intake.run.steps import flask_intake
from intake.run.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 30
INTERRUPTED = 130  # what a shell reports for Ctrl-C


def main(arguments: Sequence[str]) -> int:
    """Run what the options ask for; a refusal is one sentence, without a traceback."""
    options = _parse(arguments)
    try:
        if options.secrets:
            print(secrets_file.create(preflight.data_directory(os.environ)))
        elif options.check:
            preflight.check(os.environ).lock.close()
        else:
            _run(os.environ)
    except (CannotStart, ConfigError) as refusal:
        print(f"Intake cannot start: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m intake.run", description=__doc__)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", action="store_true", help="look whether it could start, no more")
    only.add_argument("--secrets", action="store_true", help="create the secrets, no more")
    return parser.parse_args(arguments)


def _run(outer: Mapping[str, str]) -> None:
    checked = preflight.check(outer)
    print("Starting Intake: a few seconds …", flush=True)
    if not outer.get("INTAKE_SECRETS"):
        secrets_file.create(checked.data)
    redis = redis_server.embedded(checked.data) if not outer.get("REDIS_URL") else None
    inner = _environment(outer, checked, redis)
    settings = Settings.from_env(inner)

    flask_intake("migrate", inner)
    flask_intake("demo", inner)
    account = flask_intake("first-account", inner)

    with Supervisor(inner, kept_open=[checked.lock.fileno()]) as supervisor:
        if redis:
            supervisor.add("redis", shlex.join(redis.command), is_ground=True)
            if not supervisor.run_until(redis.answers, READY_SECONDS):
                if supervisor.is_told_to_stop:
                    return
                raise CannotStart(f"the embedded Redis does not answer; {redis.log} says why.")
        for name, command in _procfile().items():
            supervisor.add(name, command)
        if supervisor.run_until(lambda: welcome.answers(checked.host, checked.port), READY_SECONDS):
            print(welcome.text(settings.base_url, account, redis), flush=True)
        elif not supervisor.is_told_to_stop:
            supervisor.say("web does not answer yet; its lines above say why")
        supervisor.run()


def _environment(
    outer: Mapping[str, str], checked: preflight.Checked, redis: redis_server.Embedded | None
) -> dict[str, str]:
    """What every process sees, so that none depends on a default of another."""
    own = {
        "INTAKE_DATA": str(checked.data),
        "HOST": checked.host,
        "PORT": str(checked.port),
        "DEMO": outer.get("DEMO") or "1",
        "PYTHONUNBUFFERED": "1",  # a line is shown when it is written
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), outer.get("PATH", os.defpath)]),
    }
    if redis:
        own["REDIS_URL"] = redis.url
    return {**outer, **own}


def _procfile() -> dict[str, str]:
    return dict(parse_procfile((ROOT / "Procfile").read_text()).processes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
