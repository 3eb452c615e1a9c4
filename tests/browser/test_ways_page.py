"""The page of one's own ways in a real browser: it fits, axe is pleased, and an alert turns up."""

from __future__ import annotations

import pytest

from intake import db
from intake.alerts import ways
from intake.words import Channel, Role
from tests import people, told

pytestmark = pytest.mark.browser


@pytest.fixture
def maria(app, site):
    id_ = people.account(app, site, Role.OWNER)
    told.has_way(id_, site, Channel.EMAIL, "maria" * 8 + "@private.example", minutes=10)
    told.has_way(id_, site, Channel.PUSH, "ntfys://ntfy.sh/" + "topic" * 12)
    db.done()
    return id_


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_axe_is_pleased(page, complaints, maria, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.emulate_media(color_scheme=scheme)
    people.sign_in_to(page)
    for path in ("/staff/ways", "/staff/ways/people"):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(path)
            fits = "document.documentElement.scrollWidth <= innerWidth"
            assert page.evaluate(fits), (path, width)
            found = axe.run(page)
            assert found.violations_count == 0, found.generate_report()
    assert complaints == []


def test_an_alert_turns_up_on_an_open_page_and_is_proven(page, complaints, site, maria):
    shown = told.has_way(maria, site, Channel.PAGE, "")
    told.tell(site, shown)
    db.done()
    people.sign_in_to(page)
    page.goto("/staff/ways")
    page.get_by_role("link", name="Callback 7K2M-Q4").wait_for()
    assert page.get_by_role("alert").get_by_role("link").get_attribute("href").endswith("7K2M-Q4")
    assert {way.id: bool(way.proven_at) for way in ways.of([site.id])}[shown]
    assert complaints == []


def test_a_way_is_added_by_keyboard_alone_without_script(browser, served, site, maria):
    page = browser.new_context(java_script_enabled=False, base_url=served).new_page()
    people.sign_in_to(page)
    page.goto("/staff/ways")
    page.get_by_label("E-mail", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("Address").focus()
    page.keyboard.type("me@private.example")
    page.keyboard.press("Enter")
    page.get_by_text("Send a test, to be sure that it reaches you.").wait_for()
    db.done()
    assert len(ways.of([site.id])) == 3
