"""WATCH: the owner's page about how a site is watched; and what the desk says in red."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import times
from intake.accounts import guard
from intake.errors import NotFound
from intake.sites.service import SiteView
from intake.watch import red_line, settings
from intake.watch.forms import WatchingForm
from intake.words import Role

bp = Blueprint("watching", __name__)


@bp.record
def _tell_desk(state: BlueprintSetupState) -> None:
    state.app.extensions[red_line.RED_LINE] = red_line.sentences


@bp.get("/staff/watching")
@guard.requires(Role.OWNER)
def first() -> ResponseReturnValue:
    """Lead to my first site."""
    return redirect(url_for(".of_site", slug=guard.my_sites(Role.OWNER)[0].slug))


@bp.route("/staff/watching/<slug>", methods=["GET", "POST"])
@guard.requires(Role.OWNER)
def of_site(slug: str) -> ResponseReturnValue:
    """Show how a site is watched, and set it."""
    site, me = _my_site(slug), guard.me()
    state = settings.state(site.id)
    now = {"minutes": state.watching.trial_minutes, "way": state.watching.trial_way_id or 0}
    form = WatchingForm(settings.ways(site.id, me.id), data=now)
    if request.method == "POST" and form.validate():
        settings.change(site.id, me.id, form.new_url, form.minutes.data, form.way.data)
        return redirect(url_for(".of_site", slug=slug, saved="1"), code=303)
    page = render_template(
        "watch/watching.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        form=form,
        state=state,
        since=times.since,
        is_saved=request.method == "GET" and "saved" in request.args,
    )
    return page, 422 if form.errors else 200


def _my_site(slug: str) -> SiteView:
    for site in guard.my_sites(Role.OWNER):
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")
