"""`python -m bench.moderator`: a moderator at work in a real browser, before the real server.

A script decides by keyboard alone, as fast as the page lets it, and says how much of the time is
the page's and the server's: the rest, with a person, is reading. `--phone` taps at 360 px instead.
`--messages FILE` puts real ones into the queue, a JSON object with "text" and "label" a line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Response, ViewportSize, sync_playwright
from sqlalchemy import func, select

from bench import filling, stack
from bench.stack import SITE
from intake import db
from intake.accounts import service as accounts
from intake.sites import service as sites
from intake.submissions import service, store
from intake.submissions.service import Key
from intake.submissions.tables import Submission
from intake.words import CommentDraft, Kind, Status
from tests import servers

KEYS = {"ham": "a", "spam": "s"}  # what the labels say; without labels, all four in turn
IN_TURN = "asdt"
NEXT = """(was) => {
    const row = document.querySelector("[data-list] [data-current]:not([hidden])");
    const empty = document.querySelector("[data-empty]:not([hidden])");
    return empty || (row && row.dataset.item !== was);
}"""
HERE = 'document.querySelector("[data-list] [data-current]:not([hidden])")?.dataset.item ?? ""'
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=740)
ACCOUNT = {"name": "Ada", "email": "ada@x.example", "password": "seven quiet herons"}
READING_SECONDS = 1.5  # of a trained moderator, for a short comment


@dataclass
class Work:
    """What the script did, and how long each part took, in milliseconds."""

    steps: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    refused: int = 0


def main() -> int:
    """Fill the queue, sign in, decide about everything, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--messages", type=Path, help="real messages, .jsonl or .jsonl.gz")
    parser.add_argument("--phone", action="store_true", help="tap at 360 px, without a keyboard")
    given = parser.parse_args()
    browser = servers.find_chromium()
    if browser is None:
        print(servers.CHROMIUM_MISSING, file=sys.stderr)
        return 1
    with stack.running() as installed:
        labels = _fill(given.count, given.messages)
        stack.wait_until(lambda: not store.has_received(), "the judge")
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu"]
            chromium = playwright.chromium.launch(executable_path=str(browser), args=flags)
            page = chromium.new_page(
                viewport=PHONE if given.phone else DESKTOP,
                has_touch=given.phone,
                base_url=installed.settings.base_url,
            )
            work = _work(page, labels, by_thumb=given.phone)
        left = _waiting()
    _print(work, left)
    return 1 if left or work.refused else 0


def _work(page: Page, labels: dict[str, str], *, by_thumb: bool) -> Work:
    work = Work()
    page.goto(f"/staff/first-account?token={accounts.first_link()}")
    for name, value in ACCOUNT.items():
        page.fill(f"[name={name}]", value)
    page.click("main button")
    page.on("response", lambda answer: _note(work, answer))
    page.goto("/staff/queue?sort=oldest")
    while page.locator("article.row").count():
        if not by_thumb:
            page.keyboard.press("j")
        _clear(page, work, labels, by_thumb=by_thumb)
        page.wait_for_load_state("networkidle")
        if by_thumb:
            page.locator("[data-empty] a").tap()
        else:
            page.keyboard.press("Enter")
        page.wait_for_load_state()
    return work


def _clear(page: Page, work: Work, labels: dict[str, str], *, by_thumb: bool) -> None:
    """Decide about every row of this page."""
    for number in range(page.locator("article.row:not([hidden])").count()):
        row = page.locator("article.row:not([hidden])").first
        item = row.get_attribute("data-item") or ""
        key = KEYS[labels[item]] if item in labels else IN_TURN[number % len(IN_TURN)]
        was = str(page.evaluate(HERE))
        began = time.perf_counter()
        if by_thumb:
            actions = {"a": "approve", "d": "reject", "s": "spam", "t": "trash"}
            row.locator(f'form.decide [value="{actions[key]}"]').tap()
            page.locator(f'article.row[data-item="{item}"]:not([hidden])').wait_for(
                state="detached"
            )
            page.wait_for_timeout(400)  # sooner a second tap is taken for a slip
        else:
            page.keyboard.press(key)
            page.wait_for_function(NEXT, arg=was)
        work.steps.append((time.perf_counter() - began) * 1000)


def _note(work: Work, answer: Response) -> None:
    if not answer.url.split("?")[0].endswith("/decide"):
        return
    timing = answer.request.timing
    work.answers.append(timing["responseStart"] - timing["requestStart"])
    work.refused += answer.status != 200


def _fill(count: int, messages: Path | None) -> dict[str, str]:
    """Put comments into the queue; return the labels of those that have one, by id."""
    if messages is None:
        filling.backlog(count)
        return {}
    opened = gzip.open if messages.suffix == ".gz" else open
    with opened(messages, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if 20 < len(row["text"]) < 2000]
    step = max(1, len(rows) // count)
    labels: dict[str, str] = {}
    for number, row in enumerate(rows[::step][:count]):
        author = str(row.get("author") or f"Visitor {number}")[:80]
        draft = CommentDraft("/demo/articles/your-first-visit", author, "", "", row["text"])
        service.receive(sites.get(SITE), draft, Key(f"real:{number}"), f"visitor {number}", ())
        labels[str(_newest())] = "spam" if row["label"] in {"spam", 1} else "ham"
    return labels


def _newest() -> int:
    db.done()
    return db.session().scalar(select(func.max(Submission.id))) or 0


def _waiting() -> int:
    db.done()
    waits = Submission.status == Status.PENDING, Submission.kind == Kind.COMMENT
    return db.session().scalar(select(func.count()).select_from(Submission).where(*waits)) or 0


def _print(work: Work, left: int) -> None:
    print(f"decided                          {len(work.steps)}")
    print(f"left in the queue                {left}")
    print(f"refused by the server            {work.refused}")
    print(f"from key to the next row, ms     {_spread(work.steps)}")
    print(f"the server's answer, ms          {_spread(work.answers)}")
    each = statistics.fmean(work.steps) / 1000
    print(f"decisions a minute, not reading  {60 / each:.0f}")
    print(f"with {READING_SECONDS} s to read each         {60 / (each + READING_SECONDS):.0f}")


def _spread(values: Sequence[float]) -> str:
    cuts = statistics.quantiles(values, n=100)
    return f"p50 {cuts[49]:.1f}  p95 {cuts[94]:.1f}  p99 {cuts[98]:.1f}  most {max(values):.1f}"


if __name__ == "__main__":
    sys.exit(main())
