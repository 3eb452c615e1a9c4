"""CALL BACK, shown: which items a person may see, and the page of one; what its buttons share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake import clock, times
from intake.accounts import guard
from intake.callbacks import allowing, attempts, card_news, dialling, handing, letters, service
from intake.callbacks.store import Task
from intake.callbacks.wording import at_moment, outcomes, status_of, tried
from intake.duty import service as duty
from intake.errors import Conflict, IntakeError
from intake.promises import service as promises
from intake.sites.service import SiteView
from intake.words import Role

# Who knows what alerts cannot be delivered: whoever watches. A list of sentences for these sites.
RED_LINE = "desk_red_line"
RedLine = Callable[[list[int]], list[str]]


def said() -> dict[str, Any]:
    """Return what the desk's templates say things with."""
    return {
        "since": times.since,
        "span": times.span,
        "moment_at": times.moment_at,
        "at_moment": at_moment,
        "time_at": times.time_at,
        "late": service.late,
        "claim_sentence": service.claim_sentence,
        "initial": letters.initial,
        "masked": letters.masked,
        "status_of": status_of,
        "tried": tried,
        "red_line": red_line,
    }


def red_line(sites: Mapping[int, SiteView]) -> list[str]:
    """Return what is wrong with the alerts of these sites."""
    ask: RedLine | None = current_app.extensions.get(RED_LINE)
    return ask(list(sites)) if ask else []


def my_sites() -> dict[int, SiteView]:
    """Return the sites whose desk is mine, by id."""
    return {site.id: site for site in guard.my_sites(Role.STAFF)}


def wanted(sites: Mapping[int, SiteView]) -> list[int]:
    """Return the sites that a path may be about: all of mine, or the one that it names."""
    slug = request.args.get("site")
    return [site.id for site in sites.values() if slug in {None, site.slug}]


def only(reference: str) -> Task:
    """Return the item that a button is about; its form names the site."""
    found = service.tasks(wanted(my_sites()), reference)
    if len(found) > 1:
        raise Conflict("Two of your sites have this reference. Open it from the desk.")
    return found[0]


def url(found: Task) -> str:
    """Return where the card of this item is."""
    slug = my_sites()[found.site_id].slug
    return url_for("callbacks.task", reference=found.reference, site=slug)


def done(found: Task, sentence: str = "") -> ResponseReturnValue:
    """Lead back to the card after a button did what it says, and say there what was done."""
    if sentence:
        session["card"] = [found.submission_id, sentence]
    return redirect(url(found), code=303)


def refused(reference: str, refusal: IntakeError) -> ResponseReturnValue:
    """Show the card as it is now, with why a button did nothing."""
    sites = my_sites()
    found = service.tasks(wanted(sites), reference)
    if len(found) > 1:
        page = render_template("callbacks/choose.html", tasks=found, sites=sites)
        return page, refusal.status
    return card(found[0], refusal=refusal)


def card(
    found: Task, *, shown: Mapping[str, str] | None = None, refusal: IntakeError | None = None
) -> ResponseReturnValue:
    """Show one item: what was asked, how to reach who asked, and what became of it so far."""
    site, me = my_sites()[found.site_id], guard.me()
    asked = dialling.asked(found, me.id)
    caller = dialling.first(found, asked)
    is_open = found.closed_at is None and found.status == "approved"
    page = render_template(
        "callbacks/card.html",
        task=found,
        site=site,
        letter=letters.letter(found.submission_id),
        asked=asked,
        caller=caller,
        allowed=allowing.of(found.submission_id),
        numbers=dialling.numbers(asked),
        today=clock.now().astimezone(ZoneInfo(site.time_zone)).date(),
        language=dialling.language,
        script=dialling.script(caller.language, caller.name, found.reference),
        tries=attempts.of(found.submission_id),
        told=duty.events(found.submission_id) if found.is_callback else [],
        most_tries=attempts.MOST_ATTEMPTS,
        outcomes=outcomes(found, site.time_zone),
        colleagues=handing.colleagues(found.site_id) if is_open else [],
        windows=promises.offered(site, clock.now()) if is_open and found.is_callback else [],
        shown=shown or {},
        refusal=refusal,
        done=_told(found),
        mark=card_news.mark(found),
        may_judge=guard.may(Role.MODERATOR, found.site_id),
        my_id=me.id,
    )
    return cast("ResponseReturnValue", (page, refusal.status if refusal else 200))


def _told(found: Task) -> str:
    """Return what a button of this card has just done, once."""
    kept = session.get("card")
    if not kept or kept[0] != found.submission_id:
        return ""
    session.pop("card")
    return str(kept[1])
