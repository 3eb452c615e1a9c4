"""PROMISE, offered: how much the people of a site can keep, as its owner has set it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from intake import audit
from intake.promises import store


@dataclass(frozen=True)
class SiteOffer:
    """How soon we call, how many calls an hour, on how many open days, and whether by mail too."""

    soon_minutes: int = 60
    calls_an_hour: int = 6
    days: int = 2
    sends_mail: bool = False


USUAL = SiteOffer()


def of(site_id: int) -> SiteOffer:
    """Return what the site offers; the usual until somebody has set it."""
    row = store.offer(site_id)
    if row is None:
        return USUAL
    return SiteOffer(row.soon_minutes, row.calls_an_hour, row.days, row.sends_mail)


def save(site_id: int, offer: SiteOffer, account_id: int | None) -> None:
    """Offer this from now on, in the caller's transaction. What is promised stays as it is."""
    store.save_offer(site_id, asdict(offer))
    audit.note(
        "offer.set",
        account_id=account_id,
        site_id=site_id,
        subject=f"site:{site_id}",
        **asdict(offer),
    )
