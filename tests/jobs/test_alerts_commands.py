"""`flask intake add-email` and `add-webhook`: the owner says who is told."""

from __future__ import annotations

import base64

import pytest

from intake.alerts import service
from tests import sinks
from tests.alerting import delivery, happen


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["intake", *words])


def test_an_address_that_was_added_is_told(run, site):
    assert run("add-email", "blog", "anna@clinic.example").exit_code == 0
    happen(site)
    service.deliver_due()
    assert delivery().state == "accepted"


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
