"""The policy of a site: what its owner lets be published without a person, and has set besides."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.errors import NotFound
from intake.moderation import policy
from intake.moderation.policy_forms import PolicyForm
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("policy", __name__)


@bp.get("/staff/policy")
@guard.requires(Role.OWNER)
def first() -> ResponseReturnValue:
    """Lead to the policy of my first site."""
    return redirect(url_for(".of_site", slug=guard.my_sites(Role.OWNER)[0].slug))


@bp.route("/staff/policy/<slug>", methods=["GET", "POST"])
@guard.requires(Role.OWNER)
def of_site(slug: str) -> ResponseReturnValue:
    """Show what holds on a site, and set it."""
    site = _my_site(slug)
    now = policy.of(site.id)
    form = PolicyForm(
        data={
            "preset": now.preset.value,
            "shows_addresses": now.shows_addresses,
            "reasons": "\n".join(now.reasons),
        }
    )
    if request.method == "POST" and form.validate():
        policy.change(site.id, guard.me().id, form.policy())
        return redirect(url_for(".of_site", slug=slug, saved="1"), code=303)
    page = render_template(
        "moderation/policy.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        form=form,
        is_saved=request.method == "GET" and "saved" in request.args,
    )
    return page, 422 if form.errors else 200


def _my_site(slug: str) -> SiteView:
    for site in guard.my_sites(Role.OWNER):
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")
