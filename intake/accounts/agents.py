"""Devices and networks in plain words, so that people recognise their own sign-ins."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

UNKNOWN = "A device we do not recognise"
# In this order: most browsers name others as well.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """Say which browser on what this is, as far as it says so itself: Firefox on Windows."""
    browser, system = _named(BROWSERS, user_agent), _named(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or UNKNOWN


def _named(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in names if mark in user_agent), "")


def network(address: str) -> str:
    """Show enough of an address to recognise the network by: 203.0.… or 2001:db8:…."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address):
        if not ip.ipv4_mapped:
            return ":".join(f"{int(part, 16):x}" for part in ip.exploded.split(":")[:2]) + ":…"
        ip = ip.ipv4_mapped
    return ".".join(str(ip).split(".")[:2]) + ".…"
