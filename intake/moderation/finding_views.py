"""Looking for items of the queue: the search box, the filters, and what is narrowed already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from intake import db
from intake.accounts import guard
from intake.errors import Forbidden
from intake.moderation import addresses, asking, finding_wording, reveal, search_box
from intake.moderation.asking import Asked, Asker
from intake.moderation.finding import RULE
from intake.moderation.listing import MOST_LOOKED, Page
from intake.moderation.queue_tables import Rule
from intake.moderation.wanted import Wanted
from intake.sites.service import SiteView

bp = Blueprint("finding", __name__)

PROBLEMS = "not_found_because"


@dataclass(frozen=True)
class Finder:
    """What the search box and the filters show."""

    asked: Asked
    problems: list[str]
    sites: Mapping[int, SiteView]

    @property
    def wanted(self) -> Wanted:
        return self.asked.wanted

    @property
    def params(self) -> dict[str, str]:
        """The parameters of this list, without its tab."""
        return self.asked.params

    @property
    def box(self) -> str:
        return search_box.said(self.params)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.params.keys() - {"sort"})

    @property
    def chips(self) -> list[tuple[str, dict[str, str]]]:
        """What narrows the list, each with the parameters that are left without it."""
        return [
            (
                finding_wording.LINKED.get(name) or search_box.said_one(name, value),
                {other: kept for other, kept in self.params.items() if other != name},
            )
            for name, value in self.params.items()
            if name != "sort"
        ]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """All reasons that one can choose, the rules of the sites among them."""
        rules = _rules(self.sites)
        names = [(str(reason), name) for reason, name in finding_wording.REASONS.items()]
        return names + [(f"{RULE}{id_}", f"Rule: {name}") for id_, name in rules]

    def nothing(self, page: Page, before: str) -> str:
        """Say why a page is empty; empty for what the tab itself says."""
        if page.is_partial:
            return "Nothing so far."
        if before:
            return "There is nothing more." if self.is_narrowed else "There is nothing older."
        return "Nothing here is like that." if self.is_narrowed else ""


def may_ask_by_address(site_id: int) -> bool:
    """Say whether I may look for addresses on this site: who may reveal them may."""
    return reveal.may(site_id)


def finder(sites: Mapping[int, SiteView]) -> Finder:
    """Read what this page's address asks for. Raises NotFound for a tab that cannot be."""
    asked = asking.read(request.args, _asker(sites))
    return Finder(asked, [*session.pop(PROBLEMS, []), *asked.problems], sites)


def wanted(sites: Mapping[int, SiteView]) -> Wanted:
    """Return which list this page's address asks for. Raises NotFound."""
    return asking.read(request.args, _asker(sites)).wanted


def here(**more: Any) -> dict[str, Any]:
    """Return what of this address says which list one is in, for links and buttons.

    An e-mail address that somebody typed into it is not among it.
    """
    place = {name: request.args[name] for name in ("tab", "before") if request.args.get(name)}
    return place | asking.kept(request.args) | more


@bp.app_context_processor
def _said() -> dict[str, Any]:
    return {"finding_wording": finding_wording, "most_looked": MOST_LOOKED}


@bp.post("/staff/queue/search")
@guard.requires(*guard.READS_QUEUE)
def search() -> ResponseReturnValue:
    """Lead to what was typed or chosen. An address stays out of where that is."""
    sites = {site.id: site for site in guard.my_sites(*guard.READS_QUEUE)}
    typed = search_box.read(request.form.get("q", ""))
    told = {name: value for name, value in request.form.items() if name != "q"}
    asked = asking.read(told | typed.params, _asker(sites))
    problems = typed.problems + asked.problems
    params: dict[str, Any] = {"tab": asked.wanted.tab, **asked.params}
    if typed.email:
        try:
            params["address"] = _ask(typed.email, sites, asked.wanted.site)
        except Forbidden as refusal:
            problems.append(str(refusal))
    if problems:
        session[PROBLEMS] = problems
    return redirect(url_for("moderation.queue", **params), code=303)


def _ask(email: str, sites: Mapping[int, SiteView], site_id: int | None) -> str:
    wanted = [site for site in sites.values() if site_id in {None, site.id}]
    mine = [site for site in wanted if may_ask_by_address(site.id)]
    return addresses.ask(email, mine, guard.me().id)


def _asker(sites: Mapping[int, SiteView]) -> Asker:
    return Asker(guard.me().id, sites, may_ask_by_address)


def _rules(site_ids: Mapping[int, SiteView]) -> Sequence[tuple[int, str]]:
    query = select(Rule.id, Rule.name).where(Rule.site_id.in_(site_ids), Rule.retired_at.is_(None))
    return [(id_, name) for id_, name in db.session().execute(query.order_by(Rule.position))]
