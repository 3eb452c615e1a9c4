"""The learning page: how far each site has come, and how much error its owner allows."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.errors import Forbidden, NotFound
from intake.moderation import learning_wording as wording
from intake.moderation import learnt
from intake.moderation.learnt import WrongShare
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("learning", __name__)


@bp.get("/staff/learning")
@guard.requires(Role.MODERATOR)
def learning() -> ResponseReturnValue:
    """Show how far each of my sites has come."""
    return _page()


@bp.post("/staff/learning/<slug>")
@guard.requires(Role.OWNER)
def choose(slug: str) -> ResponseReturnValue:
    """Let at most so many real messages land in the spam box of a site."""
    site = _my_site(slug)
    if not guard.may(Role.OWNER, site.id):
        raise Forbidden("Only the owner of a site chooses this.")
    chosen = request.form.get("one_in", "")
    try:
        learnt.set_allowed_error(site.id, int(chosen) if _is_number(chosen) else 0)
    except WrongShare as refusal:
        return _page(str(refusal)), refusal.status
    return redirect(url_for(".learning", _anchor=slug), code=303)


def _page(refusal: str = "") -> str:
    sites = guard.my_sites(Role.MODERATOR)
    return render_template(
        "moderation/learning.html",
        sites=sites,
        progress=learnt.progress([site.id for site in sites]),
        choices=learnt.NEEDED,
        may_choose={site.id for site in sites if guard.may(Role.OWNER, site.id)},
        wording=wording,
        refusal=refusal,
    )


def _my_site(slug: str) -> SiteView:
    for site in guard.my_sites(Role.MODERATOR):
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
