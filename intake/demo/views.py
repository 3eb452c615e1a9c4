"""TRY: an article with its comments and a plain form, what else there is, and the mails sent."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from intake.accounts import guard
from intake.alerts import mailbox
from intake.config import Settings
from intake.demo.service import SLUG
from intake.errors import Forbidden, IntakeError, NotFound
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.submissions.forms import CommentForm
from intake.threads import answers, pages

MOST_MAILS = 50

bp = Blueprint("demo", __name__)


@bp.get("/")
@guard.open_to_all
def front() -> ResponseReturnValue:
    """Lead on: to the demo if this is one, else to the pages of the staff."""
    return redirect(url_for(".index") if _settings().is_demo else "/staff/")


@bp.get("/demo/")
def index() -> ResponseReturnValue:
    return render_template("demo/index.html", site=sites.get(SLUG))


@bp.get("/demo/articles/your-first-visit")
def article() -> ResponseReturnValue:
    """Show the article as a customer's page would: published comments, and a plain form below."""
    site = sites.get(SLUG)
    asked = answers.asked(site.slug, "html", request.path, request.args.get("page", "1"))
    if asked is None:
        raise IntakeError("The number of a page of comments looks like this: ?page=2.")
    _, comments = pages.read(asked.at, asked.page, "html")
    html = render_template(
        "demo/article.html",
        site=site,
        comments=Markup(comments.decode()),  # noqa: S704 - sanitised when it was written
        form=_plain_form(site),
        is_received=request.args.get("intake") == "received",
    )
    return _cacheable(html)


@bp.get("/staff/mailbox")
def mails() -> ResponseReturnValue:
    """Show the mails that would have been sent, those of every site, to the demo's people."""
    if not _settings().is_demo:
        raise NotFound("Only the demo has a mailbox. Here, mails go where SMTP_URL says.")
    if not _has_mailbox():
        raise Forbidden("The mailbox is for the people of the demo site.")
    return render_template("demo/mailbox.html", mails=mailbox.newest(MOST_MAILS))


@bp.app_context_processor
def for_navigation() -> dict[str, object]:
    """Let the staff's layout offer the mailbox to whoever may open it."""
    return {"has_mailbox": _has_mailbox}


def _has_mailbox() -> bool:
    return _settings().is_demo and any(site.slug == SLUG for site in guard.my_sites())


def _plain_form(site: SiteView) -> CommentForm:
    """Return the form as a customer's own page has it: no ticket, so the page can be cached."""
    return_to = _settings().base_url + request.path
    return CommentForm(site, MultiDict({"path": request.path, "return_to": return_to}))


def _cacheable(html: str) -> Response:
    """Answer 304 to whoever has these bytes; there is nothing personal in them."""
    response = make_response(html)
    response.cache_control.public = True
    response.cache_control.max_age = 0
    response.cache_control.must_revalidate = True
    response.add_etag()
    response.make_conditional(request)
    return response


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
