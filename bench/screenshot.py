"""`make screenshot`: the README's pictures, made anew from a running installation."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from bench import stack
from bench.stack import SITE, Stack
from intake import clock
from intake.accounts import service as accounts
from intake.sites import service as sites
from intake.submissions import service, store
from intake.submissions.service import Key
from intake.words import CallbackDraft, CommentDraft, ContactDraft, Draft, Evidence
from tests import servers

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "images"
ARTICLE = "/demo/articles/your-first-visit"
WIDE = ViewportSize(width=1200, height=860)
NARROW = ViewportSize(width=600, height=860)

COMMENTS = [
    (
        "Rosa",
        "",
        "The part about bringing a list of what I take saved me a second trip. Thank you!",
    ),
    ("Tom W.", "", "Is there somewhere to leave a bicycle? I could not find it on the map."),
    (
        "Best Pills",
        "https://pills.example",
        "Buy cheap pills online!!! http://pills.example http://x.example",
    ),
    (
        "Anneke",
        "https://anneke.example",
        "I was nervous and nobody made me feel silly for asking twice.",
    ),
    (
        "SEO Helper",
        "https://rank.example",
        "Great post! Visit my site for backlinks and more traffic.",
    ),
]


def main() -> int:
    """Start everything, let visitors write, and take the pictures."""
    browser = servers.find_chromium()
    if browser is None:
        print(servers.CHROMIUM_MISSING, file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with stack.running(DEMO="1") as installed:
        _write()
        stack.wait_until(lambda: not store.has_received(), "the judge")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=str(browser), args=["--no-sandbox", "--disable-gpu"]
            )
            _take(chromium.new_page(viewport=WIDE), chromium.new_page(viewport=NARROW), installed)
    return 0


def _take(wide: Page, narrow: Page, installed: Stack) -> None:
    base = installed.settings.base_url
    narrow.goto(f"{base}/{SITE}/comment?path={ARTICLE}")
    narrow.screenshot(path=PICTURES / "comment.png")
    wide.goto(f"{base}/staff/first-account?token={accounts.first_link()}")
    for name, value in {"name": "Ada Moss", "email": "ada@practice.example"}.items():
        wide.fill(f"[name={name}]", value)
    wide.fill("[name=password]", "seven quiet herons")
    wide.click("main button")
    wide.goto(f"{base}/staff/queue")
    wide.screenshot(path=PICTURES / "queue.png")
    wide.set_viewport_size(NARROW)
    wide.goto(f"{base}/staff/inbox")
    wide.screenshot(path=PICTURES / "inbox.png")


def _write() -> None:
    for author, website, text in COMMENTS:
        email = f"{author.split()[0].lower()}@mail.example"
        is_bot = bool(website) and "pills" in website
        _send(CommentDraft(ARTICLE, author, email, website, text), is_bot=is_bot)
    phone = "+12024561414"
    _send(CallbackDraft("Ines Koch", phone, phone, "", "", "soon", True, "About my appointment."))
    _send(CallbackDraft("Paul", phone, phone, "", "", "today", False, ""))
    _send(ContactDraft("Mia", "mia@mail.example", "", "", "", "Do you see children as well?"))


def _send(draft: Draft, *, is_bot: bool = False) -> None:
    key = Key(service.content_digest(draft))
    evidence = [Evidence.TRAP, Evidence.FAST] if is_bot else []
    service.receive(sites.get(SITE), draft, key, f"visitor {clock.now()}", evidence)


if __name__ == "__main__":
    sys.exit(main())
