"""What happens in the simulated year: each act is what a process really calls."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from bench.year_parts import Act, Answer
from intake import clock, db
from intake.accounts.tables import Account
from intake.alerts import service as alerts
from intake.callbacks import attempts, cancelling, handing, repromising, service, store
from intake.callbacks.attempts import Outcome
from intake.callbacks.store import Task
from intake.duty import service as duty
from intake.errors import IntakeError
from intake.hours import service as hours
from intake.moderation import judging
from intake.promises import service as promises
from intake.promises.service import WindowGone
from intake.promises.windows import SOON
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions import service as submissions
from intake.submissions.service import Key
from intake.submissions.tables import Submission
from intake.watch import auditing
from intake.words import CallbackDraft, Evidence

SITE = "practice"
LATER = timedelta(hours=3)


def receive(number: int, phone: str, pick: float, is_urgent: bool) -> Answer:
    """Send a callback as a visitor does, for one of the windows that are offered; say its id."""
    site = _site()
    windows = [window.key for window in promises.offered(site, clock.now())]
    chosen = SOON if pick < 0.6 or not windows else windows[int(pick * 997) % len(windows)]
    for window in (chosen, SOON):
        draft = CallbackDraft("Ines", phone, phone, "", "", window, number % 3 > 0, "Please call.")
        evidence = [Evidence.EMERGENCY] if is_urgent else []
        try:
            receipt = submissions.receive(site, draft, Key(f"ticket:{number}"), "sender", evidence)
        except WindowGone:
            continue
        except IntakeError:  # it was sent before its sender's process died: they see it again
            return {"id": _id(Submission.key == f"ticket:{number}")}
        return {"id": _id(Submission.receipt == receipt.token)}
    return {"id": None}


def judge() -> Answer:
    """Judge without a model: all goes to people, who are what this is about."""
    return {"done": judging.judge_waiting(None)}


def climb() -> Answer:
    return {"done": duty.climb_due() + judging.deliver_unjudged()}


def audit() -> Answer:
    return {"left": auditing.look_due()}


def tell() -> Answer:
    alerts.AT_ONCE = 1  # receivers that answer at once keep nobody waiting: threads only cost here
    return {"done": alerts.deliver_due()}


def claim(person: int, item: int) -> Answer:
    """Look at an item as somebody does, and claim it if there is anything to do now."""
    task = store.by_id(item)
    if task is None or task.closed_at or (task.is_claimed and task.claimed_by != person):
        return {"is": "done"}
    if task.review_at:
        return {"is": "review"}
    from_at = task.next_try_at or task.promise_from or clock.now()
    if from_at > clock.now() and not task.is_urgent:
        return {"is": "early", "from": from_at.isoformat()}
    return _tried(lambda: service.claim(task, _account(person)), "claimed")


def call(person: int, item: int, outcome: str) -> Answer:
    """Note what came of a call."""
    task = _open(item)
    if task is None:
        return {"is": "done"}
    again = _later() if outcome == Outcome.ASKED_LATER else None

    def record(came: Outcome) -> None:
        attempts.record(task, _account(person), came, again_at=again)

    answer = _tried(lambda: record(Outcome(outcome)), "noted")
    if answer["is"] == "refused" and outcome == Outcome.VOICEMAIL:
        return _tried(lambda: record(Outcome.NO_ANSWER), "noted")
    return answer


def give_up(person: int, item: int) -> Answer:
    task = _open(item)
    return (
        _tried(lambda: attempts.give_up(task, _account(person)), "closed") if task else {"is": ""}
    )


def hand(person: int, item: int, to: int) -> Answer:
    task = _open(item)
    if task is None:
        return {"is": "done"}
    return _tried(lambda: handing.hand_over(task, _account(person), to), "handed")


def repromise(person: int, item: int) -> Answer:
    """Promise the next opening hours' first hour, as at closing time."""
    task = _open(item)
    if task is None:
        return {"is": "done"}
    span = next(hours.calendar(_site()).spans(clock.now() + timedelta(hours=1)))
    from_at = max(span.since, clock.now())
    due_at = min(from_at + timedelta(hours=1), span.until)
    return _tried(lambda: repromising.repromise(task, _account(person), from_at, due_at), "moved")


def cancel(item: int) -> Answer:
    return {"is": "cancelled" if cancelling.cancel(item) else "done"}


ACTS: dict[str, Act] = {
    each.__name__: each
    for each in (
        *(receive, judge, climb, audit, tell),
        *(claim, call, give_up, hand, repromise, cancel),
    )
}


def _tried(act: Any, name: str) -> Answer:
    try:
        act()
    except IntakeError:
        return {"is": "refused"}
    return {"is": name}


def _open(item: int) -> Task | None:
    task = store.by_id(item)
    return task if task and not task.closed_at else None


def _later() -> datetime:
    calendar = hours.calendar(_site())
    return calendar.opens_after(calendar.add(clock.now(), LATER) + timedelta(seconds=1))


def _id(which: Any) -> int | None:
    return db.session().scalar(select(Submission.id).where(which))


def _site() -> SiteView:
    return sites.get(SITE)


@cache
def _account(id_: int) -> Account:
    """Return somebody as they are signed in; what is read of them never changes here."""
    found = db.session().get(Account, id_)
    assert found
    db.session().expunge(found)
    return found
