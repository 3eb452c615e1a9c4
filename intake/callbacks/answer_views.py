"""The answers to a form's own questions at the desk, and the button that shows a private one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.callbacks import answers, service
from intake.callbacks.answer_forms import AnswerForm
from intake.callbacks.store import Task
from intake.errors import Conflict
from intake.words import Role

bp = Blueprint("answers", __name__)


@bp.app_context_processor
def _for_the_desk() -> dict[str, Any]:
    return {"answers_of": answers.of}


@bp.get("/staff/desk/<reference>/answer")
@guard.requires(Role.STAFF)
def back_to_task(reference: str) -> ResponseReturnValue:
    """Lead whoever comes by the address of the button, as after signing in anew, to its message."""
    site = request.args.get("site")
    return redirect(url_for("callbacks.task", reference=reference, site=site))


@bp.post("/staff/desk/<reference>/answer")
@guard.requires(Role.STAFF)
def reveal(reference: str) -> ResponseReturnValue:
    """Show one private answer, once, after noting who looked."""
    task = _task(reference)
    given, name = AnswerForm(request.form).wanted()
    answer = answers.reveal(task.submission_id, given, name, guard.me().id)
    site = next(site for site in guard.my_sites(Role.STAFF) if site.id == task.site_id)
    return render_template("callbacks/answer.html", task=task, site=site, answer=answer)


def _task(reference: str) -> Task:
    """Return the message that the button is about; its form names the site."""
    slug = request.args.get("site")
    sites = [site.id for site in guard.my_sites(Role.STAFF) if slug in {None, site.slug}]
    found = service.tasks(sites, reference)
    if len(found) > 1:
        raise Conflict("Two of your sites have this reference. Open it from the desk.")
    return found[0]
