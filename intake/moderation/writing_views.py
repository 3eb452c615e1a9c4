"""DECIDE, in words: answer a comment, change it, and leave notes for colleagues."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.errors import Conflict, IntakeError, NotFound
from intake.moderation import notes, readings, replying, revising
from intake.moderation.forms import EditForm, NoteForm, ReplyForm
from intake.moderation.items import Item
from intake.moderation.readings import MOST_ROWS
from intake.sites.service import SiteView
from intake.words import Role, Status

bp = Blueprint("writing", __name__)

ITEM = f"/staff/queue/<int(max={MOST_ROWS - 1}):item_id>"


@bp.route(f"{ITEM}/reply", methods=["GET", "POST"])
@guard.requires(Role.MODERATOR)
def reply(item_id: int) -> ResponseReturnValue:
    """Write an answer below a comment, which publishes the comment if it waits."""
    item, site = _comment(item_id)
    if request.method == "GET":
        return _page("reply", item, site, ReplyForm(seen=item.status))
    form = ReplyForm(request.form)
    if not form.validate():
        return _page("reply", item, site, form), 422
    try:
        decision_id = replying.reply(item, guard.me(), form.text.data, form.status())
    except Conflict as refusal:
        return _page("reply", item, site, form, str(refusal)), refusal.status
    if decision_id:
        session["decided"] = decision_id
    return _back(item_id)


@bp.post(f"{ITEM}/replies/<int(max={MOST_ROWS - 1}):reply_id>/withdraw")
@guard.requires(Role.MODERATOR)
def withdraw_reply(item_id: int, reply_id: int) -> ResponseReturnValue:
    """Take an answer back."""
    item, _ = _comment(item_id)
    replying.withdraw(item, guard.me(), reply_id)
    return _back(item_id)


@bp.route(f"{ITEM}/edit", methods=["GET", "POST"])
@guard.requires(Role.MODERATOR)
def edit(item_id: int) -> ResponseReturnValue:
    """Change a comment's words; the former ones are kept."""
    item, site = _comment(item_id)
    if item.status is Status.RECEIVED:
        raise IntakeError("The machine is still reading this. Look again in a moment.")
    if request.method == "GET":
        words = {"author": item.author, "website": item.website, "text": item.text}
        return _page("edit", item, site, EditForm(revision=item.revision, **words))
    form = EditForm(request.form)
    if not form.validate():
        return _page("edit", item, site, form), 422
    try:
        revising.revise(item, form.seen(), form.words(), guard.me())
    except Conflict as refusal:
        return _page("edit", item, site, form, str(refusal)), refusal.status
    return _back(item_id)


@bp.post(f"{ITEM}/notes")
@guard.requires(Role.MODERATOR)
def add_note(item_id: int) -> ResponseReturnValue:
    """Leave a note about an item."""
    sites = _my_sites()
    item = readings.item(sites, item_id)
    form = NoteForm(request.form)
    if not form.validate():
        sentence = form.note.errors[0] if form.note.errors else "Enter the note"
        raise IntakeError(f"{sentence}. Go back, nothing was saved.")
    notes.add(item.id, item.site_id, guard.me(), form.note.data)
    return redirect(url_for("moderation.item", item_id=item_id, _anchor="notes"), code=303)


def _page(name: str, item: Item, site: SiteView, form: object, refusal: str = "") -> str:
    return render_template(
        f"moderation/{name}.html", item=item, site=site, form=form, refusal=refusal
    )


def _back(item_id: int) -> ResponseReturnValue:
    return redirect(url_for("moderation.item", item_id=item_id), code=303)


def _comment(item_id: int) -> tuple[Item, SiteView]:
    sites = _my_sites()
    item = readings.item(sites, item_id)
    if not item.is_comment:
        raise NotFound("Only comments are answered and changed here.")
    return item, sites[item.site_id]


def _my_sites() -> dict[int, SiteView]:
    return {site.id: site for site in guard.my_sites(Role.MODERATOR)}
