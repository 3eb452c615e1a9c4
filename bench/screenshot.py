"""`make screenshot`: the pictures of README and docs, made anew from a running installation.

Each of the main pages on a desktop and on a phone, in light and in dark.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from sqlalchemy import select

from bench import showing, stack
from bench.stack import SITE, Stack
from intake import db
from intake.accounts import service as accounts
from intake.submissions import store
from intake.submissions.tables import Submission
from intake.words import Kind, Status
from tests import servers

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "images"
ARTICLE = "/demo/articles/your-first-visit"
DESKTOP = ViewportSize(width=1200, height=860)
PHONE = ViewportSize(width=390, height=844)
NARROW = ViewportSize(width=600, height=860)
SIZES = {"desktop": DESKTOP, "phone": PHONE}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NAME, EMAIL, PASSWORD = "Ada Moss", "ada@practice.example", "seven quiet herons"

PAGES: dict[str, Callable[[], str]] = {
    "queue": lambda: "/staff/queue",
    "item": lambda: f"/staff/queue/{_comment()}",
    "rules": lambda: "/staff/rules",
    "policy": lambda: f"/staff/policy/{SITE}",
    "learning": lambda: "/staff/learning",
    "people": lambda: "/staff/people",
    "account": lambda: "/staff/account",
    "audit": lambda: "/staff/audit",
    "desk": lambda: "/staff/desk",
    "card": lambda: f"/staff/desk/{_callback()}",
    "setup": lambda: "/staff/setup",
    "hours": lambda: "/staff/hours",
    "rung": lambda: "/staff/rung",
    "callback": lambda: f"/{SITE}/callback",
}


def main() -> int:
    """Start everything, let visitors write and a moderator decide, and take the pictures."""
    browser = servers.find_chromium()
    if browser is None:
        print(servers.CHROMIUM_MISSING, file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with stack.running(DEMO="1") as installed:
        showing.write(SITE, ARTICLE)
        stack.wait_until(lambda: not store.has_received(), "the judge")
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu"]
            chromium = playwright.chromium.launch(executable_path=str(browser), args=flags)
            _take(chromium, installed)
    return 0


def _take(chromium: Browser, installed: Stack) -> None:
    first = chromium.new_page(viewport=NARROW, base_url=installed.settings.base_url)
    first.goto(f"/{SITE}/comment?path={ARTICLE}")
    first.screenshot(path=PICTURES / "comment.png")
    _make_account(first)
    showing.work(EMAIL)
    first.goto("/staff/desk")
    first.screenshot(path=PICTURES / "desk.png")
    for theme in THEMES:
        for size, viewport in SIZES.items():
            here = first.context.browser
            assert here is not None
            context = here.new_context(
                viewport=viewport, color_scheme=theme, base_url=installed.settings.base_url
            )
            _take_all(context, f"{size}-{theme}")
            context.close()


def _take_all(context: BrowserContext, suffix: str) -> None:
    page = context.new_page()
    _sign_in(page)
    for name, path in PAGES.items():
        page.goto(path())
        page.screenshot(path=PICTURES / f"{name}-{suffix}.png")


def _make_account(page: Page) -> None:
    page.goto(f"/staff/first-account?token={accounts.first_link()}")
    for name, value in {"name": NAME, "email": EMAIL, "password": PASSWORD}.items():
        page.fill(f"[name={name}]", value)
    page.click("main button")


def _sign_in(page: Page) -> None:
    page.goto("/staff/sign-in")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/staff/queue")


def _comment() -> int:
    """Return a comment with something to see."""
    db.done()
    query = select(Submission.id).where(Submission.kind == Kind.COMMENT)
    found = db.session().scalars(query.order_by(Submission.id).offset(showing.WORTH_SEEING)).first()
    return found or 1


def _callback() -> str:
    """Return the reference of the callback that is due first."""
    db.done()
    query = select(Submission.reference).where(
        Submission.kind == Kind.CALLBACK, Submission.status == Status.APPROVED
    )
    return db.session().scalars(query.order_by(Submission.id)).first() or ""


if __name__ == "__main__":
    sys.exit(main())
