"""The inbox: what waits for the staff, and the buttons to call, close and look closer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import times
from intake.accounts import guard
from intake.callbacks import cancelling, letters, progress, service, store
from intake.callbacks.forms import RevealForm
from intake.callbacks.store import Task
from intake.errors import Conflict
from intake.sites.service import SiteView
from intake.submissions import receipts
from intake.words import Role

bp = Blueprint("callbacks", __name__)

MOST_TASKS = 200


@bp.record
def _tell_receipts(state: BlueprintSetupState) -> None:
    state.app.extensions[receipts.CLOSED_AT] = store.closed_at
    state.app.extensions["desk_progress"] = progress.progress
    state.app.extensions["desk_cancel"] = cancelling.cancel
    state.app.extensions["desk_moved"] = cancelling.moved


@bp.context_processor
def _said() -> dict[str, Any]:
    return {
        "since": times.since,
        "span": times.span,
        "moment_at": times.moment_at,
        "late": service.late,
        "claim_sentence": service.claim_sentence,
        "initial": letters.initial,
    }


@bp.get("/staff/desk")
@guard.requires(Role.STAFF)
def inbox() -> ResponseReturnValue:
    """Show what waits, the most urgent first; or what is done."""
    sites = _my_sites()
    is_done = request.args.get("tab") == "done"
    listed = store.done_tasks if is_done else store.open_tasks
    return render_template(
        "callbacks/inbox.html",
        sites=sites,
        is_done=is_done,
        tasks=listed(sites, MOST_TASKS),
        waiting=store.count_open(sites),
        closed=session.pop("closed", None),
    )


@bp.get("/staff/desk/<reference>")
@guard.requires(Role.STAFF)
def task(reference: str) -> ResponseReturnValue:
    """Show one message; where two sites of mine share a reference, ask which."""
    sites = _my_sites()
    found = service.tasks(_wanted(sites), reference)
    if len(found) > 1:
        return render_template("callbacks/choose.html", tasks=found, sites=sites)
    return _task_page(found[0])


@bp.get("/staff/desk/<reference>/reveal")
@bp.get("/staff/desk/<reference>/claim")
@bp.get("/staff/desk/<reference>/close")
@bp.get("/staff/desk/<reference>/reopen")
@guard.requires(Role.STAFF)
def back_to_task(reference: str) -> ResponseReturnValue:
    """Lead whoever comes by the address of a button, as after signing in anew, to its message."""
    return redirect(url_for(".task", reference=reference, site=request.args.get("site")))


@bp.post("/staff/desk/<reference>/reveal")
@guard.requires(Role.STAFF)
def reveal(reference: str) -> ResponseReturnValue:
    """Show one masked field, once, after noting who looked."""
    found = _only(reference)
    field = RevealForm(request.form).wanted()
    value = letters.reveal(found.submission_id, field, guard.me().id)
    return _task_page(found, shown={field: value})


@bp.post("/staff/desk/<reference>/claim")
@guard.requires(Role.STAFF)
def claim(reference: str) -> ResponseReturnValue:
    """Say "I am on it"."""
    found = _only(reference)
    try:
        service.claim(found, guard.me())
    except Conflict as refusal:
        return _refused(reference, refusal)
    return redirect(_url(found), code=303)


@bp.post("/staff/desk/<reference>/close")
@guard.requires(Role.STAFF)
def close(reference: str) -> ResponseReturnValue:
    """Say "this is dealt with"."""
    found = _only(reference)
    try:
        service.close(found, guard.me())
    except Conflict as refusal:
        return _refused(reference, refusal)
    session["closed"] = [found.site_id, found.reference]
    return redirect(url_for(".inbox"), code=303)


@bp.post("/staff/desk/<reference>/reopen")
@guard.requires(Role.STAFF)
def reopen(reference: str) -> ResponseReturnValue:
    """Take "dealt with" back."""
    found = _only(reference)
    try:
        service.reopen(found, guard.me())
    except Conflict as refusal:
        return _refused(reference, refusal)
    return redirect(_url(found), code=303)


def _task_page(
    found: Task, *, shown: Mapping[str, str] | None = None, refusal: Conflict | None = None
) -> ResponseReturnValue:
    site = _my_sites()[found.site_id]
    page = render_template(
        "callbacks/task.html",
        task=found,
        site=site,
        letter=letters.letter(found.submission_id),
        shown=shown or {},
        refusal=refusal,
        may_judge=guard.may(Role.MODERATOR, found.site_id),
        my_id=guard.me().id,
    )
    return page, refusal.status if refusal else 200


def _refused(reference: str, refusal: Conflict) -> ResponseReturnValue:
    return _task_page(_only(reference), refusal=refusal)


def _only(reference: str) -> Task:
    """Return the message that a button is about; its form names the site."""
    found = service.tasks(_wanted(_my_sites()), reference)
    if len(found) > 1:
        raise Conflict("Two of your sites have this reference. Open it from the inbox.")
    return found[0]


def _wanted(sites: Mapping[int, SiteView]) -> list[int]:
    slug = request.args.get("site")
    return [site.id for site in sites.values() if slug in {None, site.slug}]


def _url(found: Task) -> str:
    slug = _my_sites()[found.site_id].slug
    return url_for(".task", reference=found.reference, site=slug)


def _my_sites() -> dict[int, SiteView]:
    return {site.id: site for site in guard.my_sites(Role.STAFF)}
