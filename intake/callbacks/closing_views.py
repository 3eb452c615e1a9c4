"""Closing time: the page that must reach zero before everybody goes home."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.callbacks import closing, handing, pages, service
from intake.callbacks.attempts import NotPossible
from intake.callbacks.forms import HandForm, WindowForm
from intake.errors import Conflict, NotFound
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("closing", __name__)
bp.context_processor(pages.said)

HOME = "/staff/desk/closing"
MOST_SHOWN = 200  # of a site; whoever has more to settle begins with these


@bp.get(HOME)
@guard.requires(Role.STAFF)
def today() -> ResponseReturnValue:
    """Show what is left of each of my sites before it opens again."""
    return _page()


@bp.get(f"{HOME}/<slug>/hand-all")
@bp.get(f"{HOME}/<slug>/<reference>/hand-over")
@bp.get(f"{HOME}/<slug>/<reference>/repromise")
@guard.requires(Role.STAFF)
def back(slug: str, reference: str = "") -> ResponseReturnValue:  # noqa: ARG001 - of the button
    """Lead whoever comes by the address of a button, as after signing in anew, to the page."""
    return redirect(url_for(".today"))


@bp.post(f"{HOME}/<slug>/<reference>/repromise")
@guard.requires(Role.STAFF)
def repromise(slug: str, reference: str) -> ResponseReturnValue:
    """Promise another time; the visitor is told."""
    site = _my_site(slug)
    found = service.tasks([site.id], reference)[0]
    key = WindowForm(request.form).window.data or ""
    closing.repromise(closing.evening(site), found, guard.me(), key)
    return _done(f"{found.reference} has another time, and the visitor is told.")


@bp.post(f"{HOME}/<slug>/<reference>/hand-over")
@guard.requires(Role.STAFF)
def hand_over(slug: str, reference: str) -> ResponseReturnValue:
    """Give one item to whoever is on duty."""
    found = service.tasks([_my_site(slug).id], reference)[0]
    handing.hand_over(found, guard.me(), HandForm(request.form).account_id())
    return _done(f"{found.reference} is handed over.")


@bp.post(f"{HOME}/<slug>/hand-all")
@guard.requires(Role.STAFF)
def hand_all(slug: str) -> ResponseReturnValue:
    """Give all that is left to one person."""
    evening = closing.evening(_my_site(slug))
    handed = closing.hand_all(evening, guard.me(), HandForm(request.form).account_id())
    return _done(f"{handed} {'is' if handed == 1 else 'are'} handed over.")


@bp.errorhandler(Conflict)
@bp.errorhandler(NotPossible)
def _refuse(refusal: Conflict | NotPossible) -> ResponseReturnValue:
    """Show the page as it is now, with the reason."""
    return _page(refusal), refusal.status


def _page(refusal: Conflict | NotPossible | None = None) -> str:
    evenings = [closing.evening(site) for site in guard.my_sites(Role.STAFF)]
    return render_template(
        "callbacks/closing.html",
        evenings=evenings,
        left=sum(len(evening.left) for evening in evenings),
        windows={evening.site.id: closing.later_windows(evening) for evening in evenings},
        most=MOST_SHOWN,
        my_id=guard.me().id,
        refusal=refusal,
        done=None if refusal else session.pop("settled", None),
    )


def _done(sentence: str) -> ResponseReturnValue:
    session["settled"] = sentence
    return redirect(url_for(".today"), code=303)


def _my_site(slug: str) -> SiteView:
    for site in guard.my_sites(Role.STAFF):
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")
