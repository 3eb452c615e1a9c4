"""The learning page: how far each site has come, and how much error its owner allows."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import times
from intake.accounts import guard
from intake.errors import Forbidden, NotFound
from intake.moderation import agreement, charts, learnt, sure, weeks
from intake.moderation import learning_wording as wording
from intake.moderation.learnt import WrongShare
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("learning", __name__)


@bp.context_processor
def _said() -> dict[str, Any]:
    return {
        "since": times.since,
        "moment_at": times.moment_at,
        "wording": wording,
        "charts": charts,
    }


@bp.get("/staff/learning")
@guard.requires(*guard.READS_QUEUE)
def learning() -> ResponseReturnValue:
    """Show how far each of my sites has come."""
    return _page()


@bp.get("/staff/learning/<slug>/chart.svg")
@guard.requires(*guard.READS_QUEUE)
def chart(slug: str) -> ResponseReturnValue:
    """Draw the last weeks of a site of mine."""
    site = _my_site(slug)
    drawn = charts.weekly(
        weeks.of(site.id, site.time_zone),
        f"How the machine did on {site.name}",
        is_narrow=request.args.get("size") == "narrow",
    )
    policy = {"Content-Security-Policy": charts.POLICY}
    return Response(drawn, mimetype="image/svg+xml", headers=policy)


@bp.post("/staff/learning/<slug>")
@guard.requires(Role.OWNER)
def choose(slug: str) -> ResponseReturnValue:
    """Let at most so many real messages land in the spam box of a site."""
    site = _my_site(slug)
    if not guard.may(Role.OWNER, site.id):
        raise Forbidden("Only the owner of a site chooses this.")
    chosen = request.form.get("one_in", "")
    try:
        one_in = int(chosen) if _is_number(chosen) else 0
        learnt.set_allowed_error(site.id, one_in, guard.me().id)
    except WrongShare as refusal:
        return _page(str(refusal)), refusal.status
    return redirect(url_for(".learning", _anchor=slug), code=303)


def _page(refusal: str = "") -> str:
    sites = guard.my_sites(*guard.READS_QUEUE)
    ids = [site.id for site in sites]
    return render_template(
        "moderation/learning.html",
        sites=sites,
        by_id={site.id: site for site in sites},
        agreement=agreement.of(guard.me().id, ids),
        sure=sure.waiting(ids),
        progress=learnt.progress(ids),
        weeks={site.id: weeks.of(site.id, site.time_zone) for site in sites},
        choices=learnt.NEEDED,
        may_choose={site.id for site in sites if guard.may(Role.OWNER, site.id)},
        refusal=refusal,
    )


def _my_site(slug: str) -> SiteView:
    for site in guard.my_sites(*guard.READS_QUEUE):
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
