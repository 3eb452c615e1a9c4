"""Accounts in a real browser: a passkey is made and used, the pages fit, and axe is pleased."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from intake import db
from intake.accounts import invitations
from intake.words import Event, Role
from tests import apps, people
from tests.account_letters import written
from tests.web.staff import account as account_of

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("INTAKE_TEST_PICTURES")  # a folder, for whoever wants to look
WIDTHS = (1280, 360)
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def app(app, settings):
    """The application at an address where browsers have passkeys."""
    return apps.another(settings, base_url="http://localhost")


@pytest.fixture
def served(served, app):
    """Where it answers, by that address."""
    url = served.replace("127.0.0.1", "localhost")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=url)
    return url


@pytest.fixture
def maria(app, site):
    id_ = people.account(app, site, Role.OWNER)
    people.account(app, site, Role.MODERATOR, email="ben" * 18 + "@x.example", name="Ben" * 26)
    invitations.invite(site, "anna@clinic.example", Role.STAFF, account_of(id_))
    db.done()


def wrong(complaints):
    """Return what the browser says, but for what signing out should do."""
    return [said for said in complaints if not said.startswith("Clear-Site-Data")]


def sign_in(page):
    page.goto("/staff/sign-in")
    page.get_by_label("Email address").fill("maria@practice.example")
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def with_key(page):
    """Give the browser a passkey of its own."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return protocol


def add_passkey(page):
    page.goto("/staff/account/passkeys")
    page.get_by_label("What to call it").fill("The blue key")
    page.get_by_role("button", name="Add this passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()


def test_a_passkey_is_made_and_signs_in(page, maria, complaints):
    with_key(page)
    sign_in(page)
    add_passkey(page)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/staff/queue")
    page.goto("/staff/account")
    assert "Passkey: The blue key" in page.inner_text("main")
    assert wrong(complaints) == []


def test_a_passkey_that_is_not_given_changes_nothing(page, maria):
    protocol = with_key(page)
    sign_in(page)
    add_passkey(page)
    page.goto("/staff/account/passkeys")  # the browser has this one already
    page.get_by_role("button", name="Add this passkey").click()
    told = page.get_by_role("alert")
    told.wait_for()
    assert "Nothing was sent" in told.inner_text()
    protocol.detach()


def test_without_a_script_the_page_says_so_and_shows_no_button(page, maria, served):
    sign_in(page)
    plain = page.context.browser.new_context(base_url=served, java_script_enabled=False)
    plain.add_cookies(page.context.cookies())
    other = plain.new_page()
    other.goto("/staff/account/passkeys")
    assert "passkeys need JavaScript" in other.inner_text("main")
    assert not other.get_by_role("button", name="Add this passkey").is_visible()
    plain.close()


def test_the_pages_fit_obey_the_policy_and_please_axe(page, maria, complaints):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with_key(page)
    ((_, invitation),) = written(Event.ACCOUNT_INVITED)
    db.done()
    for path in ("/staff/forgotten", "/staff/forgotten?asked=1", invitation, "/staff/sign-in"):
        look(page, axe, path)
    sign_in(page)
    for path in ("", "/password", "/again", "/app", "/passkeys"):
        look(page, axe, f"/staff/account{path}")
    for path in ("", "/blog/1", "/blog/2"):
        look(page, axe, f"/staff/people{path}")
    add_passkey(page)
    look(page, axe, None, "codes")
    look(page, axe, "/staff/account/passkeys/1")
    look(page, axe, "/staff/account")
    page.goto("/staff/queue")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    look(page, axe, "/staff/second-factor")
    assert wrong(complaints) == []


def look(page, axe, path, name=""):
    if path:
        page.goto(path)
    name = name or path.partition("?")[0].strip("/").replace("/", "-")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if PICTURES:
                file = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=file, full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, width, wide)
            found = axe.run(page)
            assert not found.response["violations"], (name, width, found.generate_report())
