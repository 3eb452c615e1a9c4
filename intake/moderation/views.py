"""The review queue: what waits, what was decided, and the buttons that decide."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake import presence, times
from intake.accounts import guard
from intake.callbacks import calling_views as calling
from intake.errorpages import wants_json
from intake.errors import Conflict, Forbidden, NotFound
from intake.moderation import (
    agreement,
    beside,
    chips,
    desk_lessons,
    finding_views,
    groups,
    handover,
    history,
    listing,
    live,
    policy,
    readings,
    rejections,
    row_wording,
    service,
    showing,
    sure,
    wording,
)
from intake.moderation.forms import DecideForm, number
from intake.moderation.readings import MOST_ROWS
from intake.moderation.tabs import Tab
from intake.moderation.wanted import Wanted
from intake.sites.service import SiteView
from intake.submissions import receipts
from intake.words import Action, Role

bp = Blueprint("moderation", __name__)
bp.record(lambda state: state.app.extensions.update({receipts.REASON: rejections.reason}))
bp.record(lambda state: state.app.extensions.update({calling.NOT_REAL: desk_lessons.not_real}))

ITEM = f"/staff/queue/<int(max={MOST_ROWS - 1}):item_id>"


@bp.context_processor
def _said() -> dict[str, Any]:
    return {
        "since": times.since,
        "moment_at": times.moment_at,
        "wording": wording,
        "row_wording": row_wording,
        "choices": service.choices,
        "may_decide_at": showing.may_decide,
        "kept": finding_views.here,
        "chips": chips.chips,
        "page_url": showing.page_url,
        "tabs": list(Tab),
    }


@bp.get("/staff/queue")
@guard.requires(*guard.READS_QUEUE)
def queue() -> ResponseReturnValue:
    """Show a tab of the queue, or what of it is looked for."""
    sites, before = read_sites(), request.args.get("before", "")
    newest = live.newest(sites)  # before the page is read: what comes meanwhile is announced
    finder = finding_views.finder(sites)
    found = listing.listing(sites, finder.wanted, before)
    is_front = finder.wanted == Wanted(zone=finder.wanted.zone) and not before
    return render_template(
        "moderation/queue.html",
        tab=finder.wanted.tab,
        before=before,
        finder=finder,
        counts=found.counts,
        page=found.page,
        newest=newest,
        groups=groups.first_of_each(found.page.items, sites, finder.wanted),
        agreement=agreement.of(guard.me().id, list(sites)) if is_front else None,
        sure=sure.waiting(list(sites)) if is_front else None,
        told=_told(sites),
        **showing.beside(sites, found.page.items),
    )


@bp.get("/staff/queue/keys")
@guard.requires(*guard.READS_QUEUE)
def keys() -> ResponseReturnValue:
    """Say which key does what."""
    return render_template("moderation/keys.html")


@bp.get(ITEM)
@guard.requires(*guard.READS_QUEUE)
def item(item_id: int) -> ResponseReturnValue:
    """Show one item with everything that happened to it."""
    page = _item_page(read_sites(), item_id)
    presence.look(item_id, guard.me().id)
    return page


@bp.get(f"{ITEM}/decide")
@guard.requires(*guard.READS_QUEUE)
def back_to_item(item_id: int) -> ResponseReturnValue:
    """Lead whoever comes by the address of a button, as after signing in anew, to its item."""
    return redirect(url_for(".item", item_id=item_id, **finding_views.here()))


@bp.post(f"{ITEM}/decide")
@guard.requires(Role.MODERATOR)
def decide(item_id: int) -> ResponseReturnValue:
    """Decide about an item and go back to where the button was, or tell the page's script."""
    sites = read_sites()
    site_id = readings.item(sites, item_id).site_id
    if not showing.may_decide(sites[site_id]):
        raise Forbidden("Your account may read this site’s queue, but not decide. Ask an owner.")
    form = DecideForm(request.form)
    action, seen = form.decision()
    reason = policy.reason(site_id, form.reason.data) if action is Action.REJECT else ""
    also = service.Also(reason=reason, revision=number(form.revision.data))
    try:
        outcome = service.decide(item_id, guard.me(), action, seen, also)
    except Conflict as refusal:
        if wants_json():
            return _refused(sites, item_id, refusal)
        return _item_page(sites, item_id, str(refusal)), refusal.status
    session["decided"] = outcome.decision_id
    if wants_json():
        return _answered(sites, item_id, outcome)
    return redirect(_where_it_was(item_id), code=303)


def _answered(
    sites: dict[int, SiteView], item_id: int, outcome: service.Outcome
) -> ResponseReturnValue:
    """Tell what was done, how to take it back, and, if it was taken back, how the row is now."""
    told = history.told(sites, outcome.decision_id, guard.me().id)
    is_undo = outcome.action is Action.UNDO
    undo = {
        "url": url_for(".decide", item_id=item_id, **finding_views.here()),
        "action": Action.UNDO,
        "seen": outcome.new,
    }
    return jsonify(
        id=item_id,
        status=outcome.new,
        sentence=told.sentence if told else "",
        decision=outcome.decision_id,
        undo=None if is_undo else undo,
        counts=counts(sites, finding_views.wanted(sites)),
        row=_row(sites, item_id) if is_undo else None,
    )


def _refused(sites: dict[int, SiteView], item_id: int, refusal: Conflict) -> ResponseReturnValue:
    said = jsonify(
        status=refusal.status,
        code=refusal.code,
        detail=str(refusal),
        sentence=str(refusal),
        counts=counts(sites, finding_views.wanted(sites)),
        row=_row(sites, item_id, str(refusal)),
    )
    return said, refusal.status


def _row(sites: dict[int, SiteView], item_id: int, refusal: str = "") -> str:
    """Draw the row of an item as it is now."""
    found = readings.item(sites, item_id)
    row = showing.beside(sites, [found])
    return render_template("moderation/row.html", item=found, tab=_tab(), refusal=refusal, **row)


def _item_page(sites: dict[int, SiteView], item_id: int, refusal: str = "") -> str:
    found = readings.item(sites, item_id)
    return render_template(
        "moderation/item.html",
        item=found,
        site=sites[found.site_id],
        happenings=history.history(found, guard.me().id),
        letter=showing.letter(found),
        linking=showing.linking(found, sites),
        handed=handover.handed(found) if found.is_comment else None,
        refusal=refusal,
        tab=_tab() if "tab" in request.args else None,
        told=_told(sites),
        may_decide=showing.may_decide(sites[found.site_id]),
        reasons=policy.of(found.site_id).reasons,
        **showing.beside(sites, [found]),
        **beside.of(found),
    )


def _told(sites: dict[int, SiteView]) -> history.Told | None:
    decision_id = session.pop("decided", None)
    return history.told(sites, decision_id, guard.me().id) if decision_id else None


def _where_it_was(item_id: int) -> str:
    if "tab" not in request.args:
        return url_for(".item", item_id=item_id)
    return url_for(".queue", **finding_views.here())


def read_sites() -> dict[int, SiteView]:
    """Return the sites whose queue I may read."""
    return {site.id: site for site in guard.my_sites(*guard.READS_QUEUE)}


def counts(sites: dict[int, SiteView], want: Wanted) -> dict[Tab, str] | None:
    """Return how many each tab has, as it is said; None for a list that is narrowed."""
    if want.is_narrowed:
        return None
    return {tab: str(number) for tab, number in listing.counted(sites).items()}


def _tab() -> Tab:
    try:
        return Tab(request.args.get("tab", Tab.WAITING))
    except ValueError:
        raise NotFound("The queue has no such tab.") from None
