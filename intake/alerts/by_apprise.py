"""Short messages by whatever apprise speaks: one destination, one message, one call.

Loading this takes 0.3 s and 25 MB: the process that tells does at the first such message, and the
web process when somebody saves such a way (channels.py).
"""

from __future__ import annotations

import logging

import apprise
from apprise.utils.parse import parse_url

from intake.alerts import services, webhook
from intake.alerts.exchange import Exchange, under
from intake.alerts.outcomes import Commit, Refused, Unknown
from intake.alerts.outward import ForbiddenUrl
from intake.words import Channel

# Where apprise's SMS services keep the numbers that they write to, and those who are no number.
RECEIVERS = ("targets", "target_phones", "phone")
GROUPS = ("groups", "topics", "target_groups", "target_contacts")
PLAIN_KINDS = ("", "T", "phone")  # what twilio and threema call a text to a number
INCOMPLETE = "Something is missing in this address. Compare it with apprise's pages."
OTHERS = "This address leads to others, or not to your number alone. Name nobody: we add it."


def check(url: str, channel: Channel, *, may_be_private: bool) -> None:
    """Refuse at once what no message could be sent by. Raises ForbiddenUrl with a sentence."""
    service = _loaded(url, channel)
    if len(service[0]) > 1:
        raise ForbiddenUrl("Name one receiver only: each way leads to one.")
    rehearsal = Exchange(None, may_be_private=may_be_private)
    _notify(service, "Rehearsal", rehearsal)  # which dials nothing
    if rehearsal.forbidden:
        raise rehearsal.forbidden
    if not rehearsal.asked:
        raise ForbiddenUrl("Nothing can be sent by this address. Does it name a receiver?")


def leading_to(number: str, url: str) -> str:
    """Return the address of an SMS service by which this number is written to, and nobody else.

    The number stands in it already, or is added. Raises ForbiddenUrl with a sentence.
    """
    where, mark, query = url.partition("?")
    refusal = ForbiddenUrl(OTHERS)
    for one in (url, f"{where.rstrip('/')}/{number}{mark}{query}"):
        try:
            if _numbers(_loaded(one, Channel.SMS)) == [number]:
                return one
            refusal = ForbiddenUrl(OTHERS)
        except ForbiddenUrl as error:  # some are not whole before the number is added
            refusal = error
    raise refusal


def _numbers(service: apprise.Apprise) -> list[str]:
    """Return whom it writes to, like +15550001111; other receivers as what is no number."""
    one = service[0]
    found = [each for name in RECEIVERS for each in getattr(one, name, None) or ()]
    return [_number(each) for each in found] + [""] * any(getattr(one, name, 0) for name in GROUPS)


def _number(receiver: str | tuple[str, str]) -> str:
    kind, it = ("", receiver) if isinstance(receiver, str) else receiver
    return f"+{it.lstrip('+')}" if kind in PLAIN_KINDS else ""


class ByApprise:
    """Sends by apprise. `may_be_private` also allows http and addresses inside private networks."""

    def __init__(self, *, may_be_private: bool) -> None:
        self._may_be_private = may_be_private

    def send(self, url: str, channel: Channel, body: str, commit: Commit) -> None:
        """Send it. Returns when the service took it; raises Refused, Unknown or LostLease."""
        try:
            service = _loaded(url, channel)
        except ForbiddenUrl:
            raise Refused("address not allowed") from None
        if len(service[0]) > 1:
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
    raise webhook.refusal(exchange.status, webhook.wished_seconds(exchange.retry_after))


def _loaded(url: str, channel: Channel) -> apprise.Apprise:
    """Return what sends by this address. Raises ForbiddenUrl with a sentence."""
    services.check_shape(url, channel)
    parts = parse_url(url, verify_host=False, sanitize=False)  # type: ignore[no-untyped-call]
    if parts is None:
        raise ForbiddenUrl(INCOMPLETE)
    services.check_names(url, channel, parts["qsd"])
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
    if not service.add(url) or len(service) != 1:
        raise ForbiddenUrl(INCOMPLETE)
    if getattr(service[0], "template", None):  # it would send a file of this machine
        raise ForbiddenUrl("Leave the template out of the address.")
    return service


def _notify(service: apprise.Apprise, body: str, exchange: Exchange) -> bool:
    """Say whether apprise calls it a success; it never raises what a service raises."""
    with under(exchange):
        return bool(service.notify(body=body, body_format="text"))
