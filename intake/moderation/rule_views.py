"""The rules of a site: their list in the order in which they are tried, and a page for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import times
from intake.accounts import guard
from intake.errors import BadBody, NotFound
from intake.moderation import readings, rule_store, rules, shadow, wording
from intake.moderation import rule_wording as saying
from intake.moderation.readings import MOST_ROWS
from intake.moderation.rule_conditions import Act, Conditions, State
from intake.moderation.rule_forms import RuleForm, fields_of
from intake.moderation.rule_store import RuleView
from intake.moderation.rules import RuleDraft, WrongRule
from intake.sites.service import SiteView
from intake.submissions import closing, promises, watched
from intake.words import Role

bp = Blueprint("rules", __name__)

NUMBER = f"int(max={MOST_ROWS - 1})"
RULE = f"/staff/rules/<slug>/<{NUMBER}:rule_id>"
MOST_SHOWN = 50  # of what a rule would have met
MOST_CLOSED = 200  # pages

Change = Callable[[int, int, int], None]


@bp.record
def _tell_the_door(state: BlueprintSetupState) -> None:
    state.app.extensions[watched.WATCHED] = rules.Kept(rules.watched)
    state.app.extensions[promises.PUBLISHES_UNREAD] = rules.Kept(rules.publishes_unread)


@bp.context_processor
def _said() -> dict[str, Any]:
    return {"since": times.since, "moment_at": times.moment_at, "saying": saying}


@bp.get("/staff/rules")
@guard.requires(Role.MODERATOR)
def first() -> ResponseReturnValue:
    """Lead to the rules of my first site."""
    return redirect(url_for(".listed", slug=_my_sites()[0].slug))


@bp.get("/staff/rules/<slug>")
@guard.requires(Role.MODERATOR)
def listed(slug: str) -> ResponseReturnValue:
    """Show the rules of a site, and its pages that take no comments."""
    site = _my_site(slug)
    mine = rule_store.of_site(site.id)
    return render_template(
        "moderation/rules.html",
        site=site,
        sites=_my_sites(),
        rules=mine,
        would=shadow.would(mine),
        states=[State.SHADOW, State.ON, State.OFF],
        closed=closing.closed(site.id, MOST_CLOSED),
        is_owner=guard.may(Role.OWNER, site.id),
    )


@bp.route("/staff/rules/<slug>/new", methods=["GET", "POST"])
@guard.requires(Role.MODERATOR)
def new(slug: str) -> ResponseReturnValue:
    """Make a rule."""
    site = _my_site(slug)
    form = RuleForm(site, Conditions(), data=_beginning())
    if request.method == "POST" and form.validate():
        try:
            rule_id = rules.make(site.id, guard.me().id, form.draft())
        except WrongRule as refusal:
            form.form_errors.append(str(refusal))
        else:
            return redirect(url_for(".one", slug=slug, rule_id=rule_id), code=303)
    return _rule_page(site, form, None)


@bp.get(RULE)
@guard.requires(Role.MODERATOR)
def one(slug: str, rule_id: int) -> ResponseReturnValue:
    """Show a rule, what it would have done, and to what."""
    site = _my_site(slug)
    rule = rules.get(site.id, rule_id)
    form = RuleForm(site, rule.asked, data=fields_of(_draft(rule)))
    return _rule_page(site, form, rule)


@bp.post(RULE)
@guard.requires(Role.MODERATOR)
def change(slug: str, rule_id: int) -> ResponseReturnValue:
    """Set what a rule asks and does."""
    site = _my_site(slug)
    rule = rules.get(site.id, rule_id)
    form = RuleForm(site, rule.asked)
    if not form.validate():
        return _rule_page(site, form, rule)
    rules.change(site.id, rule_id, guard.me().id, form.draft())
    return redirect(url_for(".one", slug=slug, rule_id=rule_id), code=303)


@bp.post(f"{RULE}/do")
@guard.requires(Role.MODERATOR)
def do(slug: str, rule_id: int) -> ResponseReturnValue:
    """Press one of the buttons beside a rule."""
    site = _my_site(slug)
    chosen = _BUTTONS.get(request.form.get("do", ""))
    if chosen is None:
        raise BadBody("That is nothing that can be done with a rule. Nothing was changed.")
    chosen(site.id, rule_id, guard.me().id)
    return redirect(url_for(".listed", slug=slug, _anchor=f"rule-{rule_id}"), code=303)


@bp.post(f"/staff/rules/<slug>/pages/<{NUMBER}:thread_id>/reopen")
@guard.requires(Role.MODERATOR)
def reopen(slug: str, thread_id: int) -> ResponseReturnValue:
    """Take comments on a page again."""
    rules.reopen_thread(_my_site(slug).id, thread_id, guard.me().id)
    return redirect(url_for(".listed", slug=slug, _anchor="closed"), code=303)


_BUTTONS: dict[str, Change] = {
    "up": lambda site_id, id_, who: rules.move(site_id, id_, who, is_up=True),
    "down": lambda site_id, id_, who: rules.move(site_id, id_, who, is_up=False),
    "retire": rules.retire,
    "shadow": lambda site_id, id_, who: rules.set_state(site_id, id_, who, State.SHADOW),
    "on": lambda site_id, id_, who: rules.set_state(site_id, id_, who, State.ON),
    "off": lambda site_id, id_, who: rules.set_state(site_id, id_, who, State.OFF),
}


def _beginning() -> dict[str, Any]:
    """Return what a new rule's form shows; a link on a comment's page may name its network."""
    return {"act": Act.HOLD.value, "network_of": request.args.get("network", "")[:16]}


def _rule_page(site: SiteView, form: RuleForm, rule: RuleView | None) -> ResponseReturnValue:
    shown = shadow.would_have_met(rule, MOST_SHOWN) if rule else []
    page = render_template(
        "moderation/rule.html",
        site=site,
        form=form,
        rule=rule,
        tried=shadow.would([rule])[rule.id] if rule else None,
        shown=readings.these([site.id], shown),
        wording=wording,
    )
    return page, 422 if form.errors else 200


def _draft(rule: RuleView) -> RuleDraft:
    return RuleDraft(rule.name, rule.act, rule.asked)


def _my_sites() -> list[SiteView]:
    return guard.my_sites(Role.MODERATOR)


def _my_site(slug: str) -> SiteView:
    for site in _my_sites():
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")
