"""Which other sites may send us forms, read our answers, and get their visitors back."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from intake.errors import Forbidden
from intake.sites.service import SiteView

RETURNED = "intake=received"


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def refuse_foreign(site: SiteView, origin: str, own: set[str]) -> None:
    """Raise Forbidden for a form that stands on a site which is not this one's.

    No origin, or "null", proves nothing: older browsers, scripts and strict pages send that.
    """
    if origin in {"", "null"} or origin in own or site.may_embed(origin):
        return
    raise Forbidden(
        "This form stands on a website that may not send to this site. Nothing was stored. "
        "Its owner can allow it by adding the website to the site's origins."
    )


def way_back(site: SiteView, return_to: str) -> str | None:
    """Return the customer's page with the news in its query; None if it may not be returned to."""
    if not return_to or not site.may_return_to(return_to):
        return None
    parts = urlsplit(return_to)
    others = [pair for pair in parts.query.split("&") if pair and pair != RETURNED]
    return urlunsplit(parts._replace(query="&".join([*others, RETURNED])))
