"""What else stands on the desk, in a real browser: it fits, needs no mouse nor script, prints."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intake import clock, db
from intake.callbacks.tables import DeskItem
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval
from intake.words import Role
from tests import oncall, people, rung
from tests.drafts import CONTACT
from tests.web.staff import judged

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("INTAKE_TEST_PICTURES")  # a folder, for whoever wants to look
WIDTHS = (1280, 360)
PATHS = {
    "figures": "/staff/desk/figures/blog",
    "paper": "/staff/desk/paper",
    "results": "/staff/desk/results",
    "closing": "/staff/desk/closing",
}


@pytest.fixture
def evening(app, site, at):
    """An hour before closing time, with callbacks of the last weeks; return two that are open."""
    nine_to_five = ((Interval(9 * 60, 17 * 60),),) * 5 + ((),) * 2
    with db.transaction():
        hours.save(site.id, Calendar(ZoneInfo("UTC"), nine_to_five), None)
    at.now = datetime(2026, 3, 2, 16, tzinfo=UTC)
    people.account(app, site, Role.OWNER)
    ben = people.account(app, site, Role.STAFF, email="ben@x.example", name="Ben" * 20)
    rung.on_duty(site, ben, begins=17 * 60, ends=9 * 60)
    minute, now = timedelta(minutes=1), clock.now()
    past = [
        oncall.row(site, now - number * 7 * 60 * minute, tried_in=number * 4 * minute)
        for number in range(1, 40)
    ]
    for row in past:
        row[DeskItem]["closed_at"] = now
    waiting = [
        oncall.row(site, now - 60 * minute, due_in=90 * minute, name=name, is_urgent=True)
        for name in ("Ines Vogel", "Supercalifragilistic" * 8)
    ]
    oncall.store([*past, *waiting])
    db.done()
    return [row[DeskItem]["reference"] for row in waiting]


def test_the_pages_fit_obey_the_policy_and_please_axe(page, site, evening, complaints):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    message = judged(site, CONTACT)
    db.done()
    people.sign_in_to(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in {**PATHS, "message": f"/staff/desk/{message.reference}"}.items():
            page.goto(path)
            _look(page, axe, f"{name}-{width}", width)
        page.goto(PATHS["results"])
        page.get_by_label("Or type codes").fill("nonsense")
        with page.expect_navigation():
            page.get_by_role("button", name="Record these calls").click()
        _look(page, axe, f"mistake-{width}", width)
        assert page.evaluate("document.activeElement.className") == "summary"
    assert [said for said in complaints if "422" not in said] == []


def _look(page, axe, name, width):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, (name, wide)
    found = axe.run(page)
    assert not found.response["violations"], (name, found.generate_report())


def test_by_keyboard_and_without_a_script_closing_time_reaches_zero(browser, served, evening):
    context = browser.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    people.sign_in_to(page)
    page.goto(PATHS["closing"])
    assert "2 left" in page.inner_text("main")
    _press(page, f"Promise this to {evening[0]}")
    assert "1 left" in page.inner_text("main")
    _press(page, "Hand over")
    assert "0 left: you can go home" in page.inner_text("main")
    page.goto(PATHS["results"])
    page.get_by_label(f"Outcome of {evening[1]}").select_option("N")
    page.get_by_label(f"When you called {evening[1]}").fill("15:30")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "1 call was recorded." in page.inner_text("main")
    context.close()


def _press(page, name):
    page.get_by_role("button", name=name).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_on_paper_it_is_black_on_white_and_only_the_list(page, evening):
    people.sign_in_to(page)
    page.goto(PATHS["paper"])
    with page.expect_navigation():
        page.get_by_role("button", name="Show names and numbers in full").click()
    page.emulate_media(media="print", color_scheme="dark")
    seen = page.inner_text("body")
    assert "Ines Vogel" in seen
    assert "+1 202-555-0143" in seen
    assert "Print this page" not in seen
    assert "Sign out" not in seen
    of_body = "getComputedStyle(document.body)"
    assert page.evaluate(f"{of_body}.color") == "rgb(0, 0, 0)"
    assert page.evaluate(f"{of_body}.backgroundColor") == "rgb(255, 255, 255)"
    for paper in ("A4", "Letter"):
        assert page.pdf(format=paper).startswith(b"%PDF")
    if PICTURES:
        (Path(PICTURES) / "paper.pdf").write_bytes(page.pdf(format="A4"))
        page.screenshot(path=Path(PICTURES) / "paper-print.png", full_page=True)
