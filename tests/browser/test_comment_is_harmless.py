"""A real browser opens what hostile visitors wrote: nothing runs, nothing leads astray."""

from __future__ import annotations

import threading
from html import escape
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from intake import db
from intake.demo import service as demo
from intake.sites import service as sites
from tests import servers
from tests.published import publish_each

pytestmark = pytest.mark.browser

ARTICLE = "/demo/articles/your-first-visit"

# Each tries to set window.__x, or to become a link or a picture that is not the visitor's to make.
WORDS = [
    "<script>window.__x=1</script>",
    "<img src=x onerror=window.__x=1>",
    "<math><mtext><table><mglyph><style><!--</style><img src onerror=window.__x=1>",
    "<noscript><style></noscript><img src=x onerror=window.__x=1>",
    '<svg></p><style><a id="</style><img src=1 onerror=window.__x=1>">',
    "<svg><animate onbegin=window.__x=1 attributeName=x dur=1s>",
    "<math><mi><p><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.__x=1&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.__x=1>",
    "<xmp><img src=x onerror=window.__x=1></xmp>",
    "<template><img src=x onerror=window.__x=1></template>",
    "<iframe srcdoc='<script>parent.__x=1</script>'></iframe>",
    "<details open ontoggle=window.__x=1>",
    "<base href=//evil.example><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form><button formaction=javascript:window.__x=1>press</button></form>",
    "<input autofocus onfocus=window.__x=1>",
    "</p></div></li></ol></section><script>window.__x=1</script>",
    "--><script>window.__x=1</script><!--",
    "&lt;script&gt;window.__x=1&lt;/script&gt;",
    "&#60;img src=x onerror=window.__x=1&#62;",
    "[x](javascript:window.__x=1)",
    "[x](JaVaScRiPt:window.__x=1)",
    "[x](java\nscript:window.__x=1)",
    "[x](&#106;avascript:window.__x=1)",
    "[x](<\x01javascript:window.__x=1>)",
    "[x](data:text/html,<script>window.__x=1</script>)",
    "[x](vbscript:window.__x=1) [x](//evil.example) [x](\\\\evil.example) [x](file:///etc/passwd)",
    "[x](https://x.example 'a\" onmouseover=\"window.__x=1')",
    '[x](https://x.example/"onmouseover="window.__x=1)',
    '<https://x.example/"onmouseover="window.__x=1>',
    "![x](https://evil.example/p.gif) ![x](x\"onerror=\"window.__x=1)",
    "`<img src=x onerror=window.__x=1>`",
    "```\n</code></pre><script>window.__x=1</script>\n```",
    "> - *<b onclick=window.__x=1>* **[`x`](javascript:window.__x=1)**",
    "[a][b]\n\n[b]: javascript:window.__x=1",
    "ann@example.org <ann@example.org> <mailto:ann@example.org>",
    "\u202e</p><script>window.__x=1</script>\u2066",
]  # fmt: skip
WEBSITES = [
    "https://x.example/'onmouseover='window.__x=1",
    'https://x.example/"onmouseover="window.__x=1',
    "https://x.example/`onmouseover=`window.__x=1",
    "https://x.example/\fonmouseover=window.__x=1",
    "javascript:window.__x=1",
    "JaVaScRiPt:window.__x=1//https://x.example",
    "data:text/html,<script>window.__x=1</script>",
    "//evil.example",
    "https:evil",
    "mailto:ann@example.org?bcc=ben@example.org",
]

# What is wrong with a page, as the browser sees it after parsing.
WRONG = """(root) => {
    const wrong = window.__x === undefined ? [] : ["a script ran"];
    for (const element of root.querySelectorAll("*")) {
        for (const {name, value} of element.attributes) {
            if (name.startsWith("on") || name === "style") wrong.push(element.outerHTML);
            const leads = ["href", "src", "action", "formaction", "srcdoc"].includes(name);
            const scheme = leads ? new URL(value, "https://page.example").protocol : "https:";
            if (!["http:", "https:"].includes(scheme)) wrong.push(value);
        }
        const allowed = "OL LI P BDI A TIME DIV EM STRONG CODE PRE BLOCKQUOTE UL BR NAV".split(" ");
        if (!allowed.includes(element.tagName)) wrong.push(element.outerHTML);
    }
    return wrong;
}"""


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
def hostile(app, settings, at):
    demo.create(settings)
    site = sites.get("demo")
    comments = [
        {
            "path": ARTICLE,
            "author": f"<img src=x onerror=window.__x=1>{number}",
            "website": WEBSITES[number % len(WEBSITES)],
            "text": text,
        }
        for number, text in enumerate(WORDS)
    ]
    publish_each(site, at, comments)
    db.done()


@pytest.fixture
def page():
    chromium = servers.find_chromium()
    if not chromium:
        pytest.skip(servers.CHROMIUM_MISSING)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = started.chromium.launch(executable_path=chromium, args=flags)
        yield browser.new_page()
        browser.close()


@pytest.fixture
def noticed(page):
    """Everything that a harmless page does not do."""
    seen = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("request", lambda request: seen.append(request.url) if "evil" in request.url else None)
    return seen


def test_an_article_with_hostile_comments_is_harmless(page, noticed, served, hostile):
    page.goto(served + ARTICLE)
    assert page.locator(".comment").count() == len(WORDS)
    for link in page.locator(".comment a").all():
        link.hover()
    assert page.locator(".comments").evaluate(WRONG) == []
    assert page.evaluate("document.baseURI") == served + ARTICLE
    assert noticed == []


def test_the_fragment_opened_by_itself_is_harmless(page, noticed, served, hostile):
    page.goto(f"{served}/demo/comments.html?path={ARTICLE}")
    assert page.locator(".comment").count() == len(WORDS)
    assert page.locator(".comments").evaluate(WRONG) == []
    assert [said for said in noticed if "favicon" not in said] == []


def test_json_opened_by_itself_runs_nothing(page, noticed, served, hostile):
    answer = page.goto(f"{served}/demo/comments.json?path={ARTICLE}&callback=window.__x")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert page.evaluate("window.__x") is None
    assert page.locator("img, script, a").count() == 0


def test_a_script_that_puts_comments_into_a_page_without_a_policy_stays_harmless(
    page, noticed, served, hostile
):
    """A customer's page, on another origin and without a CSP, does what an embed does."""
    comments = page.request.get(f"{served}/demo/comments.json?path={ARTICLE}").json()["comments"]
    page.set_content("<ol class=comments></ol>")
    page.evaluate(
        """(comments) => {
            const list = document.querySelector(".comments");
            for (const {html} of comments) {
                const item = document.createElement("li");
                item.innerHTML = html;
                item.innerHTML = item.innerHTML;  // sanitise, serialise, parse again
                list.append(item);
            }
        }""",
        comments,
    )
    assert page.locator(".comments > li").count() == len(WORDS)
    assert page.locator(".comments").evaluate(WRONG) == []
    assert noticed == []


def test_the_oracle_itself_sees_what_is_wrong(page, noticed):
    page.set_content(f"<ol class=comments><li>{WORDS[1]}<a href='{escape(WEBSITES[4])}'>x</a></ol>")
    page.wait_for_function("window.__x === 1")
    assert len(page.locator(".comments").evaluate(WRONG)) >= 3
