"""WHERE TO REACH ME: everybody's own ways, and for an owner whether everybody can be reached."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from intake import times
from intake.accounts import guard, roles
from intake.accounts.guard import ROW_ID
from intake.alerts import inbound, receipts, replies, sample, ways
from intake.alerts.destinations import WrongAddress
from intake.alerts.outward import ForbiddenUrl
from intake.alerts.ways import Own, WrongNumber
from intake.errors import Conflict, NotFound
from intake.setup.ways_forms import CHANNELS, MinutesForm, WayForm
from intake.sites.service import SiteView
from intake.words import Channel, Role

HERE = "/staff/ways"
DONE = {  # what a page that was sent on says first; the address names it by its key
    "added": "It was added. Send a test, to be sure that it reaches you.",
    "removed": "It was removed, and its address forgotten.",
    "order": "The order was changed.",
    "test": "A test is on its way. Open its link when it arrives.",
    "soon": "A test went out less than a minute ago.",
}
FIELDS = {WrongAddress: "address", ForbiddenUrl: "address", WrongNumber: "number"}

bp = Blueprint("ways", __name__, url_prefix=HERE)


@bp.app_context_processor
def _for_every_page() -> dict[str, Any]:
    return {"has_page_way": lambda: ways.has_page(guard.me().id)}


@bp.get("")
@guard.requires(Role.STAFF)
def mine() -> ResponseReturnValue:
    """Show by which ways I am told, in their order, and what is known of each."""
    return _page(_form())


@bp.post("")
@guard.requires(Role.STAFF)
def add() -> ResponseReturnValue:
    """Add a way of mine."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    site = _my_site(form.site.data)
    try:
        secret = ways.add(guard.me().id, site.id, form.wish())
    except (WrongAddress, ForbiddenUrl, WrongNumber, Conflict) as refusal:
        field = form[FIELDS.get(type(refusal), "channel")]
        field.errors = [*field.errors, str(refusal)]
        return _page(form), refusal.status
    if secret:
        return _page(_form(blank=True), secret=secret)
    return redirect(f"{HERE}?done=added", code=303)


@bp.get(f"/<{ROW_ID}:way_id>/minutes")
@bp.get(f"/<{ROW_ID}:way_id>/test")
@bp.get(f"/<{ROW_ID}:way_id>/remove")
@bp.get("/page")
@bp.get("/replies")
@guard.requires(Role.STAFF)
def back(way_id: int = 0) -> ResponseReturnValue:  # noqa: ARG001 - any leads to the page
    """Lead whoever comes by the address of a button, as after signing in anew, to the page."""
    return redirect(HERE)


@bp.post(f"/<{ROW_ID}:way_id>/minutes")
@guard.requires(Role.STAFF)
def order(way_id: int) -> ResponseReturnValue:
    """Let a way of mine ring sooner or later."""
    form = MinutesForm()
    if not form.validate():
        return _page(_form(blank=True), problem=form.minutes.errors[0]), 422
    ways.set_minutes(guard.me().id, way_id, form.minutes.data)
    return redirect(f"{HERE}?done=order", code=303)


@bp.post(f"/<{ROW_ID}:way_id>/test")
@guard.requires(Role.STAFF)
def test(way_id: int) -> ResponseReturnValue:
    """Send a test by a way of mine."""
    is_new = ways.send_test(guard.me().id, way_id)
    return redirect(f"{HERE}?done={'test' if is_new else 'soon'}", code=303)


@bp.post(f"/<{ROW_ID}:way_id>/remove")
@guard.requires(Role.STAFF)
def remove(way_id: int) -> ResponseReturnValue:
    """Use a way of mine no more."""
    ways.remove(guard.me().id, way_id)
    return redirect(f"{HERE}?done=removed", code=303)


@bp.post("/page")
@guard.requires(Role.STAFF)
def page() -> ResponseReturnValue:
    """Give the open page what waits for it: it is delivered by being shown."""
    zones = {site.id: site.time_zone for site in guard.my_sites()}
    shown = ways.show_on_page(guard.me().id)
    lines = [sample.line(one, zones.get(one.site_id, "UTC")) for one in shown]
    answer = jsonify(alerts=[{"text": text, "path": path} for text, path in lines])
    answer.headers["Cache-Control"] = "no-store"
    session.modified = False  # a page that asks by itself is no sign that somebody is there
    return answer


@bp.get("/people")
@guard.requires(Role.OWNER)
def everybodys() -> ResponseReturnValue:
    """Show an owner by which ways everybody is reached, masked, and what is proven."""
    return render_template(
        "setup/everybodys_ways.html",
        sites=[(site, _by_person(site)) for site in guard.my_sites(Role.OWNER)],
        names=CHANNELS,
        since=times.since,
    )


@bp.post("/replies")
@guard.requires(Role.OWNER)
def open_replies() -> ResponseReturnValue:
    """Make the address for answers by text of a site of mine, with a new secret."""
    sites = guard.my_sites(Role.OWNER)
    site = next((one for one in sites if one.slug == request.form.get("site")), None)
    if site is None:
        raise NotFound("There is no such site of yours.")
    path, secret = replies.open_door(site.id, guard.me().id)
    return _page(_form(blank=True), secret=secret, path=path)


def _by_person(site: SiteView) -> list[tuple[str, list[Own]]]:
    found = ways.of([site.id])
    return [
        (one.name or one.email, [way for way in found if way.account_id == one.account_id])
        for one in roles.of_site(site)
        if {Role.STAFF, Role.OWNER} & set(one.roles)
    ]


def _form(*, blank: bool = False) -> WayForm:
    form = WayForm(formdata=None) if blank else WayForm()
    sites = guard.my_sites(Role.STAFF)
    form.site.choices = [SelectChoice(site.slug, site.name) for site in sites]
    form.site.data = form.site.data or sites[0].slug
    return form


def _my_site(slug: str) -> SiteView:
    return next(site for site in guard.my_sites(Role.STAFF) if site.slug == slug)


def _page(form: WayForm, **more: Any) -> str:
    sites = guard.my_sites(Role.STAFF)
    mine = ways.of([site.id for site in sites], guard.me().id)
    owned = guard.my_sites(Role.OWNER)
    return render_template(
        "setup/ways.html",
        form=form,
        sites=[(site, [way for way in mine if way.site_id == site.id]) for site in sites],
        names=CHANNELS,
        email=guard.me().email,
        done=DONE.get(request.args.get("done", "")),
        preview=sample.sms(sites[0].name, sites[0].time_zone),
        receipts_path=_receipts_path,
        base_url=current_app.config["SETTINGS"].base_url,
        answers=[(site, replies.path(site.id)) for site in owned],
        since=times.since,
        **more,
    )


def _receipts_path(way: Own) -> str:
    if way.channel is not Channel.WEBHOOK:
        return ""
    return f"/alerts/receipts/{inbound.token(way.id, receipts.SCOPE)}"
