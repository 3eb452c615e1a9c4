"""Which of apprise's services may be a way, and what their addresses may say."""

from __future__ import annotations

import inspect
import re

import pytest
from apprise.manager_plugins import NotificationManager

from intake.alerts import by_apprise
from intake.alerts.outward import ForbiddenUrl
from intake.alerts.services import SERVICES
from intake.words import Channel

SPEAKS_OTHERWISE = re.compile(
    r"^\s*(?:import|from) (?:socket|smtplib|subprocess|ctypes|paho|slixmpp|gntp|dbus|gi|smpplib)\b",
    re.M,
)


def refusal(url, channel=Channel.PUSH, *, may_be_private=False):
    with pytest.raises(ForbiddenUrl) as caught:
        by_apprise.check(url, channel, may_be_private=may_be_private)
    return str(caught.value)


@pytest.mark.parametrize("name", sorted({name for names in SERVICES.values() for name in names}))
def test_apprise_has_each_service_and_it_only_asks_over_http(name):
    service = NotificationManager()[name]
    source = inspect.getsource(inspect.getmodule(service))
    assert "import requests" in source
    assert not SPEAKS_OTHERWISE.search(source)


@pytest.mark.parametrize(
    "url",
    ["ntfys://ntfy.sh/our-topic", "ntfy://our-topic", "pover://" + "u" * 30 + "@" + "t" * 30],
)
def test_what_leads_to_one_receiver_outside_is_a_way(url):
    by_apprise.check(url, Channel.PUSH, may_be_private=False)


def test_rehearsing_dials_nothing(monkeypatch):
    monkeypatch.setattr("socket.create_connection", None)
    by_apprise.check("ntfys://ntfy.sh/our-topic", Channel.PUSH, may_be_private=False)


@pytest.mark.parametrize(
    "scheme",
    ["syslog", "rsyslog", "dbus", "gnome", "macosx", "windows", "file", "exec", "mailto", "mailtos",
     "json", "xml", "form", "mqtt", "smpp", "irc", "xmpp", "amqp", "apprise", "NTFYX", ""],
)  # fmt: skip
def test_services_that_do_anything_else_are_no_ways(scheme):
    for channel in SERVICES:
        assert "must begin with one of these" in refusal(f"{scheme}://localhost/x", channel)


@pytest.mark.parametrize(
    "more",
    ["verify=no", "redirect=yes", "retry=9", "wait=20", "optional=yes", "rto=600", "+cto=1",
     "email=a@b.example", "attach=http://169.254.169.254/", "Format=markdown"],
)  # fmt: skip
def test_nothing_in_the_address_changes_how_it_is_sent(more):
    assert "Leave out" in refusal(f"ntfys://ntfy.sh/topic?{more}")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]",
     "169.254.169.254", "10.0.0.1", "[fd00::1]", "[64:ff9b::7f00:1]"],
)  # fmt: skip
def test_a_host_inside_a_private_network_is_refused_at_once(host):
    assert refusal(f"ntfys://{host}/topic")


def test_a_host_without_tls_or_with_another_port_is_refused():
    assert "https" in refusal("ntfy://push.example.org/topic")
    assert "port" in refusal("ntfys://push.example.org:6379/topic")


@pytest.mark.parametrize(
    "url", ["ntfys://ntfy.sh/one/two", "pover://x", "ntfys://", "ntfys://ntfy.sh/a b"]
)
def test_an_address_that_is_not_whole_or_names_two_receivers_is_refused(url):
    refusal(url, may_be_private=True)
