"""The owner's page of a site's ladder: who is told, in which order, if nobody calls."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.db import transaction
from intake.duty import at_once, dry_run, ladders, reaching, roster, store, wording
from intake.duty.here import my_site
from intake.duty.ladder_forms import SAVE, LadderForm
from intake.duty.ladders import MOST_STEPS, WrongLadder
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("ladder", __name__)


@bp.get("/staff/ladder")
@guard.requires(Role.OWNER)
def page() -> ResponseReturnValue:
    """Show who is told, and when."""
    site = my_site(Role.OWNER)
    members = roster.of_site(site).members
    form = LadderForm.of(ladders.of_site(site.id), members)
    return _page(site, form, said="Saved." if "saved" in request.args else "")


@bp.post("/staff/ladder")
@guard.requires(Role.OWNER)
def change() -> ResponseReturnValue:
    """Save the ladder, or show it with a step more, fewer, or elsewhere."""
    site = my_site(Role.OWNER)
    members = roster.of_site(site).members
    form, do = LadderForm(members), request.form.get("do", SAVE)
    if do != SAVE:
        shown = form.changed(members, do)
        return _page(site, shown, said="Nothing is saved yet.", at=form.place_of(do))
    if not form.validate():
        return _page(site, form)
    try:
        with transaction():
            ladders.save(site.id, form.rungs(), guard.me().id)
    except WrongLadder as refusal:
        form.form_errors.append(str(refusal))
        return _page(site, form)
    return redirect(url_for(".page", site=site.slug, saved="1"), code=303)


def _page(
    site: SiteView, form: LadderForm, said: str = "", at: int | None = None
) -> ResponseReturnValue:
    """Show the form; `at` is the step that a button was about."""
    now = ladders.of_site(site.id)
    running = Counter(ladder_id == now.id for ladder_id in store.open_on(site.id))
    page = render_template(
        "duty/ladder.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        form=form,
        said=said,
        is_usual=now.id is None,
        can_add=len(form.steps) < MOST_STEPS,
        running=running[True],
        older=running[False],
        at_once=at_once.count(site.id),
        lacking=dry_run.lacking(reaching.stand(site, now)),
        at=at,
        wording=wording,
    )
    return page, 422 if form.errors else 200
