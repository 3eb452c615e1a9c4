"""WHO: the pages where owners decide who works for their sites."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from intake import times
from intake.accounts import guard, invitations, roles
from intake.accounts.account_forms import InviteForm, RolesForm
from intake.accounts.guard import ROW_ID
from intake.accounts.wording import ROLE_NAMES, ROLE_TELLS
from intake.alerts.destinations import WrongAddress
from intake.errors import Conflict, NotFound
from intake.sites.service import SiteView
from intake.words import Role

HERE = "/staff/people"
DONE = {
    "invited": "A letter is on its way.",
    "withdrawn": "The invitation was withdrawn.",
    "changed": "The roles were changed.",
    "removed": "They can do nothing more on that site.",
}

bp = Blueprint("people", __name__, url_prefix=HERE)


@bp.get("")
@guard.requires(Role.OWNER)
def overview() -> ResponseReturnValue:
    """Show who works for my sites, and who was asked to."""
    return _overview(InviteForm(formdata=None))


@bp.post("/invite")
@guard.requires(Role.OWNER)
def invite() -> ResponseReturnValue:
    """Ask somebody to work for one of my sites."""
    form = InviteForm()
    site = _my_site(request.form.get("site", ""))
    form.site.choices = _choices()
    if form.validate():
        try:
            invitations.invite(site, form.email.data, Role(form.role.data), guard.me())
        except (WrongAddress, Conflict) as error:
            form.email.errors = [str(error)]
        else:
            return redirect(f"{HERE}?done=invited", code=303)
    return _overview(form), 422


def _overview(form: InviteForm) -> str:
    mine = guard.my_sites(Role.OWNER)
    form.site.choices = _choices()
    return render_template(
        "accounts/people.html",
        form=form,
        sites=[(site, roles.of_site(site), invitations.of_site(site)) for site in mine],
        role_names=ROLE_NAMES,
        done=DONE.get(request.args.get("done", "")),
        since=times.since,
    )


def _choices() -> list[SelectChoice]:
    return [SelectChoice(site.slug, site.name) for site in guard.my_sites(Role.OWNER)]


@bp.post(f"/<slug>/invitations/<{ROW_ID}:id_>/again")
@guard.requires(Role.OWNER)
def invite_again(slug: str, id_: int) -> ResponseReturnValue:
    """Write another letter with another link."""
    invitations.invite_again(_my_site(slug), id_, guard.me())
    return redirect(f"{HERE}?done=invited", code=303)


@bp.post(f"/<slug>/invitations/<{ROW_ID}:id_>/withdraw")
@guard.requires(Role.OWNER)
def withdraw(slug: str, id_: int) -> ResponseReturnValue:
    """Take an invitation back."""
    invitations.withdraw(_my_site(slug), id_, guard.me())
    return redirect(f"{HERE}?done=withdrawn", code=303)


@bp.route(f"/<slug>/<{ROW_ID}:account_id>", methods=["GET", "POST"])
@guard.requires(Role.OWNER)
def person(slug: str, account_id: int) -> ResponseReturnValue:
    """Show one of the people of my site; change what they may do there."""
    site = _my_site(slug)
    one = roles.person(site, account_id)
    form = RolesForm()
    if request.method == "GET":
        form.roles.data = [role.value for role in one.roles]
    elif form.validate():
        wanted = {Role(role) for role in form.roles.data}
        try:
            roles.set_roles(site, account_id, wanted, guard.me())
        except roles.LastOwner as error:
            form.roles.errors = [str(error)]
        else:
            return redirect(_after("changed", account_id, is_owner=Role.OWNER in wanted), code=303)
    page = render_template(
        "accounts/person.html",
        site=site,
        person=one,
        form=form,
        role_names=ROLE_NAMES,
        role_tells=ROLE_TELLS,
        since=times.since,
    )
    return page, 422 if form.errors else 200


@bp.post(f"/<slug>/<{ROW_ID}:account_id>/remove")
@guard.requires(Role.OWNER)
def remove(slug: str, account_id: int) -> ResponseReturnValue:
    """Let somebody do nothing more on my site."""
    roles.remove(_my_site(slug), account_id, guard.me())
    return redirect(_after("removed", account_id, is_owner=False), code=303)


def _after(done: str, account_id: int, *, is_owner: bool) -> str:
    """Return where to go on: who gives their own ownership away may have no way back here."""
    is_leaving = account_id == guard.me().id and not is_owner
    return "/staff/account" if is_leaving else f"{HERE}?done={done}"


def _my_site(slug: str) -> SiteView:
    for site in guard.my_sites(Role.OWNER):
        if site.slug == slug:
            return site
    raise NotFound("You own no site of this name.")
