"""The desk's card: what came of a call, giving back, handing over, and another time."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from intake import clock
from intake.accounts import guard
from intake.accounts.tables import Account
from intake.callbacks import (
    attempts,
    card_news,
    handing,
    letters,
    pages,
    repromising,
    service,
    store,
)
from intake.callbacks.attempts import NotPossible, Outcome
from intake.callbacks.forms import AttemptForm, HandForm, SeenForm, WindowForm
from intake.callbacks.store import Task
from intake.errors import Conflict
from intake.promises import service as promises
from intake.words import Role

bp = Blueprint("calling", __name__)
bp.context_processor(pages.said)

# Who teaches the machine that a request was not real: moderation, which knows the desk. It takes
# the submission and the moderator.
NOT_REAL = "desk_not_real"
NotReal = Callable[[int, Account], None]
LEARNT = "The spam filter learns from it. The review queue takes it back."


@bp.get("/staff/desk/<reference>/attempt")
@bp.get("/staff/desk/<reference>/give-back")
@bp.get("/staff/desk/<reference>/give-up")
@bp.get("/staff/desk/<reference>/hand-over")
@bp.get("/staff/desk/<reference>/repromise")
@guard.requires(Role.STAFF)
def back_to_card(reference: str) -> ResponseReturnValue:
    """Lead whoever comes by the address of a button, as after signing in anew, to its card."""
    return redirect(url_for("callbacks.task", reference=reference, site=request.args.get("site")))


@bp.post("/staff/desk/<reference>/attempt")
@guard.requires(Role.STAFF)
def attempt(reference: str) -> ResponseReturnValue:
    """Say what came of a call."""
    found, form = pages.only(reference), AttemptForm(request.form)
    outcome, me = form.told(), guard.me()
    again = form.again(_zone(found)) if outcome is Outcome.ASKED_LATER else None
    if not attempts.record(form.seen(found), me, outcome, again_at=again):
        return pages.done(found, card_news.cancelled(_now(found), _zone(found)))
    if outcome not in attempts.ENDS:
        return pages.done(found)
    lesson = _lesson(found, outcome)
    session["closed"] = [found.site_id, found.reference, lesson, lesson != LEARNT]
    return redirect(url_for("callbacks.desk"), code=303)


@bp.post("/staff/desk/<reference>/give-back")
@guard.requires(Role.STAFF)
def give_back(reference: str) -> ResponseReturnValue:
    """Say "I am no longer on it"."""
    found = pages.only(reference)
    service.give_back(found, guard.me())
    return pages.done(found)


@bp.post("/staff/desk/<reference>/give-up")
@guard.requires(Role.STAFF)
def give_up(reference: str) -> ResponseReturnValue:
    """Close what nobody could reach, after looking at it again."""
    found, form = pages.only(reference), SeenForm(request.form)
    if request.form.get("looked") != "yes":
        raise NotPossible("Tick that you have looked at all tries, then close it.")
    attempts.give_up(form.seen(found), guard.me())
    session["closed"] = [found.site_id, found.reference]
    return redirect(url_for("callbacks.desk"), code=303)


@bp.post("/staff/desk/<reference>/hand-over")
@guard.requires(Role.STAFF)
def hand_over(reference: str) -> ResponseReturnValue:
    """Give it to somebody by name."""
    found = pages.only(reference)
    handing.hand_over(found, guard.me(), HandForm(request.form).account_id())
    return pages.done(found)


@bp.post("/staff/desk/<reference>/repromise")
@guard.requires(Role.STAFF)
def repromise(reference: str) -> ResponseReturnValue:
    """Promise another of the site's windows."""
    found = pages.only(reference)
    key = WindowForm(request.form).window.data
    offered = promises.offered(pages.my_sites()[found.site_id], clock.now())
    window = next((one for one in offered if one.key == key), None)
    if window is None:
        raise NotPossible("Choose one of the times that are offered now.")
    repromising.repromise(found, guard.me(), window.from_at, window.due_at)
    has_email = bool(letters.letter(found.submission_id).email)
    return pages.done(found, card_news.moved(_now(found), _zone(found), has_email=has_email))


@bp.errorhandler(Conflict)
@bp.errorhandler(NotPossible)
def _refuse(refusal: Conflict | NotPossible) -> ResponseReturnValue:
    """Show the card as it is now, with the reason."""
    return pages.refused((request.view_args or {})["reference"], refusal)


def _lesson(found: Task, outcome: Outcome) -> str:
    """Teach the machine what was not real, if this person may; say whether it learns."""
    if outcome is not Outcome.NOT_REAL:
        return ""
    teach: NotReal | None = current_app.extensions.get(NOT_REAL)
    if teach is None or not guard.may(Role.MODERATOR, found.site_id):
        return "The spam filter learns nothing from it: only moderators teach it."
    teach(found.submission_id, guard.me())
    return LEARNT


def _now(found: Task) -> Task:
    return store.by_id(found.submission_id) or found


def _zone(found: Task) -> str:
    return pages.my_sites()[found.site_id].time_zone
