"""A real Chromium in front of a real server, for tests of what people see."""

from __future__ import annotations

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from intake import db
from tests import servers


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


@pytest.fixture
def served(app):
    """Where the app answers over HTTP."""
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)

    def serve():
        server.serve_forever(poll_interval=0.05)
        db.done()  # the thread is about to go, and with it whoever could close its connection

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser():
    """A Chromium; the test is skipped where there is none."""
    chromium = servers.find_chromium()
    if not chromium:
        pytest.skip(servers.CHROMIUM_MISSING)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = started.chromium.launch(executable_path=chromium, args=flags)
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
