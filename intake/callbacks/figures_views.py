"""Figures for the owner: promises kept, how soon, what calls came to; as charts, table and CSV."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import charting, clock
from intake.accounts import guard
from intake.callbacks import figures, figures_charts, figures_files, periods
from intake.callbacks import figures_wording as wording
from intake.callbacks.periods import Period
from intake.errors import Conflict, NotFound
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("figures", __name__)

HOME = "/staff/desk/figures"


@bp.get(HOME)
@guard.requires(Role.OWNER)
def first() -> ResponseReturnValue:
    """Lead to the figures of my first site."""
    return redirect(url_for(".of_site", slug=guard.my_sites(Role.OWNER)[0].slug))


@bp.get(f"{HOME}/<slug>")
@guard.requires(Role.OWNER)
def of_site(slug: str) -> ResponseReturnValue:
    """Show the figures of a site."""
    return _page(_my_site(slug))


@bp.get(f"{HOME}/<slug>/<by>.svg")
@guard.requires(Role.OWNER)
def chart(slug: str, by: str) -> ResponseReturnValue:
    """Draw one of the charts."""
    site = _my_site(slug)
    if by not in figures_charts.BY:
        raise NotFound("There is no such chart.")
    counted = figures.of(site, _period(site))
    is_narrow = request.args.get("size") == "narrow"
    drawn = figures_charts.draw(
        counted, by, f"Callbacks of {site.name}, by {by}", is_narrow=is_narrow
    )
    policy = {"Content-Security-Policy": charting.POLICY}
    return Response(drawn, mimetype="image/svg+xml", headers=policy)


@bp.get(f"{HOME}/<slug>/table")
@bp.get(f"{HOME}/<slug>/callbacks")
@guard.requires(Role.OWNER)
def back(slug: str) -> ResponseReturnValue:
    """Lead whoever comes by the address of a button, as after signing in anew, to the page."""
    return redirect(url_for(".of_site", slug=_my_site(slug).slug))


@bp.post(f"{HOME}/<slug>/table")
@guard.requires(Role.OWNER)
def table(slug: str) -> ResponseReturnValue:
    """Hand out the figures, after noting it."""
    site = _my_site(slug)
    period = _period(site)
    lines = figures_files.figures(figures.of(site, period), site, period, guard.me())
    return _file(lines, f"figures-{site.slug}-{period.key}")


@bp.post(f"{HOME}/<slug>/callbacks")
@guard.requires(Role.OWNER)
def callbacks(slug: str) -> ResponseReturnValue:
    """Hand out the callbacks of a period, after noting it; with numbers only if asked for."""
    site = _my_site(slug)
    period = _period(site)
    with_numbers = request.form.get("with_numbers") == "y"
    try:
        lines = figures_files.callbacks(site, period, guard.me(), with_numbers=with_numbers)
    except Conflict as refusal:
        return _page(site, refusal)
    return _file(lines, f"callbacks-{site.slug}-{period.key}")


def _page(site: SiteView, refusal: Conflict | None = None) -> ResponseReturnValue:
    period = _period(site)
    page = render_template(
        "callbacks/figures.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        period=period,
        choices=periods.choices(clock.now(), site.time_zone),
        figures=figures.of(site, period),
        wording=wording,
        charts=figures_charts,
        refusal=refusal,
    )
    return page, refusal.status if refusal else 200


def _file(lines: Iterable[str], name: str) -> Response:
    answer = Response("".join(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return answer


def _period(site: SiteView) -> Period:
    key = request.values.get("period", periods.USUAL)
    return periods.period(key, clock.now(), site.time_zone)


def _my_site(slug: str) -> SiteView:
    for site in guard.my_sites(Role.OWNER):
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")
