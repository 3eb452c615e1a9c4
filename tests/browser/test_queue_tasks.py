"""Answering, editing, noting, deciding about many: by keys, by thumb, without script."""

from __future__ import annotations

import re

import pytest

from intake import clock, db, passes
from intake.words import Role, Status
from tests import people
from tests.browsing import browsing, serving
from tests.web.staff import judged, status

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
NAMES = ["Cleo", "Bert", "Anna"]


@pytest.fixture
def items(app, site, at):
    people.account(app, site, Role.OWNER, email="ada@x.example", name="Ada")
    ids = {}
    for name in NAMES:
        at.advance(seconds=60)
        ids[name] = judged(site, author=name, text=f"Words of {name}, each of its own.").id
    db.done()
    return ids


@pytest.fixture
def browser(app):
    with serving(app) as url, browsing(url) as started:
        yield started
        assert started.said == []


def now(id_):
    db.done()
    return status(id_)


def mailed(items):
    token = passes.issue("decide", [1, items["Bert"], 1], clock.now())
    db.done()
    return f"/decide/{token}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_fit_and_please_axe(browser, items, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    id_ = items["Anna"]
    paths = [
        *(f"/staff/queue/{id_}{page}" for page in ("", "/reply", "/edit")),
        *("/staff/queue/keys", "/staff/queue/bulk", "/staff/policy/blog", "/staff/rules/blog/new"),
        *("/staff/people", "/staff/account", "/staff/audit", "/staff/learning", mailed(items)),
    ]
    for options in (PHONE, {}):
        page = browser.page(color_scheme=theme, **options)
        for path in paths:
            page.goto(path)
            width = page.evaluate("innerWidth")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = axe.run(page)
            assert not found.response["violations"], (path, found.generate_report())


def test_by_keyboard_alone_one_answers_edits_and_leaves_a_note(browser, items):
    page = browser.page()
    page.goto("/staff/queue")
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.wait_for_url("**/reply")
    page.get_by_label("Your answer").focus()
    page.keyboard.type("Come any time.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/staff/queue/\d+$"))
    assert "Come any time." in page.inner_text("main")
    assert now(items["Anna"]) == Status.APPROVED
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    page.locator("textarea[name=text]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Better words.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/staff/queue/\d+$"))
    assert "Better words." in page.inner_text("main")
    page.get_by_label("Note for colleagues").focus()
    page.keyboard.type("A kind person.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#notes")
    assert "A kind person." in page.inner_text("#notes")


def test_by_keyboard_alone_one_decides_about_several_and_takes_it_back(browser, items):
    page = browser.page()
    page.goto("/staff/queue")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Shift+s")
    assert [now(items[name]) for name in ("Anna", "Bert", "Cleo")] == [
        *(Status.SPAM, Status.SPAM),
        Status.PENDING,
    ]
    page.get_by_role("button", name="Undo").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto("/staff/queue")
    assert page.locator("article.row").count() == 3


def test_by_thumb_one_decides_about_several(browser, items):
    page = browser.page(**PHONE)
    page.goto("/staff/queue")
    for name in ("Anna", "Cleo"):
        page.get_by_role("checkbox", name=name).tap()
    with page.expect_navigation():
        page.get_by_role("button", name="Approve what is selected").tap()
    assert now(items["Bert"]) == Status.PENDING
    assert now(items["Anna"]) == now(items["Cleo"]) == Status.APPROVED


def test_without_a_script_one_decides_about_all_that_match(browser, items):
    page = browser.page(java_script_enabled=False, **PHONE)
    page.goto("/staff/queue")
    page.get_by_text("Decide about several at once").tap()
    page.get_by_label("that match").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Trash what is selected").tap()
    assert {now(id_) for id_ in items.values()} == {Status.TRASHED}


def test_without_a_script_the_mail_decides_about_one(browser, items):
    page = browser.page(java_script_enabled=False, **PHONE)
    page.goto(mailed(items))
    page.get_by_role("button", name="Approve").tap()
    page.get_by_text("This link does nothing more").wait_for()
    assert now(items["Bert"]) == Status.APPROVED
