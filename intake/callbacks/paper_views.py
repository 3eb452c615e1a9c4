"""The desk on paper: today's list to print, for the day on which the network is down."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake import clock, times
from intake.accounts import guard
from intake.callbacks import sheet
from intake.callbacks import sheet_wording as wording
from intake.words import Role

bp = Blueprint("paper", __name__)

HOME = "/staff/desk/paper"


@bp.get(HOME)
@guard.requires(Role.STAFF)
def sheet_of_today() -> ResponseReturnValue:
    """Show the list with masked names and numbers."""
    return _page(is_full=False)


@bp.post(HOME)
@guard.requires(Role.STAFF)
def in_full() -> ResponseReturnValue:
    """Show the list with names and numbers, after noting for each who looked."""
    return _page(is_full=True)


def _page(*, is_full: bool) -> str:
    sites = {site.id: site for site in guard.my_sites(Role.STAFF)}
    is_everything = request.values.get("what") == "everything"
    listed = sheet.everything if is_everything else sheet.today
    lines = listed(sites.values())
    return render_template(
        "callbacks/paper.html",
        sites=sites,
        lines=lines,
        whose=sheet.revealed(lines, guard.me().id) if is_full else sheet.masked(lines),
        is_full=is_full,
        is_everything=is_everything,
        most=sheet.MOST_LINES,
        now=clock.now(),
        moment_at=times.moment_at,
        wording=wording,
    )
