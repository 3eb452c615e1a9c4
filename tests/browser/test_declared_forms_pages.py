"""Declared forms in a real browser: they fit a telephone, please axe, and keys are enough."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from intake import db
from intake.declared import service as declared
from intake.words import Role
from tests import people
from tests.browsing import browsing, serving

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("INTAKE_TEST_PICTURES")  # a folder, for whoever wants to look
LOOKS = ((1280, "light"), (360, "dark"))
FORMS = "/staff/forms/blog"
APPOINTMENT = "/blog/forms/appointment"


@pytest.fixture
def served(app, site, at):
    people.account(app, site, Role.OWNER, email="ada@x.example", name="Ada")
    declared.save(site.id, declared.example("appointment"), None)
    db.done()
    with serving(app) as url:
        yield url


def look(page, name, width, axe):
    """The page as it stands fits the width and pleases axe."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, (name, width, wide)
    found = axe.run(page)
    assert not found.response["violations"], (name, width, found.generate_report())


def test_the_pages_fit_obey_the_policy_and_please_axe(served):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    paths = {
        "appointment": APPOINTMENT,
        "forms": FORMS,
        "editor": f"{FORMS}/appointment",
        "file": f"{FORMS}/appointment/toml",
        "versions": f"{FORMS}/appointment/versions",
        "preview": f"{FORMS}/appointment/preview",
    }
    with browsing(served) as browser:
        page = browser.page()
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            for name, path in paths.items():
                page.goto(path)
                look(page, name, width, axe)
            page.goto(APPOINTMENT)
            page.get_by_role("button", name="Ask for an appointment").click()
            page.wait_for_selector(".summary")
            look(page, "appointment-wrong", width, axe)
            page.goto(f"{FORMS}/appointment")
            page.get_by_label("Label", exact=True).first.fill("")
            page.get_by_role("button", name="Save").first.click()
            page.wait_for_selector(".summary")
            look(page, "editor-wrong", width, axe)
        # That a form was refused, and that two ways to move the focus came to the same, is no harm.
        odd = [said for said in browser.said if "422" not in said and "Autofocus" not in said]
        assert odd == []


def test_an_appointment_is_asked_for_by_keyboard_without_a_script(served, site):
    with browsing(served) as browser:
        context = browser.chromium.new_context(
            base_url=served, java_script_enabled=False, viewport={"width": 360, "height": 800}
        )
        page = context.new_page()
        page.goto(APPOINTMENT)
        keys = page.keyboard
        page.get_by_label("Your name").focus()
        keys.type("Jo Doe")
        keys.press("Tab")
        keys.type("(202) 456-1414")
        page.get_by_label("Yes", exact=True).focus()
        keys.press("Space")
        page.get_by_label("What is the appointment for?").focus()
        keys.type("Results")
        page.get_by_label("The first day that suits you").fill("2026-03-09")
        page.get_by_role("checkbox", name="Afternoon").focus()
        keys.press("Space")
        page.get_by_role("button", name="Ask for an appointment").focus()
        keys.press("Enter")
        summary = page.locator(".summary")
        assert "Tick the box to agree" in summary.inner_text()
        summary.get_by_role("link").click()
        page.get_by_label("I agree that the practice").focus()
        keys.press("Space")
        assert page.get_by_role("checkbox", name="Afternoon").is_checked()
        page.get_by_role("button", name="Ask for an appointment").focus()
        keys.press("Enter")
        page.wait_for_url("**/receipts/*")
        assert "Your reference is" in page.inner_text("main")


def test_a_field_is_added_moved_and_saved_by_keyboard_without_a_script(served, site):
    with browsing(served) as browser:
        page = browser.page(java_script_enabled=False, viewport={"width": 360, "height": 800})
        keys = page.keyboard
        page.goto(f"{FORMS}/contact")
        page.get_by_label("Another field").select_option(label="Choice of one")
        page.get_by_role("button", name="Add a field").focus()
        keys.press("Enter")
        new = page.get_by_role("group", name="5. New field")
        new.get_by_label("Label", exact=True).fill("Which day?")
        new.get_by_label("Choices").fill("Monday\nTuesday")
        new.get_by_role("button", name="Move up").focus()
        keys.press("Enter")
        moved = page.get_by_role("group", name="4. Which day?")
        assert moved.get_by_label("Choices").input_value() == "Monday\nTuesday"
        page.get_by_role("button", name="Save").first.focus()
        keys.press("Enter")
        page.wait_for_url(re.compile("saved=1"))
        assert "Saved. This is version 1." in page.inner_text("main")
        page.goto("/blog/contact")
        assert page.get_by_role("radiogroup", name="Which day?").is_visible()
