"""The review queue: what waits, what was decided, and the buttons that decide."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake import times
from intake.accounts import guard
from intake.callbacks import letters
from intake.errors import Conflict, NotFound
from intake.moderation import (
    asking,
    beside,
    campaigns_store,
    finding_views,
    handover,
    history,
    listing,
    readings,
    service,
    wording,
)
from intake.moderation.forms import DecideForm
from intake.moderation.items import Item
from intake.moderation.readings import MOST_ROWS
from intake.moderation.tabs import Tab
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("moderation", __name__)

ITEM = f"/staff/queue/<int(max={MOST_ROWS - 1}):item_id>"
EXCERPT_CHARACTERS = 420  # longer words are folded
MOST_LINKING = 5  # others with the same link, on an item's own page


@bp.context_processor
def _said() -> dict[str, Any]:
    return {
        "since": times.since,
        "moment_at": times.moment_at,
        "wording": wording,
        "choices": service.choices,
        "page_url": _page_url,
        "excerpt_characters": EXCERPT_CHARACTERS,
        "tabs": list(Tab),
    }


@bp.get("/staff/queue")
@guard.requires(Role.MODERATOR)
def queue() -> ResponseReturnValue:
    """Show a tab of the queue, or what of it is looked for."""
    sites, before = _my_sites(), request.args.get("before", "")
    finder = finding_views.finder(sites)
    found = listing.listing(sites, finder.wanted, before)
    return render_template(
        "moderation/queue.html",
        tab=finder.wanted.tab,
        before=before,
        alike=finder.wanted.alike,
        finder=finder,
        counts=found.counts,
        page=found.page,
        sites=sites,
        told=_told(sites),
    )


@bp.get(ITEM)
@guard.requires(Role.MODERATOR)
def item(item_id: int) -> ResponseReturnValue:
    """Show one item with everything that happened to it."""
    return _item_page(_my_sites(), item_id)


@bp.get(f"{ITEM}/decide")
@guard.requires(Role.MODERATOR)
def back_to_item(item_id: int) -> ResponseReturnValue:
    """Lead whoever comes by the address of a button, as after signing in anew, to its item."""
    return redirect(url_for(".item", item_id=item_id, tab=request.args.get("tab")))


@bp.post(f"{ITEM}/decide")
@guard.requires(Role.MODERATOR)
def decide(item_id: int) -> ResponseReturnValue:
    """Decide about an item and go back to where the button was."""
    sites = _my_sites()
    readings.item(sites, item_id)
    action, seen = DecideForm(request.form).decision()
    try:
        outcome = service.decide(item_id, guard.me(), action, seen)
    except Conflict as refusal:
        return _item_page(sites, item_id, str(refusal)), refusal.status
    session["decided"] = outcome.decision_id
    return redirect(_where_it_was(item_id), code=303)


def _item_page(sites: dict[int, SiteView], item_id: int, refusal: str = "") -> str:
    found = readings.item(sites, item_id)
    return render_template(
        "moderation/item.html",
        item=found,
        site=sites[found.site_id],
        sites=sites,
        happenings=history.history(found, guard.me().id),
        letter=_letter(found),
        linking=_linking(found, sites),
        handed=handover.handed(found) if found.is_comment else None,
        refusal=refusal,
        tab=_tab() if "tab" in request.args else None,
        told=_told(sites),
        may_decide=guard.may(Role.MODERATOR, found.site_id),
        **beside.of(found),
    )


def _linking(found: Item, sites: dict[int, SiteView]) -> list[Item]:
    """Return the newest others that link where this one does, if no such link was published."""
    ids = campaigns_store.linking_alike(found.id) if found.is_comment else []
    return readings.these(sites, ids[:MOST_LINKING])


def _letter(found: Item) -> letters.Letter | None:
    """Open a message to the staff for those who may read such messages."""
    if found.is_comment or not guard.may(Role.STAFF, found.site_id):
        return None
    return letters.letter(found.id)


def _told(sites: dict[int, SiteView]) -> history.Told | None:
    decision_id = session.pop("decided", None)
    return history.told(sites, decision_id, guard.me().id) if decision_id else None


def _where_it_was(item_id: int) -> str:
    if "tab" not in request.args:
        return url_for(".item", item_id=item_id)
    before = request.args.get("before") or None
    here: dict[str, Any] = {"tab": _tab(), "before": before, **asking.kept(request.args)}
    return url_for(".queue", **here)


def _tab() -> Tab:
    try:
        return Tab(request.args.get("tab", Tab.WAITING))
    except ValueError:
        raise NotFound("The queue has no such tab.") from None


def _my_sites() -> dict[int, SiteView]:
    return {site.id: site for site in guard.my_sites(Role.MODERATOR)}


def _page_url(site: SiteView, path: str) -> str:
    """Return where the commented page is; empty if that is no page of the site."""
    for origin in site.origins[:1]:
        if path.startswith("/") and site.may_return_to(origin + path):
            return origin + path
    return ""
