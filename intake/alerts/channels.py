"""The ways to send, made once a process from the settings; one message to one destination."""

from __future__ import annotations

from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from intake.alerts import mail, mailbox, outward, short, texts
from intake.alerts.mailbox import Mailbox
from intake.alerts.outcomes import Commit, Refused
from intake.alerts.services import SERVICES
from intake.alerts.smtp import Smtp
from intake.alerts.texts import Letter
from intake.alerts.webhook import Webhook
from intake.config import Settings
from intake.words import Channel


class Channels:
    """E-mail, by SMTP or into the mailbox directory, webhooks, and what apprise speaks."""

    def __init__(self, settings: Settings) -> None:
        self.base_url = settings.base_url
        self._host = _own_name(settings.base_url)
        self._sender = mail.sender(settings.mail_from)
        self._mailbox = Mailbox(_mailbox(settings))
        self._smtp = Smtp(settings.smtp_url, self._host) if settings.smtp_url else None
        self._webhook = Webhook(may_be_private=settings.may_call_private_webhooks)
        self.may_call_private = settings.may_call_private_webhooks

    def send(self, letter: Letter, commit: Commit) -> None:
        """Send it. Returns when it was accepted; raises Refused or Unknown."""
        if letter.channel is Channel.WEBHOOK:
            body = texts.payload(letter.text)
            self._webhook.send(letter.address, letter.secret, letter.message_id, body, commit)
        elif letter.channel is Channel.EMAIL:
            self._send_mail(letter, commit)
        elif letter.channel in SERVICES:
            sender = _by_apprise().ByApprise(may_be_private=self.may_call_private)
            sender.send(letter.address, letter.channel, short.text(letter.text), commit)
        else:
            raise Refused("no such way")

    def check(self, url: str, channel: Channel) -> None:
        """Refuse a URL that this channel could not send to. Raises ForbiddenUrl."""
        if channel is Channel.WEBHOOK:
            outward.check(url, may_be_private=self.may_call_private)
        else:
            _by_apprise().check(url, channel, may_be_private=self.may_call_private)

    def leading_to(self, number: str, url: str) -> str:
        """Return the address by which an SMS service writes to this number. Raises as check."""
        led: str = _by_apprise().leading_to(number, url)
        self.check(led, Channel.SMS)
        return led

    def _send_mail(self, letter: Letter, commit: Commit) -> None:
        written = mail.write(letter, self._sender, self._host)
        if self._smtp:
            self._smtp.send(written, self._sender.addr_spec, letter.address, commit)
        else:
            self._mailbox.send(written, letter.message_id, commit)


def _by_apprise() -> ModuleType:
    return import_module("intake.alerts.by_apprise")  # slow to load, and seldom needed


def _own_name(base_url: str) -> str:
    """Return the host of BASE_URL as mail writes it: an address stands in brackets."""
    host = urlsplit(base_url).hostname or "localhost"
    try:
        ip = ip_address(host)
    except ValueError:
        return host.encode("idna").decode()
    return f"[{host}]" if ip.version == 4 else f"[IPv6:{host}]"


def _mailbox(settings: Settings) -> Path:
    return settings.data / "mailbox"


_channels: Channels | None = None


def equip(settings: Settings) -> None:
    """Make this process's channels. Raises ConfigError for an impossible SMTP_URL or MAIL_FROM."""
    global _channels  # noqa: PLW0603 - one set of channels a process
    mailbox.keep_in(_mailbox(settings))
    _channels = Channels(settings)


def current() -> Channels:
    """Return this process's channels."""
    if _channels is None:
        raise RuntimeError("channels.equip() has not been called")
    return _channels
