"""Which URLs a webhook may have: a table of those that attackers try."""

from __future__ import annotations

import pytest

from intake.alerts import outward
from intake.alerts.outward import ForbiddenUrl

FORBIDDEN = [
    "", "x", "//clinic.example", "http://clinic.example/", "ftp://clinic.example/",
    "gopher://clinic.example/", "file:///etc/passwd", "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/", "javascript:alert(1)", "https://", "https:///x",
    "https://anna@clinic.example/", "https://clinic.example@10.0.0.1/", "https://:p@clinic.example/",
    "https://clinic.example:22/", "https://clinic.example:25/", "https://clinic.example:6379/",
    "https://clinic.example:0/", "https://clinic.example:99999/", "https://clinic.example:x/",
    "https://clinic.example/a b", "https://clinic.example/\r\nHost: evil", "https://clinic.example/\0",
    "https://127。0。0。1/", "https://ⓔvil.example/", "https://clinic.example\\@127.0.0.1/",
    "https://clinic.example/#x", "https://[::1%25eth0]/", "https://[::1/",
    "https://clinic.example/" + "x" * 500,
]  # fmt: skip

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
    "2002:a00:1::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip

# What getaddrinfo makes an address inside of, though it does not look like one.
DISGUISED = [
    "localhost", "localhost.", "127.1", "0", "2130706433", "0x7f000001", "0177.0.0.1",
    "[::ffff:127.0.0.1]", "[::1]", "[::]", "169.254.169.254", "10.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("url", FORBIDDEN)
def test_a_forbidden_url_is_refused_with_a_sentence(url):
    with pytest.raises(ForbiddenUrl, match=r"\.$"):
        outward.target(url, may_be_private=False)


@pytest.mark.parametrize("host", DISGUISED)
def test_where_a_host_leads_decides_not_how_it_is_written(host):
    target = outward.target(f"https://{host}/hook", may_be_private=False)
    with pytest.raises((ForbiddenUrl, OSError)):
        outward.addresses(target, may_be_private=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_not_public(address):
    assert not outward.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450::5"])
def test_an_address_outside_is_public(address):
    assert outward.is_public(address)


@pytest.mark.parametrize(
    ("url", "host_header", "path"),
    [
        ("https://hooks.example.org", "hooks.example.org", "/"),
        ("https://hooks.example.org:443/a?b=c", "hooks.example.org", "/a?b=c"),
        ("https://Hooks.example.org:8443/A", "hooks.example.org:8443", "/A"),
        ("https://[2606:4700::1111]/x", "[2606:4700::1111]", "/x"),
        ("https://xn--mller-kva.example/x", "xn--mller-kva.example", "/x"),
    ],
)
def test_an_ordinary_url_is_taken_apart(url, host_header, path):
    target = outward.target(url, may_be_private=False)
    assert (target.host_header, target.path, target.is_tls) == (host_header, path, True)


def test_a_lan_may_be_allowed():
    target = outward.target("http://127.0.0.1:8080/x", may_be_private=True)
    assert outward.addresses(target, may_be_private=True) == ["127.0.0.1"]
    assert not target.is_tls
