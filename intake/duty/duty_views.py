"""The page of the roster: who is on duty each week, and who for once; owners change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake import clock
from intake.accounts import guard
from intake.accounts.guard import ROW_ID
from intake.duty import keeping, roster, store, wording
from intake.duty.duty_forms import ShiftForm, SwapForm
from intake.duty.here import my_site
from intake.duty.keeping import WrongDuty
from intake.duty.tables import DutyWeek
from intake.errors import NotFound
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("duty", __name__)


@bp.app_context_processor
def _said() -> dict[str, Any]:
    return {"rung_sentence": wording.happened}


@bp.get("/staff/duty")
@guard.requires(Role.STAFF)
def page() -> ResponseReturnValue:
    """Show who is on duty."""
    site = my_site(Role.STAFF)
    return _page(site)


@bp.post("/staff/duty/shifts")
@guard.requires(Role.OWNER)
def add_shift() -> ResponseReturnValue:
    """Have somebody on duty each week."""
    site = my_site(Role.OWNER)
    form = ShiftForm(roster.of_site(site).members)
    if not form.validate():
        return _page(site, shift_form=form)
    for shift in form.shifts():
        keeping.add_week(site.id, int(form.person.data), shift, guard.me().id)
    return _back(site)


@bp.post(f"/staff/duty/shifts/<{ROW_ID}:shift_id>/remove")
@guard.requires(Role.OWNER)
def remove_shift(shift_id: int) -> ResponseReturnValue:
    """Take a shift out of the roster."""
    site = my_site(Role.OWNER)
    keeping.remove_week(site.id, shift_id, guard.me().id)
    return _back(site)


@bp.post(f"/staff/duty/people/<{ROW_ID}:account_id>/remove")
@guard.requires(Role.OWNER)
def remove_person(account_id: int) -> ResponseReturnValue:
    """Take all shifts of a person out of the roster."""
    site = my_site(Role.OWNER)
    shifts = [shift.id for shift in store.weeks(site.id) if shift.account_id == account_id]
    if not shifts:
        raise NotFound(keeping.GONE)
    for shift_id in shifts:
        keeping.remove_week(site.id, shift_id, guard.me().id)
    return _back(site)


@bp.post("/staff/duty/swaps")
@guard.requires(Role.OWNER)
def add_swap() -> ResponseReturnValue:
    """Have somebody, or nobody, on duty for once."""
    site = my_site(Role.OWNER)
    here = roster.of_site(site)
    form = SwapForm(here.members, here.zone)
    if not form.validate():
        return _page(site, swap_form=form)
    try:
        keeping.add_swap(site.id, form.account_id(), *form.times(), guard.me().id)
    except WrongDuty as refusal:
        form.until_at.errors = [str(refusal)]
        return _page(site, swap_form=form)
    return _back(site)


@bp.post(f"/staff/duty/swaps/<{ROW_ID}:swap_id>/remove")
@guard.requires(Role.OWNER)
def remove_swap(swap_id: int) -> ResponseReturnValue:
    """Take a swap back."""
    site = my_site(Role.OWNER)
    keeping.remove_swap(site.id, swap_id, guard.me().id)
    return _back(site)


def _back(site: SiteView) -> ResponseReturnValue:
    return redirect(url_for("duty.page", site=site.slug), code=303)


def _several(shifts: Sequence[DutyWeek]) -> list[tuple[int, int]]:
    """Return (person, how many) of those who have more than one shift."""
    counts = Counter(row.account_id for row in shifts)
    return [(id_, count) for id_, count in counts.items() if count > 1]


def _page(
    site: SiteView, *, shift_form: ShiftForm | None = None, swap_form: SwapForm | None = None
) -> ResponseReturnValue:
    here, now = roster.of_site(site), clock.now()
    shifts = [row for row in store.weeks(site.id) if row.account_id in here.members]
    is_wrong = shift_form or swap_form
    page = render_template(
        "duty/duty.html",
        site=site,
        sites=guard.my_sites(Role.STAFF),
        may_change=guard.may(Role.OWNER, site.id),
        here=here,
        on_duty=[here.members[id_] for id_ in here.on_duty(now)],
        several=_several(shifts),
        week=[[row for row in shifts if row.weekday == day] for day in range(7)],
        swaps=[row for row in store.swaps(site.id) if row.until_at > now],
        shift_form=shift_form or ShiftForm(here.members, formdata=None),
        swap_form=swap_form or SwapForm(here.members, here.zone, formdata=None),
        wrong=is_wrong,
        wording=wording,
    )
    return page, 422 if is_wrong else 200
