"""A thousand hostile inputs in every field of the queue: a real browser runs none of them."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, update

from intake import clock, db
from intake.accounts.tables import Account
from intake.moderation.queue_tables import Note
from intake.moderation.tables import VerdictGiven
from intake.submissions.tables import Comment, EvidenceFound, Submission, Thread
from intake.words import Evidence, Kind, Label, Role, Status
from tests import hostile, people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

WRONG = """() => {
    const wrong = window.__x === undefined ? [] : ["a script ran"];
    for (const element of document.querySelectorAll("*")) {
        for (const {name, value} of element.attributes) {
            if (name.startsWith("on") || name === "style") wrong.push(element.outerHTML);
            const leads = ["href", "src", "action", "formaction", "srcdoc"].includes(name);
            const scheme = leads ? new URL(value, document.baseURI).protocol : "https:";
            if (!["http:", "https:"].includes(scheme)) wrong.push(value);
        }
        if (["IFRAME", "OBJECT", "EMBED", "BASE", "IMG", "SVG", "MATH"].includes(element.tagName))
            wrong.push(element.outerHTML);
        if (element.tagName === "SCRIPT" && !element.src.startsWith(location.origin + "/static/"))
            wrong.push(element.outerHTML);
    }
    return wrong;
}"""


@pytest.fixture
def rows(app, site):
    """Store them as rows, past every check of the forms, as an import or a bug might."""
    texts = hostile.inputs()
    me = people.account(app, site, Role.OWNER)
    with db.transaction() as session:
        session.execute(update(Account).where(Account.id == me).values(name=texts[3][:80]))
        for number, text in enumerate(texts, 1):
            _store(session, site.id, number, text)
        notes = [{"text": text, "submission_id": n} for n, text in enumerate(texts[:50], 1)]
        session.execute(insert(Note).values(account_id=me, written_at=clock.now()), notes)
    db.done()
    return len(texts)


def _store(session, site_id, number, text):
    added = {"id": number, "site_id": site_id, "received_at": clock.now()}
    session.execute(
        insert(Submission).values(
            **added,
            kind=Kind.COMMENT,
            status=Status.PENDING,
            receipt=f"{number:032x}",
            reference=f"R{number}",
            key=f"k{number}",
            content_digest="",
            sender_key="s",
        )
    )
    session.execute(
        insert(Thread).values(
            id=number, site_id=site_id, path=f"{text[:480]}{number}", created_at=clock.now()
        )
    )
    session.execute(
        insert(Comment).values(
            submission_id=number,
            thread_id=number,
            author=text[:80],
            email_sealed="",
            email_index="",
            website=text[:300],
            text=text,
            language="en",
        )
    )
    session.execute(insert(EvidenceFound).values(submission_id=number, name=Evidence.TRAP))
    reason = {
        "says": "It says",
        "examples": [text],
        "for_spam": True,
        "strength": 2,
        "taught": False,
        "spans": [[0, 5]],
    }
    why = json.dumps({"reasons": [reason], "ham_below": 0.1, "spam_from": None})
    session.execute(
        insert(VerdictGiven).values(
            submission_id=number,
            label=Label.UNSURE,
            probability=0.5,
            model_version=text[:80],
            why=why,
            judged_at=clock.now(),
        )
    )


def test_no_page_of_the_queue_runs_any_of_them(page, rows, complaints):
    people.sign_in_to(page)
    page.goto("/staff/queue")
    seen = 0
    while True:
        seen += page.locator("article.row").count()
        assert page.evaluate(WRONG) == []
        older = page.get_by_role("link", name="Older", exact=True)
        if not older.count():
            break
        older.click()
        page.wait_for_load_state()
    assert seen == rows
    assert complaints == []


def test_no_items_own_page_runs_them(page, rows, complaints):
    people.sign_in_to(page)
    for number in range(1, rows + 1, 40):
        for path in ("", "/reply", "/edit", "/make-callback"):
            page.goto(f"/staff/queue/{number}{path}")
            assert page.evaluate(WRONG) == []
    assert complaints == []
