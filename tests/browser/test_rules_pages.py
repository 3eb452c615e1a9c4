"""Rules and policy in a real browser: they fit a telephone and please axe; keys are enough."""

import os
import re
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from intake import db
from intake.moderation import rule_store, shadow
from intake.moderation.rule_conditions import Act, State
from intake.words import Label, Role
from tests import people, servers
from tests.machines import SaysAlways
from tests.published import publish
from tests.ruled import rule
from tests.web.staff import judged

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("INTAKE_TEST_PICTURES")  # a folder, for whoever wants to look
WIDTHS = (1280, 360)
LONG = "supercalifragilistic" * 4
LIST = "/staff/rules/blog"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


@pytest.fixture
def served(app):
    """Where the app answers over HTTP."""
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)

    def serve():
        server.serve_forever(poll_interval=0.05)
        db.done()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["light", "dark"])
def page(served, request):
    chromium = servers.find_chromium()
    if not chromium:
        pytest.skip(servers.CHROMIUM_MISSING)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = started.chromium.launch(executable_path=chromium, args=flags)
        yield browser.new_page(base_url=served, color_scheme=request.param)
        browser.close()


@pytest.fixture
def rules(app, site, at):
    """Rules of every kind, one with what it would have met, and a page that is closed."""
    who = people.account(app, site, Role.OWNER)
    publish(site, at, 3, text=f"Cheap pills {LONG}", author=LONG[:80], path=f"/{LONG}")
    at.advance(seconds=1)
    rule(site, who, Act.HOLD, State.SHADOW, "Pills", words=("pills", LONG))
    rule(site, who, Act.CLOSE, State.ON, LONG, links=1, thread_days=90, language="de")
    rule(site, who, Act.CLOSE, State.ON, "Closes", words=("pills",))
    shadow.look_back(SaysAlways(Label.HAM))
    judged(site, text="More pills", path=f"/{LONG}")
    db.done()
    return rule_store.of_site(site.id)


@pytest.fixture
def complaints(page):
    """What the browser says of a page that breaks the policy or itself."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def sign_in(page):
    page.goto("/staff/sign-in")
    page.get_by_label("Email address").fill("maria@practice.example")
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_the_pages_fit_obey_the_policy_and_please_axe(page, rules, complaints):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    paths = {
        "rules": LIST,
        "rule": f"{LIST}/{rules[0].id}",
        "new-rule": f"{LIST}/new",
        "policy": "/staff/policy/blog",
        "closed": f"/blog/comment?path=/{LONG}",
    }
    sign_in(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in paths.items():
            page.goto(path)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, width, wide)
            found = axe.run(page)
            assert not found.response["violations"], (name, width, found.generate_report())
    assert complaints == []


def test_a_rule_is_made_and_turned_on_by_keyboard(page, rules, complaints):
    sign_in(page)
    page.goto(LIST)
    page.get_by_role("link", name="Make a rule").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/new")
    page.get_by_label("Name of the rule").fill("Casino")
    page.get_by_label("Words or phrases").fill("casino")
    page.get_by_role("button", name="Make the rule").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{LIST}/\d+$"))
    assert "In its shadow: it only counts." in page.inner_text("main")
    page.goto(LIST)
    page.get_by_role("button", name=re.compile("Turn on ?: Casino")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#rule-*")
    assert rule_store.of_site(rules[0].site_id)[-1].state is State.ON
    assert complaints == []
