"""A real browser opens what hostile visitors wrote: nothing runs, nothing leads astray."""

from __future__ import annotations

from html import escape

import pytest

from intake import db
from intake.demo import service as demo
from intake.sites import service as sites
from tests.hostile import WEBSITES, WORDS
from tests.published import publish_each

pytestmark = pytest.mark.browser

ARTICLE = "/demo/articles/your-first-visit"

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


def test_an_article_with_hostile_comments_is_harmless(page, complaints, served, hostile):
    page.goto(served + ARTICLE)
    assert page.locator(".comment").count() == len(WORDS)
    for link in page.locator(".comment a").all():
        link.hover()
    assert page.locator(".comments").evaluate(WRONG) == []
    assert page.evaluate("document.baseURI") == served + ARTICLE
    assert complaints == []


def test_the_fragment_opened_by_itself_is_harmless(page, complaints, served, hostile):
    page.goto(f"{served}/demo/comments.html?path={ARTICLE}")
    assert page.locator(".comment").count() == len(WORDS)
    assert page.locator(".comments").evaluate(WRONG) == []
    assert [said for said in complaints if "favicon" not in said] == []


def test_json_opened_by_itself_runs_nothing(page, complaints, served, hostile):
    answer = page.goto(f"{served}/demo/comments.json?path={ARTICLE}&callback=window.__x")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert page.evaluate("window.__x") is None
    assert page.locator("img, script, a").count() == 0


def test_a_script_that_puts_comments_into_a_page_without_a_policy_stays_harmless(
    page, complaints, served, hostile
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
    assert complaints == []


def test_the_oracle_itself_sees_what_is_wrong(page, complaints):
    page.set_content(f"<ol class=comments><li>{WORDS[1]}<a href='{escape(WEBSITES[4])}'>x</a></ol>")
    page.wait_for_function("window.__x === 1")
    assert len(page.locator(".comments").evaluate(WRONG)) >= 3
