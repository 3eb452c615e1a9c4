"""The pages of authors: changing a comment, confirming its address, stopping letters about it.

Opening a page changes nothing, so that no mail scanner does. Every button is guarded by a token of
ours in its address or form: there is no cookie that another website could use.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from intake import audit, clock, errorpages
from intake.authors import links, service, store
from intake.authors.forms import ChangeForm
from intake.authors.links import Purpose
from intake.authors.service import ChangedMeanwhile, NotChangeable
from intake.authors.store import Own
from intake.errors import Busy, NotFound, TooMany
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions import arriving, receipts, told
from intake.words import Kind

bp = Blueprint("authors", __name__)

NO_TICKET = "This form was open for too long. What you typed is below: press Save once more."
NO_TICKET_IN_JSON = "Ask for a ticket with GET, and send it with the new words."


@bp.before_request
def _be_nobody() -> None:
    audit.origin.set("author")  # nobody keeps from where visitors come


@bp.after_request
def _keep_secret(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.after_request
def _let_the_site_change(response: Response) -> Response:
    """CORS, by exact origin: a script on the customer's page may change what was sent from it."""
    receipt = (request.view_args or {}).get("receipt")
    if receipt is None:
        return response
    response.vary.update(["Accept", "Origin"])
    origin = request.headers.get("Origin", "")
    own = store.by_receipt(receipt) if origin else None
    if own and _site(own).may_embed(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Max-Age"] = "600"
    return response


@bp.route("/receipts/<receipt>/change", methods=["GET", "POST"])
def change(receipt: str) -> ResponseReturnValue:
    """Show what a comment says, to whoever has its receipt, and take other words for it."""
    own = store.by_receipt(receipt)
    if own is None:
        raise NotFound("There is no comment with a receipt of this number here.")
    if request.method == "POST":
        return _take(own, arriving.knock())
    if not service.may_change(own):
        raise NotChangeable(service.why_not(own))
    if errorpages.wants_json():
        said = own.words
        return jsonify(
            name=said.author, website=said.website, comment=said.text, ticket=_ticket(own)
        )
    form = ChangeForm(_site(own))
    form.show(own.words)
    return _drawn(own, form, 200)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """Ask whether the address is the author's, and believe it when the button is pressed."""
    id_ = links.comment_of(Purpose.CONFIRM, token)
    if request.method == "POST":
        arriving.knock()
        service.confirm(id_)
        return redirect(url_for(".confirm", token=token), code=303)
    own = service.of(id_)
    site = _site(own)
    standing = told.standing(Kind.COMMENT, own.status, site)
    return render_template("authors/confirm.html", site=site, own=own, standing=standing)


@bp.route("/letters/<token>/stop", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """Stop letters about a comment: by the page's button, or a mail program's (RFC 8058)."""
    own = service.of(links.comment_of(Purpose.STOP, token))
    if request.method == "POST":
        arriving.knock()
        own = service.stop(own.id)
    return render_template("authors/stop.html", site=_site(own), own=own)


def _take(own: Own, sender: str) -> ResponseReturnValue:
    body = arriving.body()
    form = ChangeForm(_site(own), body.fields)
    is_valid = form.validate()
    if body.is_json:
        return _take_json(own, form, list(body.fields), sender, is_valid=is_valid)
    if not is_valid:
        return _drawn(own, form, 422)
    seen = _seen(own, form)
    if seen is None:
        form.say(NO_TICKET)
        return _drawn(own, form, 422)
    try:
        _change(own, seen, form, sender)
    except ChangedMeanwhile as error:
        form.say(str(error))
        form.ticket.data = ""
        return _drawn(service.of(own.id), form, error.status)
    except (NotChangeable, TooMany, Busy) as error:
        form.say(str(error))
        return errorpages.retry_after(_drawn(own, form, error.status), error)
    return redirect(url_for("submissions.thanks", receipt=own.receipt), code=303)


def _take_json(
    own: Own, form: ChangeForm, names: list[str], sender: str, *, is_valid: bool
) -> ResponseReturnValue:
    errors = form.sentences() | form.unknown(names)
    seen = _seen(own, form)
    if seen is None:
        errors["ticket"] = [NO_TICKET_IN_JSON]
    if errors or not is_valid or seen is None:
        detail = "Correct the fields named in errors and send it again."
        return errorpages.problem(422, "invalid_fields", detail, errors)
    _change(own, seen, form, sender)
    return receipts.answer(own.receipt)


def _change(own: Own, seen: int, form: ChangeForm, sender: str) -> None:
    words = form.words()
    full = arriving.door().full(sender, clock.now())
    if full and not service.is_said(own, seen, words):
        raise full
    if service.change(own.id, seen, words, form.evidence()):
        arriving.door().count(sender, clock.now())


def _drawn(own: Own, form: ChangeForm, status: int) -> Response:
    """Draw the form with all that was typed, and a ticket that can still be used."""
    if _seen(own, form) is None:
        form.ticket.data = _ticket(own)
    page = render_template("authors/change.html", site=form.site, form=form, own=own)
    return make_response(page, status)


def _ticket(own: Own) -> str:
    return links.sign(Purpose.CHANGE, f"{own.id}:{own.revision}")


def _seen(own: Own, form: ChangeForm) -> int | None:
    """Return the revision that the form showed; None if its ticket is not ours or too old."""
    id_, _, revision = (links.read(Purpose.CHANGE, form.ticket.data or "") or "").partition(":")
    return int(revision) if id_ == str(own.id) else None


def _site(own: Own) -> SiteView:
    return next(site for site in sites.everything() if site.id == own.site_id)
