"""`add-email`, `add-webhook`, `destinations`, `remove-destination`: the owner says who is told."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from intake.alerts import channels, service
from intake.sites import service as sites
from intake.words import Role
from tests import sinks
from tests.alerting import deliveries, delivery, happen, told_by_mail


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["intake", *words])


def test_an_address_that_was_added_is_told(run, site):
    assert run("add-email", "blog", "anna@clinic.example").exit_code == 0
    happen(site)
    service.deliver_due()
    assert delivery().state == "accepted"


def test_moderators_can_be_told_instead(run, site):
    result = run("add-email", "blog", "anna@clinic.example", "--audience", "moderator")
    assert result.exit_code == 0, result.output
    assert "moderator" in run("destinations").output


def test_a_webhooks_secret_is_printed_once(run, site):
    with sinks.http() as hook:
        printed = run("add-webhook", "blog", hook.url).output.strip()
        assert printed.startswith("whsec_")
        assert len(base64.b64decode(printed.removeprefix("whsec_"))) == 32
        again = run("add-webhook", "blog", hook.url)
    assert (again.exit_code, again.output) == (1, "Error: This site calls this URL already.\n")


@pytest.mark.parametrize(
    "words",
    [("add-email", "blog", "anna"), ("add-email", "nosuch", "anna@clinic.example"),
     ("add-webhook", "blog", "ftp://x.example"), ("add-webhook", "nosuch", "https://x.example")],
)  # fmt: skip
def test_what_cannot_be_added_is_refused_with_a_sentence(run, site, words):
    result = run(*words)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:8.8.8.8]"]
)
def test_a_webhook_at_an_address_inside_is_refused_at_once(run, site, settings, host):
    channels.equip(replace(settings, may_call_private_webhooks=False))
    sentence = "A webhook may not call an address inside a private network."
    result = run("add-webhook", "blog", f"https://{host}/hook")
    assert (result.exit_code, result.output) == (1, f"Error: {sentence}\n")
    for url in ("https://8.8.8.8/hook", "https://hook.clinic.example/"):
        assert run("add-webhook", "blog", url).exit_code == 0


@pytest.mark.parametrize("host", ["a..clinic.example", "a" * 64 + ".example"])
def test_a_webhook_at_a_host_that_no_name_server_knows_of_is_refused_at_once(run, site, host):
    result = run("add-webhook", "blog", f"https://{host}/hook")
    assert result.exit_code == 1
    assert "This is not a URL that can be called." in result.output


def test_it_lists_who_is_told_without_showing_an_address(run, site):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    told_by_mail(site)
    told_by_mail(shop, "ben@clinic.example", Role.MODERATOR)
    run("add-webhook", "blog", "https://hook.clinic.example:8443/secret?key=1")
    lines = run("destinations").output.splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "1 blog staff email a…@c… told",
        "3 blog staff webhook https://hook.clinic.example:8443/… told",
        "2 shop moderator email b…@c… told",
    ]
    assert run("destinations", "shop").output.splitlines() == lines[2:]


def test_it_says_what_went_wrong_last_until_it_goes_well_again(run, site, at):
    with sinks.http() as hook:
        run("add-webhook", "blog", hook.url)
        hook.answers.append(b"HTTP/1.1 500 No\r\n\r\n")
        happen(site)
        service.deliver_due()
        assert run("destinations").output.endswith("told, but: status 500\n")
        happen(site)
        assert run("destinations").output.endswith("told, but: status 500\n")
        service.deliver_due()
        assert run("destinations").output.endswith(" told\n")


def test_nobody_told_is_said(run, site):
    result = run("destinations")
    assert (result.exit_code, result.output) == (0, "Nobody is told of anything yet.\n")
    assert run("destinations", "nosuch").exit_code == 1


def test_what_was_removed_is_told_nothing_more_not_even_what_waits(run, site):
    told_by_mail(site)
    happen(site)
    service.deliver_due()
    happen(site)
    assert run("remove-destination", "1").exit_code == 0
    told_by_mail(site, "ben@clinic.example")
    service.deliver_due()
    assert [(row.destination_id, row.state) for row in deliveries()] == [
        (1, "accepted"),
        (2, "accepted"),
    ]
    assert "not told" in run("destinations").output


def test_a_destination_that_is_not_there_cannot_be_removed(run, site):
    result = run("remove-destination", "1")
    assert result.exit_code == 1
    assert "There is no destination of this number" in result.output
    assert run("remove-destination", "9" * 30).exit_code == 2
