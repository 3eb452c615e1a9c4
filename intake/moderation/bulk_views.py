"""Many at once: the bar above the queue, the page of a bulk with its progress, and its undo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake import times
from intake.accounts import guard
from intake.errors import NotFound
from intake.moderation import (
    bulk,
    bulk_forms,
    bulk_store,
    bulk_wording,
    finding_views,
    standing_store,
)
from intake.moderation.bulk_store import Kept
from intake.moderation.moving import STATUS_AFTER
from intake.moderation.readings import MOST_ROWS
from intake.moderation.tabs import STATUSES, Tab
from intake.moderation.wanted import Wanted
from intake.words import Action, Role

bp = Blueprint("bulk", __name__)

ROOT = "/staff/queue/bulk"
ONE = f"{ROOT}/<int(max={MOST_ROWS - 1}):bulk_id>"
RECENT = 10


@bp.app_context_processor
def _said() -> dict[str, Any]:
    return {
        "bulk_token": bulk_forms.token,
        "list_params": finding_views.here,
        "group_token": lambda tab, of: bulk_forms.token(Wanted(tab=tab, alike=of)),
        "may_bulk": lambda site_id: guard.may(Role.MODERATOR, site_id),
        "bulk_actions": _actions,
        "bulk_told": _told,
        "bulk_wording": bulk_wording,
    }


@bp.context_processor
def _times() -> dict[str, Any]:
    return {"since": times.since, "moment_at": times.moment_at}


@bp.get(ROOT)
@guard.requires(Role.MODERATOR)
def recent() -> ResponseReturnValue:
    """List what I decided about many at once."""
    return render_template("moderation/bulk.html", bulk=None, recent=_recent())


@bp.post(ROOT)
@guard.requires(Role.MODERATOR)
def begin() -> ResponseReturnValue:
    """Decide about what is selected, or about all that match; ask first if they are many."""
    asked = bulk_forms.read(request.form, _my_site_ids())
    choice = asked.choice
    if choice.ids == ():
        session["bulk_told"] = "Nothing was selected. Select an item, and press the button again."
        return redirect(_back(), code=303)
    if choice.ids is None:
        found = bulk.matching(choice)
        if found.total > bulk.AT_ONCE and not asked.is_sure:
            return render_template("moderation/bulk_sure.html", asked=asked, found=found)
    begun = bulk.begin(bulk.Wish(choice, guard.me(), asked.for_a_day))
    if begun.is_working or asked.for_a_day:
        return redirect(url_for(".one", bulk_id=begun.id), code=303)
    session["bulk"] = begun.id
    return redirect(_back(), code=303)


@bp.get(ONE)
@guard.requires(Role.MODERATOR)
def one(bulk_id: int) -> ResponseReturnValue:
    """Show how far a bulk is, and what can be done about it."""
    found = _mine(bulk_id)
    return render_template(
        "moderation/bulk.html",
        bulk=found,
        order=standing_store.of_bulk(bulk_id),
        later=bulk_store.decisions_of(bulk_id) - found.done,
        undoing=bulk_store.undoing(bulk_id),
        is_undoable=bulk.is_undoable(found),
        zone=_zone(),
        recent=_recent(),
    )


@bp.get(f"{ONE}/progress")
@guard.requires(Role.MODERATOR)
def progress(bulk_id: int) -> ResponseReturnValue:
    """Say how far a bulk is, for the page's script."""
    found = _mine(bulk_id)
    answer = jsonify(
        reached=found.done + found.skipped,
        total=found.total,
        sentence=bulk_wording.progress(found),
        is_working=found.is_working,
    )
    answer.headers["Cache-Control"] = "no-store"
    session.modified = False  # a page that asks by itself is no sign that somebody is there
    return answer


@bp.post(f"{ONE}/<any(undo, cancel, end):what>")
@guard.requires(Role.MODERATOR)
def change(bulk_id: int, what: str) -> ResponseReturnValue:
    """Undo a bulk, stop it, or end what it ordered."""
    _mine(bulk_id)
    leads_to = bulk_id
    if what == "undo":
        leads_to = bulk.undo(bulk_id, guard.me()).id
    elif what == "cancel":
        bulk.cancel(bulk_id, guard.me())
    else:
        bulk.end_order(bulk_id, guard.me())
    return redirect(url_for(".one", bulk_id=leads_to), code=303)


@bp.get(f"{ONE}/<any(undo, cancel, end):what>")
@guard.requires(Role.MODERATOR)
def back(bulk_id: int, what: str) -> ResponseReturnValue:  # noqa: ARG001 - the address of a button
    """Lead whoever comes by the address of a button, as after signing in anew, to its page."""
    return redirect(url_for(".one", bulk_id=bulk_id))


def _mine(bulk_id: int) -> Kept:
    """Return a bulk if I moderate every site that it is about. Raises NotFound."""
    found = bulk_store.bulk(bulk_id)
    if found is None or not _may_see(found):
        raise NotFound("There is no such thing here.")
    return found


def _may_see(found: Kept) -> bool:
    return {*found.site_ids} <= {*_my_site_ids()}


def _recent() -> list[Kept]:
    return [each for each in bulk_store.recent(guard.me().id, RECENT) if _may_see(each)]


def _told() -> dict[str, Any] | None:
    """Return what was just done, once: a sentence, and the bulk if it can be undone."""
    if sentence := session.pop("bulk_told", ""):
        return {"sentence": sentence, "undo": None}
    found = bulk_store.bulk(session.pop("bulk", 0))
    if found is None or not _may_see(found):
        return None
    is_undoable = bool(found.done) and bulk.is_undoable(found)
    return {"sentence": bulk_wording.told(found), "undo": found.id if is_undoable else None}


def _actions(tab: Tab) -> list[Action]:
    """Return what can be done with the items of a tab."""
    return [action for action in bulk_wording.WILL if STATUS_AFTER[action] not in STATUSES[tab]]


def _zone() -> str:
    return guard.my_sites(Role.MODERATOR)[0].time_zone


def _my_site_ids() -> tuple[int, ...]:
    return tuple(site.id for site in guard.my_sites(Role.MODERATOR))


def _back() -> str:
    """Return the page of the queue that the bar was on."""
    return url_for("moderation.queue", **finding_views.here())
