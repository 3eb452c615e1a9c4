"""Ladder, roster, dry run in a real browser: they fit a telephone, please axe, need no script."""

from __future__ import annotations

import pytest

from intake import db
from intake.duty import ladders, roster
from intake.words import Channel, Role
from tests import people
from tests.browsing import browsing, serving
from tests.rung import DUTY, OWNER, STAFF, duty_of, ladder, way

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LONG = "Supercalifragilistic" * 3
PAGES = ("/staff/ladder", "/staff/duty", "/staff/rung", "/staff/rung?at=2036-01-01T10:00")


@pytest.fixture
def bo(app, site, at):
    people.account(app, site, Role.OWNER, email="ada@x.example", name="Ada")
    bo = people.account(app, site, Role.STAFF, email="bo@x.example", name=LONG)
    way(site, bo, Channel.SMS)
    db.done()
    return bo


@pytest.fixture
def browser(app):
    with serving(app) as url, browsing(url) as started:
        yield started
        assert [said for said in started.said if "422" not in said] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_fit_and_please_axe(browser, site, bo, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    ladder(site, STAFF, DUTY, OWNER, quiet=(22 * 60, 6 * 60))
    duty_of(site, bo)
    db.done()
    for options in (PHONE, {}):
        page = browser.page(color_scheme=theme, **options)
        for path in PAGES:
            page.goto(path)
            width = page.evaluate("innerWidth")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            bar = "[...document.querySelectorAll('.bar nav a')]"
            ends = f"Math.max(...{bar}.map(each => each.getBoundingClientRect().right))"
            assert page.evaluate(ends) <= width, path  # every entry is in sight
            found = axe.run(page)
            assert not found.response["violations"], (path, found.generate_report())


def test_by_keyboard_and_without_script_an_owner_sets_ladder_and_roster(browser, site, bo):
    page = browser.page(java_script_enabled=False)
    page.goto("/staff/ladder")
    page.locator("button[value=remove-2]").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add a step").focus()
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Step 3").get_by_label("Who is told").select_option(LONG)
    page.get_by_label("Percent of the promised time").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("25")
    page.keyboard.press("Enter")  # in a field, which saves
    page.get_by_text("Saved.").wait_for()
    saved = ladders.of_site(site.id)
    assert [step.who for step in saved.steps] == ["role:staff", "duty", f"person:{bo}"]
    assert saved.share == 0.25

    page.goto("/staff/duty")
    page.get_by_label("On which days").select_option("Every day")
    page.get_by_label("Who", exact=True).select_option(LONG)
    fields = page.get_by_role("group", name="Somebody who is on duty each week")
    fields.get_by_label("From").fill("00:00")
    fields.get_by_label("To").fill("00:00")
    page.get_by_role("button", name="Add to the roster").focus()
    page.keyboard.press("Enter")
    page.get_by_text(f"On duty now: {LONG}.").wait_for()
    db.done()
    assert set(roster.of_site(site).weeks) == {bo}

    page.goto("/staff/rung")
    assert "every step finds somebody" in page.inner_text("#gaps")
