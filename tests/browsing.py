"""A real browser before the real application: a page for each person, and its complaints."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from intake import db
from tests import people, servers

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


class AtOnce(ThreadingMixIn, WSGIServer):
    """Answers several requests at once, as the web process does."""

    daemon_threads = False

    def process_request_thread(self, request, client_address):
        super().process_request_thread(request, client_address)
        db.done()


@contextmanager
def serving(app):
    """Yield where the app answers over HTTP."""
    server = make_server("127.0.0.1", 0, app, server_class=AtOnce, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Browser:
    """A Chromium in which each person has cookies of their own."""

    def __init__(self, chromium, url):
        self.chromium, self.url, self.said = chromium, url, []

    def page(self, email="ada@x.example", **options):
        """Return the page of somebody who has signed in; `options` are those of a new context."""
        context = self.chromium.new_context(base_url=self.url, **options)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto("/staff/sign-in")
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password").fill(people.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/staff/queue")
        return page


@contextmanager
def browsing(url):
    """Yield a Browser; `said` is what it complained of, breaches of the policy among it."""
    path = servers.find_chromium()
    if not path:
        pytest.skip(servers.CHROMIUM_MISSING)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=FLAGS)
        yield Browser(chromium, url)
        chromium.close()
