"""Which of my sites a page of the ladder or the roster is about, as its address says."""

from __future__ import annotations

from flask import request

from intake.accounts import guard
from intake.errors import NotFound
from intake.sites.service import SiteView
from intake.words import Role


def my_site(role: Role) -> SiteView:
    """Return the site that the address names, the first of mine if it names none."""
    slug = request.args.get("site")
    for site in guard.my_sites(role):
        if slug in {None, site.slug}:
            return site
    raise NotFound("There is no such site here.")
