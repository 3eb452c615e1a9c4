"""Which URLs a webhook may have: public hosts over https, checked again whenever one is called."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from intake.errors import IntakeError

PUBLIC_PORTS = {443, 8443}
# Outside of it are loopback, private and link-local addresses, and those that carry an IPv4
# address for a gateway (::ffff:…, 64:ff9b::…); the last of these, 2002::/16, is refused below.
PUBLIC_IPV6 = IPv6Network("2000::/3")
MOST_URL_LENGTH = 500
NO_URL = "This is not a URL that can be called."


class ForbiddenUrl(IntakeError):
    """A URL that we do not call."""

    status = 422
    code = "forbidden_url"


@dataclass(frozen=True)
class Target:
    """Where to post. `host` and `port` are the URL's; what is dialled are checked addresses."""

    host: str
    port: int
    path: str
    is_tls: bool

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


def target(url: str, *, may_be_private: bool) -> Target:
    """Take the URL apart. Raises ForbiddenUrl with a sentence for whoever typed it."""
    parts, port = _split(url)
    if parts.scheme != "https" and not (may_be_private and parts.scheme == "http"):
        raise ForbiddenUrl("A webhook's URL must begin with https://.")
    if "@" in parts.netloc or parts.fragment:
        raise ForbiddenUrl("A webhook's URL has no user name, password or #.")
    if not parts.hostname or "%" in parts.hostname:
        raise ForbiddenUrl("A webhook's URL must name a host.")
    is_tls = parts.scheme == "https"
    if port is None:
        port = 443 if is_tls else 80
    if not may_be_private and port not in PUBLIC_PORTS:
        raise ForbiddenUrl("A webhook's port must be 443 or 8443.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, port, path, is_tls)


def _split(url: str) -> tuple[SplitResult, int | None]:
    # Printable ASCII only: neither a line break nor a look-alike of a dot gets into the request.
    if not (url.isascii() and url.isprintable() and " " not in url and "\\" not in url):
        raise ForbiddenUrl("Write the webhook's URL in plain letters; host names in punycode.")
    if len(url) > MOST_URL_LENGTH:
        raise ForbiddenUrl(f"A webhook's URL has at most {MOST_URL_LENGTH} characters.")
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        raise ForbiddenUrl(NO_URL) from None


def check(url: str, *, may_be_private: bool) -> None:
    """Refuse at once what no delivery could call; a name is looked up only then.

    Raises ForbiddenUrl.
    """
    refuse_private_number(target(url, may_be_private=may_be_private), may_be_private=may_be_private)


def refuse_private_number(where: Target, *, may_be_private: bool) -> None:
    """Refuse a host that is an address, in whichever way it is written, and no public one.

    Raises ForbiddenUrl.
    """
    with suppress(OSError):  # a name
        addresses(where, may_be_private=may_be_private, flags=socket.AI_NUMERICHOST)


def addresses(target: Target, *, may_be_private: bool, flags: int = 0) -> list[str]:
    """Return the addresses to dial. One that is not public refuses them all.

    Raises ForbiddenUrl, and OSError when the name is not known.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, flags=flags)
    except UnicodeError:  # a part of the name is empty or too long
        raise ForbiddenUrl(NO_URL) from None
    hosts = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not may_be_private and not all(is_public(host) for host in hosts):
        raise ForbiddenUrl("A webhook may not call an address inside a private network.")
    return hosts


def is_public(address: str) -> bool:
    """Say whether anybody on the internet could be at this address."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return _is_global(ip)
    return ip in PUBLIC_IPV6 and _is_global(ip) and ip.sixtofour is None and ip.teredo is None


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
