"""Which of apprise's services may be a way, by channel, and what their addresses may say.

They do nothing but ask a server over HTTP: none runs a program, opens a file or speaks mail. Each
stands with the only words that may come before a `=` in its address: those that say where it
leads. All others would change how it is sent, send more than our words, or send it elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from intake.alerts.outward import ForbiddenUrl
from intake.words import Channel

MOST_URL_LENGTH = 500
# Apprise takes an address apart at these, or does not, where others do otherwise.
MARKS = ("#", ";", "\\", "&amp;")
# What may begin such an address, and what its query may name.
SERVICES = {
    Channel.SMS: {
        **dict.fromkeys(("46elks", "elks", "bulksms", "kavenegar", "msgbird"), "to from"),
        **dict.fromkeys(("nexmo", "vonage"), "to from key secret"),
        **dict.fromkeys(("smseagle", "smseagles"), "to token"),
        "burstsms": "to from key secret country",
        "clickatell": "to from apikey",
        "clicksend": "to key",
        "d7sms": "to from source",
        "httpsms": "to from key",
        "infobip": "to from key",
        "octopush": "to login key",
        "plivo": "to from token id",
        "seven": "to from source",
        "sfr": "to from sender",
        "sinch": "to from spi region token",
        "smsmgr": "to from sender key",
        "sns": "to access key secret region",
        "telnyx": "to from key profile",
        "threema": "to from gwid secret",
        "twilio": "to from sid token apikey",
    },
    Channel.CHAT: {
        **dict.fromkeys(("matrix", "matrixs"), "to token mode"),
        **dict.fromkeys(("mmost", "mmosts"), "to channel channels team mode"),
        **dict.fromkeys(("rocket", "rockets"), "to webhook mode"),
        **dict.fromkeys(("signal", "signals"), "to from"),
        **dict.fromkeys(("webex", "wxteams"), "to token mode"),
        "discord": "thread",
        "gchat": "workspace key token thread",
        "nctalks": "secret url_prefix",
        "slack": "to token mode",
        "tgram": "to topic thread",
        "whatsapp": "to from token",
        "workflows": "id pa powerautomate route routeid sig ver api-version",
        "zulip": "to token",
    },
    Channel.PUSH: {
        **dict.fromkeys(("gotify", "gotifys", "pagertree", "prowl", "signl4", "spike"), ""),
        **dict.fromkeys(("ntfy", "ntfys"), "to token auth mode"),
        **dict.fromkeys(("splunk", "victorops"), "apikey routing_key route"),
        **dict.fromkeys(("barks", "join", "pbul", "pover"), "to"),
        "goalerts": "to token",
        "opsgenie": "to region",
        "pagerduty": "region",
        "pushy": "to key",
        "squadcast": "key region",
    },
}


def check_shape(url: str, channel: Channel) -> None:
    """Refuse what needs no look into apprise. Raises ForbiddenUrl with a sentence."""
    scheme = _scheme(url)
    if scheme not in SERVICES[channel]:
        known = ", ".join(sorted(SERVICES[channel]))
        raise ForbiddenUrl(f"The address must begin with one of these and ://, {known}.")
    if not (url.isascii() and url.isprintable() and " " not in url):
        raise ForbiddenUrl("Write the address in plain letters, without spaces.")
    if wrong := [mark for mark in MARKS if mark in url]:
        raise ForbiddenUrl(f"The address has no {wrong[0]} in it: where it must, write it as %..")
    if len(url) > MOST_URL_LENGTH:
        raise ForbiddenUrl(f"The address has at most {MOST_URL_LENGTH} characters.")


def check_names(url: str, channel: Channel, names: Iterable[str]) -> None:
    """Refuse an address whose query names, as apprise reads it, what it need not. Raises likewise.

    How apprise takes a query apart is not how anybody else does, so its own reading is judged.
    """
    known = SERVICES[channel][_scheme(url)].split()
    if wrong := sorted({name.lower().strip() for name in names} - set(known)):
        raise ForbiddenUrl(f"Leave out {wrong[0]}= in the address.")


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()
