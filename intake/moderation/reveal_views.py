"""The button that shows the address of a comment's author, to whoever may see it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.errors import Forbidden, NotFound
from intake.moderation import readings, reveal
from intake.moderation.readings import MOST_ROWS
from intake.words import Role

bp = Blueprint("reveal", __name__)

PATH = f"/staff/queue/<int(max={MOST_ROWS - 1}):item_id>/reveal"


@bp.get(PATH)
@guard.requires(Role.MODERATOR)
def back_to_item(item_id: int) -> ResponseReturnValue:
    """Lead whoever comes by the address of the button, as after signing in anew, to its item."""
    return redirect(url_for("moderation.item", item_id=item_id))


@bp.post(PATH)
@guard.requires(Role.MODERATOR)
def show(item_id: int) -> ResponseReturnValue:
    """Show the address, once, after noting who looked."""
    sites = {site.id: site for site in guard.my_sites(Role.MODERATOR)}
    item = readings.item(sites, item_id)
    if not item.is_comment:
        raise NotFound("Only comments show their author’s address here. Messages are on the desk.")
    site = sites[item.site_id]
    if not reveal.may(site.id):
        raise Forbidden(f"Only the owner of {site.name} sees the addresses of its authors.")
    address = reveal.address(item_id, guard.me().id)
    return render_template("moderation/revealed.html", item=item, site=site, address=address)
