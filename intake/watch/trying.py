"""TRY the way: a callback of our own goes from the form over the desk to a channel, and is gone.

It is promised nothing, rings nobody but whom the owner chose, and stands in no list or figure.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from intake import bell, clock
from intake.alerts import channels, people
from intake.alerts.people import About
from intake.db import transaction
from intake.errors import IntakeError
from intake.logs import log
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions import service as submissions
from intake.submissions import trials
from intake.submissions.service import Key
from intake.watch import telling, trial_store
from intake.watch.calling import Call, Unanswered, call
from intake.watch.tables import Trial
from intake.words import CallbackDraft, Event, Evidence

WITHIN = timedelta(minutes=5)
NUMBER = "+12025550143"  # of those that belong to nobody
ASKS_MORE = 422  # a form with fields that we do not know: what comes after it is tried all the same
DRAFT = CallbackDraft("Trial of Intake", NUMBER, NUMBER, "", "", "soon", False, "A trial.")


def has_due() -> bool:
    """Say whether a site's next trial is due."""
    return bool(trial_store.due(clock.now()))


def send_due() -> int:
    """Send the trials that are due through the sites' own forms; return how many."""
    return sum([_send(site_id) for site_id in trial_store.due(clock.now())])


def follow() -> None:
    """See how far the trials are that are under way; end those that arrived, or did not."""
    for trial in trial_store.under_way():
        _follow(trial)


def _send(site_id: int) -> bool:
    site = next(site for site in sites.everything() if site.id == site_id)
    key = trials.key(secrets.token_hex(6))
    with transaction():
        trial_id = trial_store.begin(site_id, key, clock.now(), clock.now() + WITHIN)
    if trial_id is None:
        return False  # somebody else sends this one
    error = _post(site, key)
    with transaction():
        trial_store.change(trial_id, posted_at=None if error else clock.now(), error=error)
    return True


def _post(site: SiteView, key: str) -> str:
    """Send it as a visitor's script would; return what went wrong, in our words."""
    body = json.dumps(
        {"name": DRAFT.name, "phone": NUMBER, "window": DRAFT.window, "message": DRAFT.text}
    )
    head = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Idempotency-Key": key,
    }
    url = f"{channels.current().base_url}/{site.slug}/callback"
    try:
        status = call(Call(url, body.encode(), head), may_be_private=True)
    except Unanswered as reason:
        return f"the form: {reason}"
    if status == ASKS_MORE:
        return _receive(site, key)
    return "" if 200 <= status < 300 else f"the form: status {status}"


def _receive(site: SiteView, key: str) -> str:
    try:
        submissions.receive(site, DRAFT, Key(f"header:{key}"), "trial", [Evidence.TRIAL])
    except IntakeError:
        return "the form: not stored"
    return ""


def _follow(trial: Trial) -> None:
    submission_id = trials.submission_of(trial.key)
    lies_since, reference = trial_store.on_desk(submission_id)
    if lies_since and not trial.on_desk_at:
        _goes_on(trial, lies_since, reference)
    elif trial.on_desk_at and trial_store.was_told(trial.alert_key):
        _end(trial, submission_id, arrived_at=clock.now(), error="")
    elif clock.now() > trial.until_at:
        _lose(trial, submission_id)


def _goes_on(trial: Trial, lies_since: datetime, reference: str) -> None:
    """Tell whom the owner chose; if it is nobody, it has arrived."""
    way_id = trial_store.way(trial.site_id)
    key = f"trial:{trial.id}" if way_id else ""
    with transaction():
        trial_store.change(
            trial.id, on_desk_at=lies_since, reference=reference, alert_key=key, error=""
        )
        if way_id:
            about = About(Event.WAY_TEST, trial.site_id, reference=reference)
            people.tell(about, way_id, key)
    if way_id:
        bell.ring("tell")
    else:
        submission_id = trials.submission_of(trial.key)
        _end(trial, submission_id, arrived_at=clock.now(), error="")


def _lose(trial: Trial, submission_id: int | None) -> None:
    error = trial.error or _stuck(trial, submission_id)
    log().error("trial_lost", trial=trial.id)
    _end(trial, submission_id, failed_at=clock.now(), error=error)
    with transaction():
        telling.owners(trial.site_id, f"trial:{trial.id}:lost")


def _stuck(trial: Trial, submission_id: int | None) -> str:
    if trial.on_desk_at:
        return "the channel: not accepted in time"
    if submission_id is None:
        return "the form: never stored"
    return "the desk: never got there"


def _end(trial: Trial, submission_id: int | None, **values: object) -> None:
    with transaction():
        trial_store.change(trial.id, **values)
    if submission_id is not None:
        try:
            with transaction():
                trials.forget(submission_id)
        except IntegrityError:  # somebody looked at it: that is noted, and stays
            log().warning("trial_kept", trial=trial.id)
