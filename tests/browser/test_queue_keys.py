"""Deciding in a real browser: by keyboard, by thumb at 360 px, and without script."""

import re
from contextlib import contextmanager

import pytest

from intake import db
from intake.moderation import service
from intake.words import Action, Evidence, Role, Status
from tests import people
from tests.browsing import browsing, serving
from tests.waiting import until
from tests.web.staff import account, judged, status

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
NAMES = ["Fred", "Emma", "Dora", "Cleo", "Bert", "Anna"]  # Anna came last and stands first


@pytest.fixture
def items(app, site, at):
    people.account(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")
    ids = {}
    for name in NAMES:
        at.advance(seconds=60)
        ids[name] = judged(site, author=name, text=f"Words of {name}.").id
    db.done()
    return ids


@pytest.fixture
def ben(app, site):
    return account(people.account(app, site, Role.MODERATOR, email="ben@x.example", name="Ben"))


@pytest.fixture
def browser(app):
    with serving(app) as url, browsing(url) as started:
        yield started
        assert started.said == []


@contextmanager
def deaf(page):
    """As long as this lasts, no decision reaches the server."""
    page.route("**/decide*", lambda route: route.abort())
    yield
    page.unroute("**/decide*")


def shown(page):
    return page.locator("[data-item]:visible h2").all_inner_texts()


def focused(page):
    return page.evaluate("document.activeElement.querySelector('h2')?.innerText ?? ''")


def toast(page, words):
    page.locator("[data-toast]").filter(has_text=re.compile(words)).wait_for()


def now(id_):
    db.done()
    return status(id_)


def test_every_decision_has_a_key_and_the_next_one_has_the_focus(browser, items):
    page = browser.page()
    for key, name, following, done in (
        ("a", "Anna", "Bert", Status.APPROVED), ("d", "Bert", "Cleo", Status.REJECTED),
        ("s", "Cleo", "Dora", Status.SPAM), ("t", "Dora", "Emma", Status.TRASHED),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert focused(page) == following  # before any answer
        toast(page, name)
        assert now(items[name]) == done
    assert page.inner_text("[data-count=waiting]") == "2"
    assert page.title() == "(2) Waiting, review queue"
    page.keyboard.press("u")
    page.locator("[data-said]").filter(has_text="Undid your decision").wait_for()
    assert (focused(page), now(items["Dora"])) == ("Dora", Status.PENDING)
    page.keyboard.press("Control+z")
    page.wait_for_selector("[data-item]:visible >> text=Words of Cleo")
    until(lambda: now(items["Cleo"]) == Status.PENDING)
    assert shown(page) == ["Cleo", "Dora", "Emma", "Fred"]


def test_one_walks_opens_selects_and_asks_by_key(browser, items):
    page = browser.page()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == "Bert"
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<form id=bulk></form>')")
    page.keyboard.press("x")
    assert page.locator(".pick:checked").count() == 1
    page.keyboard.press("*")
    assert page.locator(".pick:checked").count() == len(items)
    page.keyboard.press("Escape")
    assert page.locator(".pick:checked").count() == 0
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("a")  # the dialog is open: it decides nothing
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    page.wait_for_url(f"**/staff/queue/{items['Bert']}?tab=waiting")
    page.keyboard.press("r")
    page.wait_for_url("**/reply*")
    page.go_back()
    page.keyboard.press("s")
    page.wait_for_url("**/staff/queue?tab=waiting")
    assert now(items["Bert"]) == Status.SPAM
    page.keyboard.press("u")
    page.wait_for_load_state()
    until(lambda: now(items["Bert"]) == Status.PENDING)
    assert now(items["Anna"]) == Status.PENDING


def test_the_selection_is_decided_with_shift(browser, items):
    page = browser.page()
    page.evaluate(
        """() => {
          document.body.insertAdjacentHTML('beforeend',
            '<form id=bulk><button name=action value=spam>Spam</button></form>');
          document.getElementById('bulk').addEventListener('submit', (event) => {
            event.preventDefault();
            const data = new FormData(event.target, event.submitter);
            window.sent = [data.get('action'), data.getAll('item').length];
          });
        }"""
    )
    page.keyboard.press("Shift+S")
    assert page.evaluate("window.sent") is None
    page.keyboard.press("x")
    page.keyboard.press("Shift+S")
    assert page.evaluate("window.sent") == ["spam", 1]


def test_keys_rest_while_one_types_and_when_they_are_switched_off(browser, items):
    page = browser.page()
    page.goto(f"/staff/queue/{items['Anna']}?tab=waiting")
    page.get_by_label("Note for colleagues").press_sequentially("asdt")
    assert page.get_by_label("Note for colleagues").input_value() == "asdt"
    page.goto("/staff/queue")
    page.get_by_role("link", name="Keys").click()
    page.get_by_label("Single keys decide here").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("a")
    assert len(shown(page)) == len(items)
    assert now(items["Anna"]) == Status.PENDING


def test_who_was_second_gets_the_row_back_with_the_reason(browser, items, ben, at):
    page = browser.page()
    service.decide(items["Anna"], ben, Action.APPROVE, Status.PENDING)
    db.done()
    page.keyboard.press("s")
    page.get_by_text("Already published by Ben").first.wait_for()
    assert shown(page) == ["Anna", "Bert", "Cleo", "Dora", "Emma", "Fred"]
    assert focused(page) == "Bert"  # it stays where it had gone on to
    assert now(items["Anna"]) == Status.APPROVED
    assert browser.said.pop().startswith("Failed to load resource")  # as browsers say of 409


def test_what_did_not_reach_the_server_comes_back_and_can_be_tried_again(browser, items):
    page = browser.page()
    with deaf(page):
        page.keyboard.press("a")
        page.keyboard.press("a")
        page.get_by_text("The server did not answer").nth(1).wait_for()
    assert shown(page)[:2] == ["Anna", "Bert"]
    page.locator(f"#item-{items['Anna']}").focus()
    page.keyboard.press("a")
    toast(page, "Anna")
    assert (now(items["Anna"]), now(items["Bert"])) == (Status.APPROVED, Status.PENDING)
    while browser.said:
        assert "net::ERR_FAILED" in browser.said.pop()


def test_a_thumb_decides_and_takes_back_in_one_row(browser, items):
    page = browser.page(**PHONE)
    first = page.locator(f"#item-{items['Anna']}")
    boxes = [button.bounding_box() for button in first.locator(".decide button").all()]
    assert len({box["y"] for box in boxes}) == 1
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    first.get_by_role("button", name="Spam").tap()
    toast(page, "Marked the comment by .Anna. as spam")
    assert now(items["Anna"]) == Status.SPAM
    page.locator("[data-undo]").tap()
    first.get_by_role("button", name="Approve").wait_for()
    until(lambda: now(items["Anna"]) == Status.PENDING)


def test_a_double_click_decides_about_one(browser, items):
    page = browser.page()
    page.locator(f"#item-{items['Anna']}").get_by_role("button", name="Trash").dblclick()
    toast(page, "Anna")
    assert [now(items[name]) for name in ("Anna", "Bert")] == [Status.TRASHED, Status.PENDING]


def test_all_of_it_works_without_script(browser, items, site):
    text = "One long line after the other.\n" * 12
    long = judged(site, author="Zoe", text=text, evidence=[Evidence.TRAP]).id
    db.done()
    page = browser.page(java_script_enabled=False, **PHONE)
    row = page.locator(f"#item-{long}")
    folded = row.locator(".words").bounding_box()["height"]
    row.get_by_text("Show all").tap()
    assert row.locator(".words").bounding_box()["height"] > 2 * folded
    row.get_by_role("button", name="Spam").tap()
    page.get_by_text("Marked the comment by").wait_for()
    assert now(long) == Status.SPAM
    page.get_by_role("button", name="Undo", exact=True).tap()
    page.get_by_text("Undid your decision").wait_for()
    row.get_by_role("link", name="Zoe", exact=True).tap()
    page.get_by_role("button", name="Approve").tap()
    page.wait_for_url("**/staff/queue?tab=waiting")
    assert now(long) == Status.APPROVED
