"""CORS, by exact origin: a script on the customer's page may send JSON and read the answer."""

from __future__ import annotations

from flask import Response, request

from intake.errors import NotFound
from intake.sites import service as sites
from intake.sites.service import SiteView


def let_the_site_read(response: Response) -> Response:
    """Allow what a page of the site that the address names may do."""
    if "site_slug" not in (request.view_args or {}):
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    site = site_of_page()
    if site and site.may_embed(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key"
            response.headers["Access-Control-Max-Age"] = "600"
    return response


def site_of_page() -> SiteView | None:
    """Return the site that the address names, if there is one of that name."""
    slug = (request.view_args or {}).get("site_slug")
    try:
        return sites.get(slug) if slug else None
    except NotFound:
        return None
