"""The page that makes a comment a callback request: looked over first, then sent like any other."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.errors import Conflict, NotFound
from intake.moderation import handover, readings
from intake.moderation.forms import HandOverForm
from intake.moderation.items import Item
from intake.moderation.readings import MOST_ROWS
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("handover", __name__)


@bp.route(f"/staff/queue/<int(max={MOST_ROWS - 1}):item_id>/make-callback", methods=["GET", "POST"])
@guard.requires(Role.MODERATOR)
def make_callback(item_id: int) -> ResponseReturnValue:
    """Show the comment's words in a form, and make them a callback request."""
    item, site = _comment(item_id)
    if request.method == "GET":
        phone = handover.phone_in(item.text, site)
        return _page(item, site, HandOverForm(name=item.author, phone=phone, text=item.text))
    form = HandOverForm(request.form)
    if not form.validate():
        return _page(item, site, form), 422
    try:
        handover.hand_over(item, site, guard.me(), form.words())
    except ValueError as error:
        form.phone.errors = [*form.phone.errors, str(error)]
        return _page(item, site, form), 422
    except Conflict as refusal:
        return _page(item, site, form, str(refusal)), refusal.status
    return redirect(url_for("moderation.item", item_id=item_id), code=303)


def _page(item: Item, site: SiteView, form: HandOverForm, refusal: str = "") -> str:
    return render_template(
        "moderation/make_callback.html", item=item, site=site, form=form, refusal=refusal
    )


def _comment(item_id: int) -> tuple[Item, SiteView]:
    sites = {site.id: site for site in guard.my_sites(Role.MODERATOR)}
    item = readings.item(sites, item_id)
    if not item.is_comment:
        raise NotFound("Only a comment can be made a callback request.")
    return item, sites[item.site_id]
