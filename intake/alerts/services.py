"""Which of apprise's services may be a way, by channel, and what their addresses may say.

They do nothing but ask a server over HTTP: none runs a program, opens a file or speaks mail.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from intake.alerts.outward import ForbiddenUrl
from intake.words import Channel

MOST_URL_LENGTH = 500
# What may begin such an address.
SERVICES = {
    Channel.SMS: (
        *("46elks", "bulksms", "burstsms", "clickatell", "clicksend", "d7sms", "elks"),
        *("httpsms", "infobip", "kavenegar", "msg91", "msgbird", "nexmo", "octopush", "plivo"),
        *("seven", "sfr", "sinch", "smseagles", "smsmgr", "sns", "telnyx", "threema", "twilio"),
        *("smseagle", "voipms", "vonage"),
    ),
    Channel.CHAT: (
        *("discord", "gchat", "matrixs", "matrix", "mmosts", "mmost", "nctalks", "rockets"),
        *("rocket", "signals", "signal", "slack", "tgram", "webex", "workflows", "wxteams"),
        *("zulip", "whatsapp"),
    ),
    Channel.PUSH: (
        *("barks", "goalerts", "gotifys", "gotify", "join", "ntfys", "ntfy", "opsgenie"),
        *("pagerduty", "pagertree", "pbul", "pover", "prowl", "pushy", "signl4", "spike"),
        *("splunk", "squadcast", "victorops"),
    ),
}
# What would change how it is sent, or send more than our words, or elsewhere as well.
NOT_ALLOWED = {
    *("verify", "redirect", "retry", "wait", "optional", "cto", "rto", "overflow", "format"),
    *("emojis", "store", "tz", "attach", "email", "delay", "actions", "avatar_url", "batch"),
}


def check_shape(url: str, channel: Channel) -> None:
    """Refuse what needs no look into apprise. Raises ForbiddenUrl with a sentence."""
    scheme = url.partition("://")[0].lower()
    if scheme not in SERVICES[channel]:
        known = ", ".join(sorted(SERVICES[channel]))
        raise ForbiddenUrl(f"The address must begin with one of these and ://, {known}.")
    if not (url.isascii() and url.isprintable() and " " not in url and "\\" not in url):
        raise ForbiddenUrl("Write the address in plain letters, without spaces.")
    if len(url) > MOST_URL_LENGTH:
        raise ForbiddenUrl(f"The address has at most {MOST_URL_LENGTH} characters.")
    keys = {key.lower().lstrip(" +-:") for key, _ in parse_qsl(urlsplit(url).query, True)}
    if wrong := sorted(keys & NOT_ALLOWED):
        raise ForbiddenUrl(f"Leave out {wrong[0]}= in the address.")
