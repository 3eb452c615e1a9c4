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
     "email=a@b.example", "attach=http://169.254.169.254/", "Format=markdown", "overflow=split",
     "template=/etc/passwd", "tags=a", "attach%20=http://x/y", "%20Email%20=a@b.example",
     "att%61ch=http://x/y", "to&attach=http://x/y", "X"],
)  # fmt: skip
def test_nothing_in_the_address_changes_how_it_is_sent(more):
    assert "Leave out" in refusal(f"ntfys://ntfy.sh/topic?{more}")


@pytest.mark.parametrize(
    "end",
    ["?click=x;attach=http://x/y", "#?email=a@b.example", "#?verify=no", "?to=a&amp;attach=b",
     "?to=a;b", "?attach =x", "?to=a%0a\n", "?a\\b"],
)  # fmt: skip
def test_nothing_is_hidden_in_what_only_some_take_for_a_query(end):
    assert refusal(f"ntfys://ntfy.sh/topic{end}")


@pytest.mark.parametrize(
    "url",
    ["workflows://prod.example:443/workflow/signature", "discord://" + "1" * 18 + "/" + "t" * 68,
     "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/general", "tgram://123456789:" +
     "a" * 35 + "/12315544", "whatsapp://template:token@12345/+15550001111"],
)  # fmt: skip
def test_no_file_of_this_machine_is_sent_as_a_template(url, monkeypatch, tmp_path):
    file = tmp_path / "template.json"
    file.write_text("{}")
    assert "Leave out template=" in refusal(f"{url}?template={file}", Channel.CHAT)
    with monkeypatch.context() as lax:
        lax.setattr("intake.alerts.services.check_names", lambda *_: None)
        assert "template" in refusal(f"{url}?template={file}", Channel.CHAT)


@pytest.mark.parametrize("url", ["ntfys://[::1/t", "ntfys://[/t", "ntfys://]/t", "ntfys://h:[x/t"])
def test_what_cannot_even_be_taken_apart_is_refused_with_a_sentence(url):
    assert refusal(url)


NUMBER = "+15550001111"
HEX = "a" * 32
BY_SMS = {
    "46elks": "u:p@",
    "bulksms": "user:p@",
    "burstsms": f"{HEX}:{HEX}@Sender",
    "clickatell": HEX,
    "clicksend": "user:key@",
    "d7sms": "token@",
    "httpsms": "key@15559998888",
    "infobip": "key@api.example.org",
    "kavenegar": HEX,
    "msgbird": "a" * 25 + "/15559998888",
    "octopush": "me@clinic.example/key",
    "plivo": "a" * 25 + "@" + "b" * 40 + "/15559998888",
    "seven": HEX,
    "sfr": "user:p@space",
    "sinch": f"{HEX}:{HEX}@15559998888",
    "smseagles": "token@sms.example.org",
    "smsmgr": "key@",
    "sns": "AHIAJGNT76XIMXDBIJYA/bu1dHSdO22pfaaVy/us-east-2",
    "telnyx": "key@15559998888",
    "threema": "*THEGWID@secret",
    "twilio": f"AC{HEX}:{HEX}@15559998888",
    "vonage": f"{HEX}:{HEX}@15559998888",
}
SAME_AS = {"elks": "46elks", "nexmo": "vonage", "smseagle": "smseagles"}


@pytest.mark.parametrize("name", sorted(SERVICES[Channel.SMS]))
def test_an_sms_service_leads_to_the_number_and_nobody_else(name):
    url = f"{name}://{BY_SMS[SAME_AS.get(name, name)]}"
    led = by_apprise.leading_to(NUMBER, url)
    assert led == f"{url.rstrip('/')}/{NUMBER}"
    assert by_apprise.leading_to(NUMBER, led) == led
    assert by_apprise.leading_to(NUMBER, f"{url}?to={NUMBER}") == f"{url}?to={NUMBER}"
    for other in ("+15559997777", f"{NUMBER},15559997777"):
        with pytest.raises(ForbiddenUrl, match="leads to others"):
            by_apprise.leading_to(NUMBER, f"{url}/{other}")


@pytest.mark.parametrize(
    "url",
    ["bulksms://user15550001111:p@15559998888", "bulksms://u:p@15550001111/@everybody",
     "smseagles://t@sms.example.org/15550001111/@friend", "smseagles://t@sms.example.org/#all",
     "sns://AHIAJGNT76XIMXDBIJYA/bu1dHSdO22pfaaVy/us-east-2/15550001111/%23topic",
     "threema://*THEGWID@secret/15550001111/ABCDEFGH", "voipms://p:a@b.example/15550001111",
     f"twilio://AC{HEX}:{HEX}@15559998888/w:15550001111", "ntfys://ntfy.sh/15550001111"],
)  # fmt: skip
def test_an_sms_service_that_leads_to_others_as_well_is_refused(url):
    with pytest.raises(ForbiddenUrl):
        by_apprise.leading_to(NUMBER, url)


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
