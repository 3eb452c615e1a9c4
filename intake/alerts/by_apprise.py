"""Short messages by whatever apprise speaks: one destination, one message, one call.

Loading this takes 0.3 s and 25 MB: the process that tells does at the first such message, and the
web process when somebody saves such a way (channels.py).
"""

from __future__ import annotations

import logging

import apprise

from intake.alerts import services
from intake.alerts.exchange import Exchange, under
from intake.alerts.outcomes import Commit, Refused, Unknown
from intake.alerts.outward import ForbiddenUrl
from intake.alerts.webhook import refusal, wished_seconds
from intake.words import Channel


def check(url: str, channel: Channel, *, may_be_private: bool) -> None:
    """Refuse at once what no message could be sent by. Raises ForbiddenUrl with a sentence."""
    services.check_shape(url, channel)
    service = _loaded(url)
    if service is None:
        raise ForbiddenUrl("Something is missing in this address. Compare it with apprise's pages.")
    if len(service[0]) > 1:
        raise ForbiddenUrl("Name one receiver only: each way leads to one.")
    rehearsal = Exchange(None, may_be_private=may_be_private)
    _notify(service, "Rehearsal", rehearsal)  # which dials nothing
    if rehearsal.forbidden:
        raise rehearsal.forbidden
    if not rehearsal.asked:
        raise ForbiddenUrl("Nothing can be sent by this address. Does it name a receiver?")


class ByApprise:
    """Sends by apprise. `may_be_private` also allows http and addresses inside private networks."""

    def __init__(self, *, may_be_private: bool) -> None:
        self._may_be_private = may_be_private

    def send(self, url: str, channel: Channel, body: str, commit: Commit) -> None:
        """Send it. Returns when the service took it; raises Refused, Unknown or LostLease."""
        try:
            services.check_shape(url, channel)
        except ForbiddenUrl:
            raise Refused("address not allowed") from None
        service = _loaded(url)
        if service is None or len(service[0]) > 1:
            raise Refused("address not understood")
        exchange = Exchange(commit, may_be_private=self._may_be_private)
        _judge(exchange, is_taken=_notify(service, body, exchange))


def _judge(exchange: Exchange, *, is_taken: bool) -> None:
    """Say what became of it. That apprise says yes means: a server took it, no more."""
    if exchange.lost:
        raise exchange.lost
    if is_taken:
        return
    if exchange.is_unknown:
        raise Unknown("no answer")
    if exchange.forbidden:
        raise Refused("url not allowed", is_route_down=True)
    if exchange.asked and not exchange.is_sent:
        raise Refused("no connection", is_route_down=True)
    if not exchange.asked:
        raise Refused("address not understood")
    if 200 <= exchange.status < 300:
        raise Refused("not taken")
    raise refusal(exchange.status, wished_seconds(exchange.retry_after))


def _loaded(url: str) -> apprise.Apprise | None:
    logging.getLogger("apprise").disabled = True  # they would write addresses into our logs
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    asset = apprise.AppriseAsset(
        app_id="Intake",
        app_desc="Intake",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        secure_logging=True,
        http_redirects=False,
        async_mode=False,
        service_timeout=0,  # the exchange ends in time by itself, so that no thread is abandoned
    )
    service = apprise.Apprise(asset=asset)
    return service if service.add(url) and len(service) == 1 else None


def _notify(service: apprise.Apprise, body: str, exchange: Exchange) -> bool:
    """Say whether apprise calls it a success; it never raises what a service raises."""
    with under(exchange):
        return bool(service.notify(body=body, body_format="text"))
