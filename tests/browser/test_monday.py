"""A practice of three on its first Monday, by hand, in a real browser, on telephones."""

from __future__ import annotations

import re

import pytest

from intake import db
from intake.alerts import mailbox
from intake.alerts import service as alerts
from intake.moderation import judging
from intake.sites import service as sites
from intake.words import Role
from tests import people
from tests.browsing import browsing, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TEAM = {"olga": Role.OWNER, "ada": Role.STAFF, "ben": Role.STAFF}


@pytest.fixture
def practice(app, at):
    clinic = sites.add("clinic", "The Practice", ["https://clinic.example"])
    for name, role in TEAM.items():
        people.account(app, clinic, role, email=f"{name}@x.example", name=name.title())
    db.done()
    return clinic


@pytest.fixture
def browser(app):
    with serving(app) as url, browsing(url) as started:
        yield started


def signed_in(browser, name, **options):
    page = browser.chromium.new_context(base_url=browser.url, **options).new_page()
    people.sign_in_to(page, f"{name}@x.example")
    page.wait_for_url(re.compile("/staff/(queue|desk)"))
    return page


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def test_from_an_empty_list_to_set_up_to_a_closing_page_at_zero(browser, practice, app, at):
    olga = signed_in(browser, "olga")
    set_up(olga)
    for name in TEAM:
        prove_a_way(signed_in(browser, name, **PHONE), app)
    olga.goto("/staff/rung?site=clinic")
    assert "nobody covers" not in olga.inner_text("main")
    olga.goto("/staff/setup?site=clinic")
    assert "Not yet" not in olga.inner_text("main")

    visitor = browser.chromium.new_context(base_url=browser.url, **PHONE).new_page()
    visitor.goto("/clinic/callback")
    visitor.get_by_label("Your name").fill("Ines")
    visitor.get_by_label("Your phone number").fill("(202) 555-0143")
    press(visitor, "Send")
    reference = visitor.locator(".reference").inner_text()
    assert "We will call you by 10:30" in visitor.inner_text("main")
    judging.deliver_unjudged()
    at.advance(31)
    judging.deliver_unjudged()
    db.done()

    ada = signed_in(browser, "ada", **PHONE)
    ada.goto("/staff/desk/closing")
    assert "1 left" in ada.inner_text("main")
    ada.goto("/staff/desk")
    ada.get_by_role("link", name=re.compile(reference)).click()
    press(ada, "I am calling")
    assert "+1 202-555-0143" in ada.inner_text(".dial")
    press(ada, "Reached")
    ada.goto("/staff/desk/closing")
    assert "0 left: you can go home" in ada.inner_text("main")
    visitor.reload()
    assert "reached" in visitor.inner_text("main")


def set_up(page):
    """Do what the list says is not done, as an owner who has never seen it."""
    page.goto("/staff/setup?site=clinic")
    assert "Not yet" in page.inner_text("main")
    page.goto("/staff/hours?site=clinic")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        page.get_by_label(day).fill("9:00-12:30, 13:30-17:00")
    press(page, "Add the public holidays")
    press(page, "Save")
    page.goto("/staff/offer/clinic")
    press(page, "Save")
    page.goto("/staff/ladder?site=clinic")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").last.click()
    page.goto("/staff/duty?site=clinic")
    page.get_by_label("Who").first.select_option(label="Ada")
    page.get_by_label("On which days").select_option(label="Every day")
    page.get_by_label("From").first.fill("00:00")
    page.get_by_label("To").first.fill("00:00")
    press(page, "Add to the roster")
    page.goto("/staff/watching/clinic")
    page.get_by_label("Heartbeat URL").fill("https://hc-ping.example/clinic")
    press(page, "Save")


def prove_a_way(page, app):
    """Add the account's mail as a way, send a test, and press the button behind its link."""
    page.goto("/staff/ways")
    page.get_by_label("E-mail").check()
    address = page.evaluate("document.querySelector('main').innerText").split("write to ")[1]
    page.get_by_label("Address", exact=True).fill(address.split(",")[0])
    press(page, "Add this way")
    press(page, "Send a test")
    alerts.deliver_due()
    link = re.search(r"/ways/\S+", mailbox.newest(1)[0].text)[0]
    page.goto(link)
    press(page, "Yes, it arrived")
