"""SITE: find a site, say what it offers, create one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from intake import audit, clock
from intake.db import transaction
from intake.errors import Conflict, IntakeError, NotFound
from intake.sites import store
from intake.sites.tables import Site

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
REGION = re.compile(r"[A-Z]{2}")
# What other pages begin with.
TAKEN = {
    *("staff", "receipts", "static", "healthz", "readyz", "decide", "confirm", "letters"),
    *("alerts", "ways"),
}
NO_SITE = "There is no site of this name here."
LOOK_AGAIN_SECONDS = 5  # how long another process's change of a site may go unseen


class WrongSite(IntakeError):
    """Something that no site can be called, or stand at."""

    status = 422
    code = "wrong_site"


class SlugTaken(Conflict):
    """There is a site of this name already."""


@dataclass(frozen=True)
class SiteView:
    """A site as the rest of the code reads it."""

    id: int
    slug: str
    name: str
    origins: tuple[str, ...]
    region: str
    time_zone: str

    def may_embed(self, origin: str) -> bool:
        """Say whether this exact origin (scheme, host and port) is one of the site's."""
        return origin in self.origins

    def may_return_to(self, url: str) -> bool:
        """Say whether a visitor may be sent to this URL: a page of one of the site's origins."""
        if not url.isprintable() or "\\" in url or " " in url:
            return False
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return f"{parts.scheme}://{parts.netloc}" in self.origins


_seen: dict[str, tuple[float, SiteView]] = {}


def get(slug: str) -> SiteView:
    """Return the site. Raises NotFound."""
    now = clock.now().timestamp()
    kept = _seen.get(slug)
    if kept and 0 <= now - kept[0] < LOOK_AGAIN_SECONDS:
        return kept[1]
    row = store.by_slug(slug)
    if row is None:
        raise NotFound(NO_SITE)
    _seen[slug] = (now, _view(row))
    return _seen[slug][1]


def everything() -> list[SiteView]:
    """Return all sites, by slug."""
    return [_view(row) for row in store.everything()]


def regions() -> dict[int, str]:
    """Return of each site where numbers without a + are dialled."""
    return store.regions()


def add(slug: str, name: str, origins: list[str], **more: str) -> SiteView:
    """Create a site. `more`: region and time_zone.

    Raises WrongSite for what no site can be, and SlugTaken.
    """
    _check(slug, **more)
    _check_origins(origins)
    with transaction():
        if store.by_slug(slug):
            raise SlugTaken(
                f"There is a site called {slug} already. To change where its forms may stand: "
                f"set-origins {slug} --origin https://www.example.org"
            )
        row = Site(
            slug=slug,
            name=name,
            origins=origins,
            created_at=clock.now(),
            **more,
        )
        store.add(row)
        view = _view(row)
    forget()
    return view


def set_origins(slug: str, origins: list[str]) -> None:
    """Let the site's forms stand at these origins and at no other. Raises WrongSite, NotFound."""
    _check_origins(origins)
    with transaction():
        if not store.set_origins(slug, origins):
            raise NotFound(NO_SITE)
        row = store.by_slug(slug)
        audit.note("site.set_origins", account_id=None, site_id=row.id if row else None)
    forget()


def set_time_zone(site_id: int, time_zone: str) -> None:
    """Have every page say the time of this zone, in the caller's transaction. Raises WrongSite."""
    _check("site", time_zone=time_zone)
    store.set_time_zone(site_id, time_zone)
    forget()


def _check_origins(origins: list[str]) -> None:
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != origin:
            raise WrongSite(f"An origin looks like https://www.example.org, not {origin}.")


def _check(slug: str, region: str = "US", time_zone: str = "UTC") -> None:
    if slug in TAKEN:
        raise WrongSite("This name is taken by Intake's own pages.")
    if not SLUG.fullmatch(slug):
        raise WrongSite("A slug is small letters, digits and hyphens, like riverside-blog.")
    if not REGION.fullmatch(region):
        raise WrongSite(f"A region is two capital letters, like US, not {region}.")
    if time_zone not in available_timezones():
        raise WrongSite(f"A time zone looks like Europe/Berlin, not {time_zone}.")


def forget() -> None:
    """Read every site anew from now on."""
    _seen.clear()


def _view(row: Site) -> SiteView:
    return SiteView(
        id=row.id,
        slug=row.slug,
        name=row.name,
        origins=tuple(row.origins),
        region=row.region,
        time_zone=row.time_zone,
    )
