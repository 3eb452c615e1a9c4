"""SITE: find a site, say what it offers, create one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from intake import clock
from intake.db import transaction
from intake.errors import NotFound
from intake.sites import store
from intake.sites.tables import Site

LOOK_AGAIN_SECONDS = 5  # how long another process's change of a site may go unseen


@dataclass(frozen=True)
class Window:
    """A time to call that a site offers. `minutes`: how soon after the request we promise it."""

    key: str
    label: str
    minutes: int


@dataclass(frozen=True)
class SiteView:
    """A site as the rest of the code reads it."""

    id: int
    slug: str
    name: str
    origins: tuple[str, ...]
    windows: tuple[Window, ...]
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

    def window(self, key: str) -> Window | None:
        return next((window for window in self.windows if window.key == key), None)


_seen: dict[str, tuple[float, SiteView]] = {}


def get(slug: str) -> SiteView:
    """Return the site. Raises NotFound."""
    now = clock.now().timestamp()
    kept = _seen.get(slug)
    if kept and 0 <= now - kept[0] < LOOK_AGAIN_SECONDS:
        return kept[1]
    row = store.by_slug(slug)
    if row is None:
        raise NotFound("There is no site of this name here.")
    _seen[slug] = (now, _view(row))
    return _seen[slug][1]


def everything() -> list[SiteView]:
    """Return all sites, by slug."""
    return [_view(row) for row in store.everything()]


def add(slug: str, name: str, origins: list[str], windows: list[Window], **more: str) -> SiteView:
    """Create a site; returns the existing one unchanged if the slug is taken."""
    with transaction():
        row = store.by_slug(slug)
        if row is None:
            row = Site(
                slug=slug,
                name=name,
                origins=origins,
                windows=[vars(window) for window in windows],
                created_at=clock.now(),
                **more,
            )
            store.add(row)
        view = _view(row)
    forget()
    return view


def forget() -> None:
    """Read every site anew from now on."""
    _seen.clear()


def _view(row: Site) -> SiteView:
    return SiteView(
        id=row.id,
        slug=row.slug,
        name=row.name,
        origins=tuple(row.origins),
        windows=tuple(Window(**window) for window in row.windows),
        region=row.region,
        time_zone=row.time_zone,
    )
