"""The public forms, as pages and as JSON, their tickets, and what became of what was sent."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from intake import clock, errorpages, headers
from intake.config import Settings
from intake.declared.service import FormClosed
from intake.errors import AlreadyUsed, BadBody, Busy, Closed, NotFound, TooMany
from intake.promises.service import WindowGone
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions import (
    arriving,
    choice_fields,
    choosing_forms,
    closing,
    cors,
    keys,
    origins,
    own_receipts,
    promises,
    receipts,
    service,
    store,
    ticket,
    told,
    trials,
    watched,
    window_field,
)
from intake.submissions.bodies import NOT_PLAIN
from intake.submissions.forms import CommentForm, PublicForm
from intake.submissions.service import Key, Receipt
from intake.words import Evidence, Kind

bp = Blueprint("submissions", __name__)
bp.after_request(cors.let_the_site_read)

CORRECT = "Correct the fields named in errors and send it again."


@bp.record
def _limit(state: BlueprintSetupState) -> None:
    arriving.open_door(state.app)


@bp.route("/<site_slug>/comment", methods=["GET", "POST"])
def comment(site_slug: str) -> ResponseReturnValue:
    return _form_page(site_slug, Kind.COMMENT)


@bp.route("/<site_slug>/contact", methods=["GET", "POST"])
def contact(site_slug: str) -> ResponseReturnValue:
    return _form_page(site_slug, Kind.CONTACT)


@bp.route("/<site_slug>/callback", methods=["GET", "POST"])
def callback(site_slug: str) -> ResponseReturnValue:
    return _form_page(site_slug, Kind.CALLBACK)


@bp.route("/<site_slug>/forms/<form_name>", methods=["GET", "POST"])
def declared_form(site_slug: str, form_name: str) -> ResponseReturnValue:
    """Show or take a form that the site has declared, whatever it is called."""
    if form_name in set(Kind):
        raise NotFound("There is no form at this address. Its own is one step shorter.")
    return _form_page(site_slug, form_name)


@bp.get("/<site_slug>/ticket/<kind>")
def new_ticket(site_slug: str, kind: str) -> ResponseReturnValue:
    """Give a script what our own pages have: a hidden field, and the times to choose from.

    `kind` is the name of a form.
    """
    site = sites.get(site_slug)
    form = choosing_forms.of(site, kind)(site, MultiDict())
    response = jsonify(
        ticket=ticket.issue(_secret(), site.slug, kind, form.version),
        **window_field.for_programs(form),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/receipts/<receipt>")
def thanks(receipt: str) -> ResponseReturnValue:
    """Say what happens next with what was sent, and how far it is."""
    return receipts.answer(receipt)


@bp.app_context_processor
def _for_error_pages() -> dict[str, Any]:
    return {"site_of_page": cors.site_of_page, "next_step": promises.next_step}


def _form_page(site_slug: str, name: str) -> ResponseReturnValue:
    site = sites.get(site_slug)
    if request.method != "POST":
        form = _blank(choosing_forms.of(site, name), site)
        return _drawn(form, 200, form.closed_template if _is_closed(form) else "")
    origins.refuse_foreign(site, request.headers.get("Origin", ""), _own_origins())
    sender = arriving.knock()
    body = arriving.body(may_list=True)
    names = [*body.fields, *body.listed]
    body.fields.setdefault("path", request.args.get("path", ""))
    found = ticket.redeem(_secret(), body.fields.get("ticket", ""), site.slug, name)
    form = choosing_forms.of(site, name, found)(site, body.fields)
    if not all(choosing_forms.takes_several(form, listed) for listed in body.listed):
        raise BadBody(NOT_PLAIN)
    return _take_json(form, names, sender) if body.is_json else _take(form, sender)


def _blank(form_class: type[PublicForm], site: SiteView) -> PublicForm:
    """Return the form as a link opens it, which may say the page and the way back, no more."""
    given = {name: request.args[name] for name in ("path", "return_to") if name in request.args}
    form = form_class(site, MultiDict(given))
    if isinstance(form, CommentForm) and not form.path.validate(form):
        raise NotFound(f"{form.path.errors[0]}.")
    return form


def _take(form: PublicForm, sender: str) -> ResponseReturnValue:
    """Take a form from a page: go on to the thanks, or show the page again with what was typed."""
    if not form.validate():
        return _drawn(form, 422)
    try:
        receipt = _receive(form, sender)
    except (AlreadyUsed, Closed) as error:
        form.say(str(error))
        form.ticket.data = ""
        return _drawn(form, error.status)
    except WindowGone as error:
        window_field.refuse(form, error)
        return _drawn(form, error.status)
    except (TooMany, Busy) as error:
        form.say(str(error))
        return errorpages.retry_after(_drawn(form, error.status), error)
    back = origins.way_back(form.site, form.return_to.data or "")
    if Evidence.EMERGENCY in form.evidence():  # only our own page says whom to call now
        back = None
    return redirect(back or url_for(".thanks", receipt=receipt.token), code=303)


def _take_json(form: PublicForm, names: list[str], sender: str) -> ResponseReturnValue:
    is_valid = form.validate()
    errors = form.sentences() | form.unknown(names) | choice_fields.unclear(form)
    if errors or not is_valid:
        return errorpages.problem(422, "invalid_fields", CORRECT, errors)
    try:
        receipt = _receive(form, sender)
    except AlreadyUsed:
        raise AlreadyUsed(keys.came_before(request.headers.get("Idempotency-Key"))) from None
    except WindowGone as error:
        window_field.refuse(form, error)
        return errorpages.problem(422, "invalid_fields", CORRECT, form.sentences())
    answer = jsonify(
        receipt=receipt.token,
        reference=receipt.reference,
        status_url=_settings().base_url + url_for(".thanks", receipt=receipt.token),
        message=f"{told.THANKS[form.kind]}. {promises.next_step(form.kind, form.site)}",
        **receipts.told_at_once(receipt.token),
    )
    if form.kind is Kind.CALLBACK:
        own_receipts.remember(answer, receipt.token)
    return answer, 201 if receipt.is_new else 200


def _receive(form: PublicForm, sender: str) -> Receipt:
    """Store it once. Raises TooMany, AlreadyUsed or Busy."""
    found = ticket.redeem(_secret(), form.ticket.data or "", form.site.slug, form.form_name)
    noticed = found.evidence() if found else [Evidence.NO_TICKET]
    draft = form.draft()
    header = request.headers.get("Idempotency-Key")
    if trials.is_ours(header):
        noticed.append(Evidence.TRIAL)
    key = keys.of(draft, arriving.sender, header, found.nonce if found else "")
    full = arriving.door().full(sender, clock.now())
    if full and not _is_stored(form, key):
        raise full
    if not form.is_open and not _is_stored(form, key):
        raise FormClosed("This form was closed, so yours was not taken. You may want to keep it.")
    known_as = watched.sender_key(form.site.id, sender, arriving.sender)
    evidence = [*noticed, *form.evidence()]
    receipt = service.receive(form.site, draft, key, known_as, evidence, receipts.write_to_caller)
    if receipt.is_new:
        arriving.door().count(sender, clock.now())
    return receipt


def _is_stored(form: PublicForm, key: Key) -> bool:
    """Say whether this is a retry, which gets the first receipt again and is never too much."""
    return store.by_key(form.site.id, form.kind, (key.value, *key.accepted)) is not None


def _is_closed(form: PublicForm) -> bool:
    """Say whether the form, or the page that it is for, takes nothing."""
    if isinstance(form, CommentForm):
        return closing.is_closed(form.site.id, form.path.normal)
    return not form.is_open


def _drawn(form: PublicForm, status: int, instead: str = "") -> Response:
    """Draw the form, or what is there instead of it, with all that was typed and a fresh ticket."""
    secret, slug, name = _secret(), form.site.slug, form.form_name
    if not ticket.redeem(secret, form.ticket.data or "", slug, name):
        form.ticket.data = ticket.issue(secret, slug, name, form.version)
    template = f"submissions/{instead or form.template}.html"
    page = render_template(template, site=form.site, form=form)
    response = make_response(page, status)
    # Two visitors must not be handed one ticket by a cache between us.
    response.headers["Cache-Control"] = "private, no-cache"
    if back := origins.way_back(form.site, form.return_to.data or ""):
        response.headers["Content-Security-Policy"] = headers.policy(origins.origin_of(back))
    return response


def _own_origins() -> set[str]:
    """Ours as configured, and as the browser was told: nobody can forge a visitor's Host."""
    return {origins.origin_of(_settings().base_url), request.host_url.rstrip("/")}


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _secret() -> str:
    return _settings().secrets.secret_key
