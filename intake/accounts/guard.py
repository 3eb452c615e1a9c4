"""Who is asking and what they may do. Every page is closed unless it is listed open here or marked.

A new view that nobody thought about is therefore for signed-in people only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from intake import audit
from intake.accounts import store
from intake.accounts.tables import Account
from intake.config import Settings
from intake.errorpages import wants_json
from intake.errors import Forbidden, IntakeError, WrongContentType
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Role

VISITORS = {"submissions", "promises", "threads", "authors"}  # what visitors use
OPEN_BLUEPRINTS = {*VISITORS, "mailed", "alerts", "replies"}
OPEN_ENDPOINTS = {"static", "demo.index", "demo.article"}
READS_QUEUE = (Role.MODERATOR, Role.READER)
ROW_ID = f"int(max={2**63 - 1})"  # in a route: no more than the databases can count to
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FORMS = {"", "application/x-www-form-urlencoded", "multipart/form-data"}
WAS_SIGNED_OUT = "late"  # in the sign-in page's address: a button was pressed and did nothing


class SignInFirst(IntakeError):
    """Nobody is signed in here, or not any longer."""

    status = 401
    code = "sign_in_first"


P = ParamSpec("P")
V = TypeVar("V", bound=Callable[..., object])
R = TypeVar("R")


def me() -> Account:
    """Return the signed-in account. Raises SignInFirst."""
    if not current_user.is_authenticated:
        raise SignInFirst("Sign in first.")
    return cast("Account", current_user._get_current_object())


def my_sites(*roles: Role) -> list[SiteView]:
    """Return the sites where I have one of these roles (any, if none is named), by slug."""
    return [
        site
        for site in sites.everything()
        if any(may(role, site.id) for role in roles or tuple(Role))
    ]


def may(role: Role, site_id: int) -> bool:
    """Say whether I have this role on this site. An owner has every role."""
    return bool({role, Role.OWNER} & _my_roles().get(site_id, frozenset()))


def my_roles_on(site_id: int) -> list[Role]:
    """Return the roles that I was given on this site."""
    mine = _my_roles().get(site_id, frozenset())
    return [role for role in Role if role in mine]


def requires(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let into a view only who has one of these roles on at least one site."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not has_any(*roles):
                raise Forbidden("Your account may not do this.")
            return view(*args, **kwargs)

        return guarded

    return decorate


def has_any(*roles: Role) -> bool:
    """Say whether I have one of these roles (any, if none is named) on at least one site."""
    wanted = {*roles, Role.OWNER} if roles else set(Role)
    return any(wanted & mine for mine in _my_roles().values())


def open_to_all(view: V) -> V:
    """Mark a view that needs no sign-in."""
    view.is_open = True  # type: ignore[attr-defined]
    return view


def set_up(app: Flask) -> None:
    """Close everything that is not open."""
    app.before_request(_let_in)


def _let_in() -> ResponseReturnValue | None:
    is_visitor = request.blueprint in VISITORS
    audit.origin.set(audit.VISITOR if is_visitor else request.remote_addr or "")
    if not request.endpoint:
        return None  # there is no such page, which anybody may know
    if not is_open(current_app, request.endpoint) and not current_user.is_authenticated:
        return _send_to_sign_in()
    if request.method not in SAFE_METHODS and request.blueprint not in OPEN_BLUEPRINTS:
        _refuse_other_origins()
        _refuse_all_but_plain_forms()
        current_app.extensions["csrf"].protect()
    return None


def is_open(app: Flask, endpoint: str) -> bool:
    """Say whether anybody may use this endpoint."""
    return (
        endpoint in OPEN_ENDPOINTS
        or endpoint.partition(".")[0] in OPEN_BLUEPRINTS
        or getattr(app.view_functions.get(endpoint), "is_open", False)
    )


def _refuse_other_origins() -> None:
    """Refuse a form that another website sent, beside the token that it cannot know."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetch_site == "same-origin":
        return
    if (fetch_site or "none") != "none" or (origin and urlsplit(origin).netloc not in _our_hosts()):
        raise Forbidden("This came from another website. Nothing was changed.")


def _refuse_all_but_plain_forms() -> None:
    """Refuse bodies that no page of ours sends: a form would take JSON and files for its fields."""
    is_empty = request.content_length == 0  # some servers call that text/plain
    if request.is_json or not (is_empty or request.mimetype in FORMS):
        raise WrongContentType("Send this as a form: this page takes nothing else.")
    if request.files:
        raise WrongContentType("This form takes no files. Send it without them.")


def _our_hosts() -> set[str]:
    settings: Settings = current_app.config["SETTINGS"]
    return {request.host, urlsplit(settings.base_url).netloc}


def _send_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        raise SignInFirst("Sign in first.")
    asked: dict[str, Any] = {}  # a sign-out that comes too late asks for nothing
    if request.method in SAFE_METHODS:
        asked = {"next": request.full_path.rstrip("?")}
    elif request.endpoint != "accounts.sign_out":
        asked = {"next": _page_before(), WAS_SIGNED_OUT: "1"}
    return redirect(url_for("accounts.sign_in", **asked), code=302)


def _page_before() -> str | None:
    """Return our own page that the button was on, if the browser says so."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if parts.netloc not in _our_hosts():
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _my_roles() -> dict[int, frozenset[Role]]:
    if "my_roles" not in g:
        g.my_roles = store.roles_by_site(me().id)
    return cast("dict[int, frozenset[Role]]", g.my_roles)
