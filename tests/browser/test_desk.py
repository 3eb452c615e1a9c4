"""The desk in a real browser: by keyboard, on a telephone, without script, in the dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from intake.callbacks import attempts, service
from intake.callbacks.attempts import Outcome
from intake.words import Evidence, Role
from tests import desks, people
from tests.desks import task, tries
from tests.drafts import CALLBACK, CONTACT
from tests.web.staff import judged

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("INTAKE_TEST_PICTURES")  # a folder, for whoever wants to look
WIDTHS = (1280, 360)
LONG = "supercalifragilistic" * 20


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.OWNER)


@pytest.fixture
def ada(app, site):
    return desks.staff(app, site, "Ada")[0]


@pytest.fixture
def busy(site, ada, at):
    """A desk on which everything happens that can; the items whose cards have most on them."""
    phones = iter(f"+1202555{number:04}" for number in range(100))
    for _ in range(2):
        judged(site, CALLBACK, phone=next(phones))
    at.advance(3600)
    judged(site, CALLBACK, phone=next(phones), evidence=[Evidence.EMERGENCY])
    for outcome in (Outcome.NO_ANSWER, Outcome.WRONG_NUMBER):
        vain = judged(site, CALLBACK, phone=next(phones), email="i@x.example")
        attempts.record(task(vain), ada, outcome)
    service.claim(task(judged(site, CALLBACK, phone=next(phones), name=LONG)), ada)
    message = judged(site, CONTACT, name=LONG, text=LONG)
    mine = judged(site, CALLBACK, text=LONG, phone_extension="12")
    judged(site, CALLBACK, name=LONG, is_text_ok=True, is_only_number=True, language="es")
    return {"mine": mine, "vain": vain, "message": message}


def tab_to(page, name):
    """Press the tab key until the element of this accessible name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()")
        if focused.startswith(name):
            return
    raise AssertionError(f"The keyboard does not reach “{name}”")


def test_a_callback_is_claimed_and_closed_by_keyboard_alone(page, site, maria, complaints):
    item = judged(site, CALLBACK)
    people.sign_in_to(page)
    page.goto("/staff/desk")
    for name in (f"{item.reference} Call I…", "I am calling"):
        tab_to(page, name)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, "+1 202-555-0143")
    tab_to(page, "If a machine answers")
    page.keyboard.press("Enter")
    assert page.get_by_text("Hello, this is a message for Ines.").is_visible()
    tab_to(page, "Booked")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/desk")
    assert page.get_by_text(f"Closed {item.reference}.").is_visible()
    assert tries(item.id) == ["booked"]
    assert complaints == []


def test_without_script_it_says_until_when_and_does_everything(browser, served, site, maria):
    item = judged(site, CALLBACK)
    page = browser.new_context(java_script_enabled=False, base_url=served).new_page()
    people.sign_in_to(page)
    page.goto(f"/staff/desk/{item.reference}")
    page.get_by_role("button", name="I am calling").click()
    assert page.get_by_text("Maria Lind is calling, until 09:45.").is_visible()
    page.get_by_text("Hand it to somebody").click()
    page.get_by_role("button", name="Hand it over").click()
    page.get_by_role("button", name="I am calling").click()
    page.get_by_role("button", name="No answer").click()
    assert page.get_by_text("Second try from 11:30 today").first.is_visible()
    assert tries(item.id) == ["no_answer"]


def test_a_claim_counts_down_and_what_is_new_is_said_but_moves_nothing(page, site, maria, at):
    item = judged(site, CALLBACK)
    page.clock.install(time=at.now)
    people.sign_in_to(page)
    page.goto(f"/staff/desk/{item.reference}")
    page.get_by_role("button", name="I am calling").click()
    page.goto("/staff/desk")
    page.clock.run_for(60_000)
    left = page.locator(".left")
    assert left.inner_text().startswith("13:") or left.inner_text().startswith("14:")
    judged(site, CALLBACK, phone="+12025550144")
    page.clock.run_for(70_000)
    page.get_by_text("One more waits.").wait_for()
    assert page.locator("[data-task]").count() == 1
    page.clock.run_for(15 * 60_000)
    page.get_by_text("The claim has ended.").first.wait_for()


def test_the_pages_fit_and_please_axe_in_light_and_dark(page, busy, maria, complaints, at):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.clock.install(time=at.now)
    people.sign_in_to(page)
    paths = {name: f"/staff/desk/{item.reference}" for name, item in busy.items()}
    page.goto(paths["mine"])
    page.get_by_role("button", name="I am calling").click()
    paths |= {"desk": "/staff/desk", "done": "/staff/desk?tab=done"}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in paths.items():
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                if PICTURES:
                    picture = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=picture, full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (name, width, wide)
                found = axe.run(page)
                assert not found.response["violations"], (name, width, found.generate_report())
    assert complaints == []
