"""Asking to be called, in a real browser: by keyboard, on a telephone, without script."""

from __future__ import annotations

import pytest

from intake.submissions import emergencies
from intake.words import Role
from tests import people
from tests.web import visiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
CALL = "If this is an emergency call 911 now. Do not wait for us."
FORM = "/blog/callback"
# What a text is to be however it is written: the page's script and the server must agree.
TEXTS = [
    "He can’t\tbreathe!",
    "ÜBERDOSIS_in  der Straße",
    "no puedo respirar…perdió",
    "u\u0308 \u0130stanbul ①",
    "`a´b'c\u02bcd",
    "日本 한국 ﬁn 2²",
    "",
]


@pytest.fixture
def opened(browser, served, site):
    """Yield what opens a page as a visitor; no page may complain."""
    said = []

    def opened(**options):
        page = browser.new_context(base_url=served, **options).new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield opened
    assert said == []


def alarm(page):
    return page.get_by_role("alert").filter(has_text="emergency")


def ask(page):
    page.goto(FORM)
    page.get_by_label("Your name").fill("Jo Doe")
    page.get_by_label("Your phone number").fill("(202) 456-1414")
    page.get_by_role("button").click()
    page.wait_for_url("**/receipts/*")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_fit_a_telephone_and_please_axe(opened, app, site, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    people.account(app, site, Role.OWNER)
    page = opened(color_scheme=theme, **PHONE)
    ask(page)
    thanks = page.url
    people.sign_in_to(page)
    page.wait_for_url("**/staff/**")

    def alarmed():
        page.goto(FORM)
        page.get_by_label("Your message").fill("Chest pain")
        alarm(page).wait_for()

    paths = (thanks, f"{thanks}/window", f"{thanks}/cancel", FORM, alarmed, "/staff/offer/blog")
    for path in paths:
        path() if callable(path) else page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        found = axe.run(page)
        assert not found.response["violations"], (path, found.generate_report())


def test_by_keyboard_one_chooses_a_time_changes_it_and_cancels(opened):
    page = opened()
    page.goto(FORM)
    page.get_by_label("Your name").focus()
    page.keyboard.type("Jo Doe")
    page.keyboard.press("Tab")
    page.keyboard.type("(202) 456-1414")
    page.get_by_label("As soon as possible").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Today 10:00-12:00").is_checked()
    page.get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/*")
    assert "between 10:00 and 12:00 today" in page.inner_text("main")
    page.get_by_role("link", name="Change the time").focus()
    page.keyboard.press("Enter")
    page.get_by_label("As soon as possible").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/*")
    assert "between 12:00 and 14:00 today" in page.inner_text("main")
    page.get_by_role("link", name="Cancel my request").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes, cancel it").focus()
    page.keyboard.press("Enter")
    page.get_by_text("You cancelled it at 09:30 today.").wait_for()


def test_words_of_emergency_are_answered_at_once_and_leave_the_browser_with_nobody(opened):
    page = opened(**PHONE)
    page.goto(FORM)
    asked = []
    page.wait_for_load_state("networkidle")  # its icon, too
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Your message").press_sequentially("He has CHEST  pai")
    assert alarm(page).count() == 0
    page.get_by_label("Your message").press_sequentially("n")
    assert alarm(page).inner_text() == CALL
    link = alarm(page).get_by_role("link", name="call 911 now")
    assert link.get_attribute("href") == "tel:911"
    assert link.evaluate("link => link.getBoundingClientRect().top") >= 0  # where one looks
    assert link.evaluate("link => link.getBoundingClientRect().bottom <= innerHeight")
    page.get_by_label("Your message").press_sequentially(". Heart attack!")
    assert alarm(page).count() == 1
    assert asked == []


def test_any_field_that_is_typed_is_watched(opened):
    page = opened()
    page.goto("/blog/contact")
    page.get_by_label("Your name").press_sequentially("heart attack")
    assert alarm(page).inner_text() == CALL


def test_the_script_reads_a_text_as_the_server_does(opened):
    page = opened()
    page.goto(FORM)
    for text in TEXTS:
        assert (
            page.evaluate("text => normal(text)", text).strip() == emergencies.normal(text).strip()
        )


def test_without_a_script_the_request_is_taken_and_the_next_page_says_whom_to_call(opened):
    page = opened(java_script_enabled=False, **PHONE)
    page.goto(FORM)
    page.get_by_label("Your name").fill("Jo Doe")
    page.get_by_label("Your phone number").fill("(202) 456-1414")
    page.get_by_label("Your message").fill("Chest pain")
    assert alarm(page).count() == 0
    page.get_by_role("button").tap()
    page.wait_for_url("**/receipts/*")
    assert alarm(page).inner_text() == CALL
    assert visiting.stored() == 1
    page.get_by_role("link", name="Cancel my request").tap()
    page.get_by_role("button", name="Yes, cancel it").tap()
    page.get_by_text("We do not call you.").wait_for()
