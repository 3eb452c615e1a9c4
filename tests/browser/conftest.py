"""A real Chromium in front of a real server, for tests of what people see."""

from __future__ import annotations

import pytest

from tests import servers
from tests.browsing import FLAGS, serving


@pytest.fixture
def served(app):
    """Where the app answers over HTTP."""
    with serving(app) as url:
        yield url


@pytest.fixture
def browser():
    """A Chromium; the test is skipped where there is none."""
    chromium = servers.find_chromium()
    if not chromium:
        pytest.skip(servers.CHROMIUM_MISSING)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, served):
    return browser.new_page(base_url=served)


@pytest.fixture
def complaints(page):
    """Everything that a page does not do that is well made and harmless."""
    seen = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("request", lambda request: seen.append(request.url) if "evil" in request.url else None)
    return seen
