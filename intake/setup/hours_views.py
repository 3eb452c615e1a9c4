"""SET UP: the owner's page of a site's opening hours."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import clock, times
from intake.accounts import guard
from intake.errors import NotFound
from intake.hours import service as hours
from intake.hours.calendar import Calendar, NeverOpen
from intake.setup import hours_preview, recompute
from intake.setup.hours_forms import HoursForm
from intake.setup.recompute import MoreConcerned, Plan, SavedMeanwhile
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("setup_hours", __name__)

SAVE, LOOK, HOLIDAYS = "save", "look", "holidays"


@bp.get("/staff/hours")
@guard.requires(Role.OWNER)
def page() -> ResponseReturnValue:
    """Show when a site is open."""
    site = my_site()
    calendar = hours.calendar(site)
    today = clock.now().astimezone(calendar.zone).date()
    form = HoursForm.of(calendar, today, site.region)
    moved = request.args.get("moved", type=int)
    said = "" if moved is None else f"Saved. {_moved(moved)}"
    return _page(site, form, calendar, said=said)


@bp.post("/staff/hours")
@guard.requires(Role.OWNER)
def change() -> ResponseReturnValue:
    """Save when a site is open, or show what that would come to."""
    site, form = my_site(), HoursForm()
    if not form.validate():
        return _page(site, form, None)
    do = request.form.get("do", SAVE)
    try:
        if do == HOLIDAYS:
            return _add_holidays(site, form)
        calendar = form.calendar()
        if do == LOOK:
            plan = recompute.plan(site, calendar)
            return _page(site, form, calendar, said="Nothing is saved yet.", plan=plan)
        done = recompute.save(site, calendar, guard.me().id, agreed=form.agreed_ids())
    except MoreConcerned as refusal:
        return _page(site, form, calendar, plan=refusal.plan)
    except (NeverOpen, SavedMeanwhile) as refusal:
        form.form_errors.append(str(refusal))
        page, _ = _page(site, form, None)
        return page, refusal.status
    return redirect(url_for(".page", site=site.slug, moved=done.count), code=303)


def _add_holidays(site: SiteView, form: HoursForm) -> ResponseReturnValue:
    """Show the form with the public holidays that are asked for among its exceptions."""
    added = form.add_holidays(clock.now().astimezone(form.calendar().zone).date())
    if added is None:
        return _page(site, form, None)
    form.validate()
    return _page(site, form, form.calendar(), said=f"{_added(added)} Nothing is saved yet.")


def my_site() -> SiteView:
    """Return the site that the address names, the first of mine if it names none."""
    mine, slug = guard.my_sites(Role.OWNER), request.args.get("site")
    for site in mine:
        if slug in {None, site.slug}:
            return site
    raise NotFound("There is no such site here.")


def _page(
    site: SiteView,
    form: HoursForm,
    calendar: Calendar | None,
    *,
    said: str = "",
    plan: Plan | None = None,
) -> tuple[str, int]:
    """Show the form, and the days as `calendar` has them."""
    form.agreed.data = ",".join(map(str, recompute.ids(plan))) if plan else ""
    form.add_blanks()
    shown = calendar or hours.calendar(site)
    today = clock.now().astimezone(shown.zone).date()
    page = render_template(
        "setup/hours.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        form=form,
        said=said,
        plan=plan,
        new_time=lambda move: recompute.new_time(move, shown),
        due=lambda move: times.moment_at(move.waiting.due_at, shown.zone.key),
        moment=lambda at: times.moment_at(at, shown.zone.key),
        references=recompute.references(plan) if plan else {},
        concerned=_concerned,
        days=hours_preview.days(shown, today),
        is_of_form=calendar is not None,
        zones=hours.zones(),
    )
    return page, 422 if form.errors else 200


def _moved(number: int) -> str:
    if not number:
        return "No open callback is concerned."
    return f"{_callbacks(number)} got another time."


def _concerned(number: int) -> str:
    if not number:
        return "No open callback is concerned."
    return f"{_callbacks(number)} {'gets' if number == 1 else 'get'} another time."


def _callbacks(number: int) -> str:
    return "1 open callback" if number == 1 else f"{number} open callbacks"


def _added(number: int) -> str:
    if not number:
        return "All of these public holidays are on the list, or over."
    return f"{number} public {'holiday was' if number == 1 else 'holidays were'} added to the list."
