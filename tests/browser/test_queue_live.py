"""A queue that is open while others send and decide: it tells, and moves nothing."""

from pathlib import Path

import pytest

from intake import db, presence
from intake.moderation import service
from intake.words import Action, Evidence, Role, Status
from tests import people
from tests.browser.test_moderators_pages import PICTURES
from tests.browsing import browsing, serving
from tests.web.staff import account, judged

pytestmark = pytest.mark.browser

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def items(app, site):
    people.account(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")
    made = [judged(site, author=f"Author{n}", evidence=[Evidence.TRAP]).id for n in range(8)]
    db.done()
    return made


@pytest.fixture
def ben(app, site):
    return account(people.account(app, site, Role.MODERATOR, email="ben@x.example", name="Ben"))


@pytest.fixture
def browser(app):
    with serving(app) as url, browsing(url) as started:
        yield started
        assert started.said == []


def ask(page):
    """Let the page ask now, as it does when somebody comes back to it."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_news_are_told_and_nothing_moves(browser, items, site, ben):
    for options in ({}, PHONE):
        page = browser.page(**options)
        page.evaluate(SHIFTS)
        page.evaluate("window.shifts.length = 0")
        for number in range(3):
            judged(site, author=f"Late{number}")
        decided = items.pop()
        service.decide(decided, ben, Action.APPROVE, Status.PENDING)
        presence.look(items[0], ben.id)
        db.done()
        before = page.locator(f"#item-{items[0]}").bounding_box()
        ask(page)
        page.get_by_role("link", name="3 new: show").wait_for()
        row = page.locator(f"#item-{decided}")
        row.get_by_text("Published by Ben").wait_for()
        assert not row.get_by_role("button", name="Approve").is_visible()
        page.locator(f"#item-{items[0]}").get_by_text("is looking at this").wait_for()
        assert page.title().startswith(f"({page.inner_text('[data-count=waiting]')}) ")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
        assert page.evaluate("window.shifts") == []
        assert page.locator(f"#item-{items[0]}").bounding_box() == before
        page.get_by_role("link", name="3 new: show").click()
        page.locator("[data-item]:visible").get_by_text("Late2").first.wait_for()
        page.context.close()


def test_two_people_see_each_other(browser, items, ben):
    ada, other = browser.page(), browser.page("ben@x.example")
    other.goto(f"/staff/queue/{items[0]}")
    ask(ada)
    ada.locator(f"#item-{items[0]}").get_by_text("is looking at this").wait_for()
    ada.keyboard.press("j")
    ask(ada)
    other.goto(f"/staff/queue/{items[-1]}")
    other.get_by_text("is looking at this").wait_for()


def test_the_sound_is_off_until_it_is_wanted(browser, items):
    page = browser.page()
    toggle = page.locator("[data-sound]")
    assert toggle.get_attribute("aria-pressed") == "false"
    toggle.click()
    assert toggle.get_attribute("aria-pressed") == "true"
    page.reload()
    assert toggle.get_attribute("aria-pressed") == "true"
    assert page.evaluate("Object.entries(localStorage)") == [["intake:sound", "1"]]


def test_who_was_signed_out_is_told(browser, items, at):
    page = browser.page()
    at.advance(seconds=3600)
    ask(page)
    page.get_by_role("link", name="You were signed out: sign in").wait_for()
    assert "401" in browser.said.pop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_please_axe_in_light_and_dark(browser, items, ben, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for name, options in (("desktop", {}), ("phone", PHONE)):
        page = browser.page(color_scheme=scheme, **options)
        for path in ("", f"/{items[0]}?tab=waiting", "/keys"):
            page.goto(f"/staff/queue{path}")
            if not path:
                service.decide(items.pop(-2), ben, Action.APPROVE, Status.PENDING)
                presence.look(items[1], ben.id)
                db.done()
                page.keyboard.press("t")
                items.pop()
                page.locator("[data-toast]").get_by_text("into the trash").wait_for()
                ask(page)
                page.locator(".row--changed, .refusal").first.wait_for()
            if PICTURES:
                file = f"queue{path.partition('?')[0].replace('/', '-')}-{name}-{scheme}.png"
                page.screenshot(path=Path(PICTURES) / file)
            found = axe.run(page)
            assert not found.response["violations"], (name, path, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.context.close()
