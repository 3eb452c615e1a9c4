"""SET UP: the owner's list of what there is to set, with what is done."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.setup import checks
from intake.setup.hours_views import my_site
from intake.words import Role

bp = Blueprint("setup", __name__)


@bp.get("/staff/setup")
@guard.requires(Role.OWNER)
def index() -> ResponseReturnValue:
    """Show what there is to set on a site."""
    site = my_site()
    found = checks.of(site)
    return render_template(
        "setup/index.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        checks=found,
        left=sum(check.is_done is False for check in found),
    )
