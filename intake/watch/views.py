"""WATCH: that the process lives, whether it is ready and, in plain words, whether all is well."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue

from intake import clock, times
from intake.accounts.guard import my_sites, open_to_all, requires
from intake.watch import beating, service
from intake.words import Role

bp = Blueprint("watch", __name__)


@bp.before_app_request
def begin_to_beat() -> None:
    """Let it be seen that this process serves; a test's app serves nobody."""
    if not current_app.testing:
        beating.begin_once()


@bp.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Say that the process lives; asks nothing of anybody else."""
    response = make_response("ok\n")
    response.content_type = "text/plain; charset=utf-8"
    response.cache_control.no_store = True
    return response


@bp.get("/readyz")
@open_to_all
def readyz() -> ResponseReturnValue:
    """Say whether submissions can be taken. Names only: strangers may read this."""
    is_ready, failing = service.readiness()
    response = jsonify(ready=is_ready, failing=failing)
    response.cache_control.no_store = True
    return response, 200 if is_ready else 503


@bp.get("/staff/status")
@requires(Role.OWNER)
def status() -> ResponseReturnValue:
    """Show the owner how everything is."""
    report = service.report(current_app.config["SETTINGS"])
    now, zone = clock.now(), my_sites(Role.OWNER)[0].time_zone
    clock_time = f"{now.astimezone(ZoneInfo(zone)):%H:%M:%S}, {times.place_of(zone)} time"
    return render_template("watch/status.html", report=report, now=now, clock_time=clock_time)
