"""An owner sets the opening hours in a real browser: by keyboard, on a phone, without script."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from intake import db
from intake.hours import service as hours
from intake.hours import written
from intake.words import Role
from tests import people
from tests.drafts import CALLBACK
from tests.web.staff import judged

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("INTAKE_TEST_PICTURES")  # a folder, for whoever wants to look
PAGE = "/staff/hours?site=blog"


def saved(site):
    db.done()
    return hours.calendar(site)


def look_at(page, axe, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"], (name, wide)
    found = axe.run(page)
    assert not found.response["violations"], (name, found.generate_report())


def test_the_pages_fit_a_telephone_and_please_axe(app, site, at, page, complaints):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    people.account(app, site, Role.OWNER)
    judged(site, CALLBACK, window="20260302T1400-20260302T1600", email="")
    db.done()
    people.sign_in_to(page)
    for width, scheme in ((360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        page.goto("/staff/setup?site=blog")
        look_at(page, axe, f"setup-{width}")
        page.goto(PAGE)
        page.get_by_role("button", name="Add the public holidays").click()
        assert "added to the list" in page.get_by_role("status").inner_text()
        look_at(page, axe, f"holidays-{width}")
        page.get_by_label("Monday").fill("9-12")
        page.get_by_label("Sunday").fill("noon")
        page.get_by_role("button", name="Save").click()
        assert "There is a problem" in page.locator(":focus").inner_text()
        look_at(page, axe, f"wrong-{width}")
        page.get_by_role("link", name="Sunday: enter hours").click()
        assert page.evaluate("document.activeElement.id") == "day_6"
        page.keyboard.press("Control+A")
        page.keyboard.type("10-11")
        page.get_by_role("button", name="Save").click()
        assert "1 open callback gets another time" in page.get_by_role("alert").inner_text()
        look_at(page, axe, f"concerned-{width}")
    page.get_by_role("button", name="Save, and give it another time").click()
    page.wait_for_url("**moved=1")
    assert date(2026, 12, 25) in saved(site).exceptions
    assert [said for said in complaints if " 422 " not in said] == []


def test_the_keyboard_is_enough_and_no_script_is_needed(app, site, at, browser, served):
    people.account(app, site, Role.OWNER)
    page = browser.new_context(base_url=served, java_script_enabled=False).new_page()
    people.sign_in_to(page)
    page.goto(PAGE)
    page.get_by_label("Monday").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("9:00-12:30, 13:30-17:00")
    page.get_by_label("What it is").first.focus()
    page.keyboard.type("Moving house")
    page.get_by_label("Date").first.focus()
    page.keyboard.type("12242026")
    page.get_by_label("Time zone").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**moved=0")
    assert "Saved." in page.get_by_role("status").inner_text()
    assert saved(site).week[0] == written.read("9:00-12:30, 13:30-17:00")
    assert saved(site).exceptions == {date(2026, 12, 24): ()}
    assert saved(site).names == {date(2026, 12, 24): "Moving house"}
