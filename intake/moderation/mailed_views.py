"""DECIDE, from a mail: one item, by a pass that works without signing in, once.

The pass names who it was written to; they must still be a moderator of the site. Looking changes
nothing, for mail scanners open every link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import passes, times
from intake.accounts import store as accounts
from intake.accounts.tables import Account
from intake.alerts.digest import PASS_SECONDS, PURPOSE
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.moderation import readings, service, wording
from intake.moderation.forms import DecideForm
from intake.moderation.items import Item
from intake.passes import PassUnusable
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Role, Status

bp = Blueprint("mailed", __name__)


@dataclass(frozen=True)
class Allowed:
    """What a pass allows, as things are now."""

    account: Account
    item: Item
    site: SiteView
    is_usable: bool


@bp.context_processor
def _said() -> dict[str, Any]:
    return {
        "moment_at": times.moment_at,
        "since": times.since,
        "wording": wording,
        "choices": service.choices,
    }


@bp.get("/decide/<token>")
def look(token: str) -> ResponseReturnValue:
    """Show the item of this pass with its buttons, or what became of it."""
    return _page(_allowed(token), token)


@bp.post("/decide/<token>")
def decide(token: str) -> ResponseReturnValue:
    """Decide about the item of this pass, and spend it."""
    allowed = _allowed(token)
    action, _ = DecideForm(request.form, meta={"csrf": False}).decision()  # the pass is the proof
    if action not in service.choices(allowed.item.kind, Status.PENDING):
        raise NotFound("A mail's link decides, and does nothing else.")
    if not allowed.is_usable:
        return _page(allowed, token, "This link was used already, or the comment changed."), 409
    with transaction():
        is_ours = passes.spend(token)
    try:
        if not is_ours:
            raise Conflict("This link was used a moment ago.")
        service.decide(allowed.item.id, allowed.account, action, Status.PENDING)
    except Conflict as refusal:
        return _page(_allowed(token), token, str(refusal)), refusal.status
    return redirect(url_for(".look", token=token), code=303)


def _allowed(token: str) -> Allowed:
    """Return what the pass allows. Raises PassUnusable."""
    account_id, item_id, revision = passes.read(PURPOSE, token, PASS_SECONDS)
    account = accounts.active(account_id)
    mine = accounts.roles_by_site(account_id) if account else {}
    decides = {Role.MODERATOR, Role.OWNER}
    here = {site.id: site for site in sites.everything() if decides & mine.get(site.id, set())}
    try:
        item = readings.item(here, item_id)
    except NotFound:
        account = None
    if account is None or not item.is_comment:
        raise PassUnusable("This link does nothing any more.")
    is_usable = (
        item.status is Status.PENDING and item.revision == revision and not passes.is_spent(token)
    )
    return Allowed(account, item, here[item.site_id], is_usable)


def _page(allowed: Allowed, token: str, refusal: str = "") -> str:
    return render_template(
        "moderation/mailed.html",
        item=allowed.item,
        site=allowed.site,
        account=allowed.account,
        is_usable=allowed.is_usable,
        token=token,
        refusal=refusal,
    )
