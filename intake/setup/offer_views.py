"""OFFER: what a site promises to callers, with what they would be offered right now."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import clock
from intake.accounts import guard
from intake.callbacks import promise_letters
from intake.db import transaction
from intake.errors import NotFound
from intake.promises import offers
from intake.promises import service as promises
from intake.setup.offer_forms import OfferForm
from intake.sites.service import SiteView
from intake.submissions import emergency_words, receipts
from intake.words import Role

bp = Blueprint("offer", __name__)


@bp.record
def _write_letters(state: BlueprintSetupState) -> None:
    state.app.extensions[receipts.LETTER] = promise_letters.promised


@bp.get("/staff/offer")
@guard.requires(Role.OWNER)
def first() -> ResponseReturnValue:
    """Lead to what my first site offers."""
    return redirect(url_for(".of_site", slug=guard.my_sites(Role.OWNER)[0].slug))


@bp.route("/staff/offer/<slug>", methods=["GET", "POST"])
@guard.requires(Role.OWNER)
def of_site(slug: str) -> ResponseReturnValue:
    """Show what a site offers, and set it."""
    site = _my_site(slug)
    form = OfferForm.showing(offers.of(site.id), emergency_words.of(site))
    if request.method == "POST" and form.validate():
        with transaction():
            offers.save(site.id, form.offer(), guard.me().id)
            emergency_words.save(site.id, form.emergency(), guard.me().id)
        return redirect(url_for(".of_site", slug=slug, saved="1"), code=303)
    page = render_template(
        "setup/offer.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        form=form,
        offered=promises.offered(site, clock.now()),
        is_saved=request.method == "GET" and "saved" in request.args,
    )
    return page, 422 if form.errors else 200


def _my_site(slug: str) -> SiteView:
    for site in guard.my_sites(Role.OWNER):
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")
