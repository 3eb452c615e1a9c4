"""What moderators see in a real browser: it fits a telephone and pleases axe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from intake import db
from intake.moderation import explaining, judging, site_models
from intake.moderation.spam import registry
from intake.moderation.spam.explainer import Explainer
from intake.moderation.spam.machine import Machine
from intake.submissions import store
from intake.words import Evidence, Role
from tests import people
from tests.drafts import send
from tests.web.staff import submission

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("INTAKE_TEST_PICTURES")  # a folder, for whoever wants to look
WIDTHS = (1280, 360)
OFFER = (
    "Great p\u043est! Our friendly team will bring your lovely page to the first place of every "
    "search engine within four weeks: vi\u0455it http://ranking-offers.example.ru/start?now=1 t0day"
)
PRIVATE = "I have been so dizzy since Monday. Please call me on (202) 555-0143. \u202eשלום 🎁"
LONG = "supercalifragilistic" * 20 + " https://example.org/" + "very-long-path-" * 20


@pytest.fixture
def private(app, site, at):
    """A queue as it is: a campaign, a private comment, something long, each explained."""
    people.account(app, site, Role.OWNER)
    for number in range(3):
        send(site, text=OFFER + "!" * number, author="Best Rank Offers", evidence=[Evidence.FAST])
    send(site, text=LONG, author="LongName" * 10)
    send(site, text="Thank you, is the ramp open on Sundays, too?")
    token = send(site, text=PRIVATE, author="Ines").token
    judging.judge_waiting(Machine(registry.current(), b"only for tests"))
    with db.transaction():
        store.add_evidence([submission(token).id], [Evidence.PRIVATE])
        site_models.learning(site.id)
        site_models.write_bars(site.id, {"real": 120, "needed": 299}, [])
    explaining.explain_due(Explainer(registry.current()))
    db.done()
    return submission(token)


def paths(private):
    return {
        "queue": "/staff/queue",
        "group": "/staff/queue?tab=waiting&alike=1",
        "offer": "/staff/queue/1",
        "long": "/staff/queue/4",
        "private": f"/staff/queue/{private.id}",
        "make-callback": f"/staff/queue/{private.id}/make-callback",
        "learning": "/staff/learning",
        "audit": "/staff/audit",
        "audit-search": "/staff/audit?site=blog",
    }


def test_the_pages_fit_obey_the_policy_and_please_axe(page, private, complaints):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    people.sign_in_to(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in paths(private).items():
            page.goto(path)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, width, wide)
            found = axe.run(page)
            assert not found.response["violations"], (name, width, found.generate_report())
    assert complaints == []


def test_the_keyboard_is_enough_to_make_a_callback_request(page, private, complaints):
    people.sign_in_to(page)
    page.goto(f"/staff/queue/{private.id}")
    page.get_by_role("link", name="Make this a callback request").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/make-callback")
    page.get_by_role("button", name="Make it a callback request").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/staff/queue/{private.id}")
    assert "Its words were made the callback request" in page.inner_text("main")
    assert complaints == []
