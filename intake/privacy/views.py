"""The audit page: who did what, when and from where, for the owners of the sites."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from intake import audit, clock, times
from intake.accounts import guard
from intake.errors import NotFound
from intake.privacy import exporting, readings, service, wording
from intake.privacy.forms import CheckForm, ExportForm, SearchForm, asked
from intake.privacy.readings import MOST_ROWS, Page, Scope
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("audit", __name__)

HOME = "/staff/audit"


@dataclass(frozen=True)
class Owned:
    """The sites of who is asking, and what may be shown for that."""

    sites: dict[int, SiteView]
    scope: Scope

    @property
    def home(self) -> SiteView:
        """Return the site whose clock tells the time of what concerns no site."""
        return next(iter(self.sites.values()))


@bp.get(HOME)
@guard.requires(Role.OWNER)
def log() -> ResponseReturnValue:
    """Show what was done, the newest first."""
    return _page(CheckForm())


@bp.get(f"{HOME}/check")
@bp.get(f"{HOME}/export")
@guard.requires(Role.OWNER)
def back_to_log() -> ResponseReturnValue:
    """Lead whoever comes by the address of a button, as after signing in anew, to the page."""
    return redirect(HOME)


@bp.post(f"{HOME}/check")
@guard.requires(Role.OWNER)
def check() -> ResponseReturnValue:
    """Check every line against the one before."""
    form = CheckForm(request.form)
    if not form.validate():
        return _page(form)
    return _page(form, audit.verify(form.head.data))


@bp.post(f"{HOME}/export")
@guard.requires(Role.OWNER)
def export() -> ResponseReturnValue:
    """Hand out the lines that were looked for, after noting it."""
    owned, form = _owned(), ExportForm(request.form).wanted()
    wanted = _search_form(owned)
    if not wanted.validate():
        return _page(CheckForm())
    search = wanted.search(_ids(owned), owned.home.time_zone)
    site_ids = [search.site_id] if search.site_id else list(owned.scope.site_ids)
    service.note_export(guard.me().id, site_ids, form)
    slugs = {site.id: site.slug for site in owned.sites.values()}
    lines = exporting.written(readings.everything(owned.scope, search), slugs, form)
    answer = Response(stream_with_context(lines), mimetype=exporting.MIMETYPES[form])
    name = f"audit-{clock.now():%Y-%m-%d}.{form}"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _page(check_form: CheckForm, checked: audit.Checked | None = None) -> ResponseReturnValue:
    owned = _owned()
    form = _search_form(owned)
    is_good = form.validate()
    search = form.search(_ids(owned), owned.home.time_zone) if is_good else None
    page = readings.page(owned.scope, search, _below()) if search else Page([])
    drawn = render_template(
        "privacy/audit.html",
        form=form,
        check_form=check_form,
        checked=checked,
        page=page,
        before=request.args.get("before"),
        asked=asked(form),
        sites=owned.sites,
        home=owned.home,
        wording=wording,
        since=times.since,
        moment_at=times.moment_at,
    )
    return drawn, 200 if is_good and not check_form.errors else 422


def _owned() -> Owned:
    mine = {site.id: site for site in guard.my_sites(Role.OWNER)}
    is_everything = len(mine) == len(sites.everything())
    return Owned(mine, Scope(frozenset(mine), is_everything))


def _search_form(owned: Owned) -> SearchForm:
    form = SearchForm(request.args)
    names = {site.slug: site.name for site in owned.sites.values()}
    form.offer(readings.people(owned.scope), readings.actions(), names)
    return form


def _ids(owned: Owned) -> dict[str, int]:
    return {site.slug: site.id for site in owned.sites.values()}


def _below() -> int:
    below = request.args.get("before", "")
    if not below:
        return MOST_ROWS - 1
    if not below.isascii() or not below.isdigit() or int(below) >= MOST_ROWS:
        raise NotFound("There is no such page of the audit log.")
    return int(below)
