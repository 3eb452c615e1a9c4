"""The desk: what waits for the staff, and the buttons to claim, close and look closer."""

from __future__ import annotations

from flask import (
    Blueprint,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.callbacks import (
    cancelling,
    card_news,
    letters,
    listing,
    pages,
    progress,
    service,
    store,
)
from intake.callbacks.forms import RevealForm
from intake.errors import Conflict
from intake.submissions import receipts
from intake.words import Role

bp = Blueprint("callbacks", __name__)
bp.context_processor(pages.said)

MOST_TASKS = 200


@bp.record
def _tell_receipts(state: BlueprintSetupState) -> None:
    state.app.extensions[receipts.CLOSED_AT] = store.closed_at
    state.app.extensions["desk_progress"] = progress.progress
    state.app.extensions["desk_lock"] = cancelling.lock
    state.app.extensions["desk_cancel"] = cancelling.cancel
    state.app.extensions["desk_moved"] = cancelling.moved


@bp.get("/staff/desk")
@guard.requires(Role.STAFF)
def desk() -> ResponseReturnValue:
    """Show what waits, the most urgent first; or what is done."""
    sites, tab = pages.my_sites(), request.args.get("tab", "")
    is_done = tab == "done"
    tasks = (store.done_tasks if is_done else store.open_tasks)(sites, MOST_TASKS)
    if tab == "mine":
        tasks = [task for task in tasks if listing.is_mine(task, guard.me().id)]
    return render_template(
        "callbacks/desk.html",
        sites=sites,
        tab=tab,
        is_done=is_done,
        tasks=tasks,
        sections=[] if is_done else listing.sections(tasks),
        waiting=store.count_open(sites),
        my_id=guard.me().id,
        closed=session.pop("closed", None),
    )


@bp.get("/staff/inbox")
@guard.requires(Role.STAFF)
def inbox() -> ResponseReturnValue:
    """Lead on from where the desk was before."""
    return redirect(url_for(".desk", tab=request.args.get("tab")), code=301)


@bp.get("/staff/desk/live")
@guard.requires(Role.STAFF)
def live() -> ResponseReturnValue:
    """Tell the page of the desk how the items stand now; no sign that somebody is there."""
    if "item" in request.args:
        return _news_of(request.args["item"])
    tasks = store.open_tasks(pages.my_sites(), MOST_TASKS)
    told = jsonify(open={str(task.submission_id): listing.stand(task) for task in tasks})
    session.modified = False
    return told


def _news_of(reference: str) -> ResponseReturnValue:
    """Tell the page of one card what has changed since it was drawn."""
    found = pages.only(reference)
    zone = pages.my_sites()[found.site_id].time_zone
    told = jsonify(said=card_news.said(found, request.args.get("seen", ""), zone))
    session.modified = False
    return told


@bp.get("/staff/desk/<reference>")
@guard.requires(Role.STAFF)
def task(reference: str) -> ResponseReturnValue:
    """Show one item; where two sites of mine share a reference, ask which."""
    sites = pages.my_sites()
    found = service.tasks(pages.wanted(sites), reference)
    if len(found) > 1:
        return render_template("callbacks/choose.html", tasks=found, sites=sites)
    return pages.card(found[0])


@bp.get("/staff/desk/<reference>/reveal")
@bp.get("/staff/desk/<reference>/claim")
@bp.get("/staff/desk/<reference>/close")
@bp.get("/staff/desk/<reference>/reopen")
@guard.requires(Role.STAFF)
def back_to_task(reference: str) -> ResponseReturnValue:
    """Lead whoever comes by the address of a button, as after signing in anew, to its card."""
    return redirect(url_for(".task", reference=reference, site=request.args.get("site")))


@bp.post("/staff/desk/<reference>/reveal")
@guard.requires(Role.STAFF)
def reveal(reference: str) -> ResponseReturnValue:
    """Show one masked field, once, after noting who looked."""
    found = pages.only(reference)
    field = RevealForm(request.form).wanted()
    value = letters.reveal(found.submission_id, field, guard.me().id)
    return pages.card(found, shown={field: value})


@bp.post("/staff/desk/<reference>/claim")
@guard.requires(Role.STAFF)
def claim(reference: str) -> ResponseReturnValue:
    """Say "I am on it", and see the number."""
    found = pages.only(reference)
    try:
        service.claim(found, guard.me())
    except Conflict as refusal:
        return pages.refused(reference, refusal)
    return pages.done(found)


@bp.post("/staff/desk/<reference>/close")
@guard.requires(Role.STAFF)
def close(reference: str) -> ResponseReturnValue:
    """Say "this is dealt with"."""
    found = pages.only(reference)
    try:
        service.close(found, guard.me())
    except Conflict as refusal:
        return pages.refused(reference, refusal)
    session["closed"] = [found.site_id, found.reference]
    return redirect(url_for(".desk"), code=303)


@bp.post("/staff/desk/<reference>/reopen")
@guard.requires(Role.STAFF)
def reopen(reference: str) -> ResponseReturnValue:
    """Take "dealt with" back."""
    found = pages.only(reference)
    try:
        service.reopen(found, guard.me())
    except Conflict as refusal:
        return pages.refused(reference, refusal)
    return pages.done(found)
