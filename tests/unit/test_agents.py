"""Devices and networks in words that their owners recognise."""

import pytest

from intake.accounts import agents

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
ANDROID = "Mozilla/5.0 (Linux; Android 15; SM-A156B) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (MAC + "Version/18.5 Safari/605.1.15", "Safari on Mac"),
        (WINDOWS + "Chrome/138.0.0.0 Safari/537.36", "Chrome on Windows"),
        (WINDOWS + "Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0", "Edge on Windows"),
        (ANDROID + "SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
         "Samsung Internet on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox on Linux"),
        ("curl/8.5.0", agents.UNKNOWN),
        ("", agents.UNKNOWN),
        ("<script>alert(1)</script>" * 1000, agents.UNKNOWN),
    ],
)  # fmt: skip
def test_a_device_is_named_as_people_do(said, words):
    assert agents.device(said) == words


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("203.0.113.9", "203.0.…"),
        ("2001:db8:77::1", "2001:db8:…"),
        ("::1", "0:0:…"),
        ("::ffff:203.0.113.9", "203.0.…"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_shown_in_part(address, shown):
    assert agents.network(address) == shown
