"""The learning page in a real browser: chart and table fit a telephone, by day and by night."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import update

from intake import clock, db
from intake.moderation import charts, judging, site_models
from intake.moderation.tables import Lesson
from intake.submissions.tables import Submission
from intake.words import Action, Label, Role, Status
from tests import people
from tests.deciding import decide, newest
from tests.drafts import CONTACT, send
from tests.machines import SaysAlways

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("INTAKE_TEST_PICTURES")  # a folder, for whoever wants to look
WIDTHS = (1280, 360)
WEEKS = 9
OFFER = "Cheap watches and rank offers for your lovely page, visit our friendly shop today "


@pytest.fixture
def taught(app, site, at):
    """A site that was taught for some weeks, with mistakes, and of which some wait."""
    maria = people.account(app, site, Role.OWNER)
    for week in range(WEEKS):
        spam = 4 if week == 3 else 12 + week
        learnt(maria, site, Action.SPAM, 2.0, spam)
        learnt(maria, site, Action.APPROVE, -2.0, 5)
        if week < 6:
            learnt(maria, site, Action.SPAM, -1.0, 6 - week, text=OFFER * 3)
        if week % 3 == 0:
            learnt(maria, site, Action.APPROVE, 1.5, 1, author="Ines")
        at.advance(7 * 86_400)
    send(site, CONTACT)
    judging.judge_waiting(SaysAlways(Label.UNSURE, 0.9))
    decide(newest(1), maria, Action.SPAM, Status.APPROVED)
    for _ in range(3):
        send(site)
    judging.judge_waiting(SaysAlways(Label.UNSURE, 0.97))
    with db.transaction() as session:
        waiting = Submission.status == Status.PENDING
        session.execute(update(Submission).where(waiting).values(probability=0.97, doubt=0.47))
        site_models.learning(site.id)
        site_models.write_bars(site.id, {"real": 120, "needed": 299}, [])
    db.done()
    clock.pin(at)
    return maria


def learnt(account_id, site, action, logit, count, **changes):
    for _ in range(count):
        send(site, **changes)
    judging.judge_waiting(SaysAlways(Label.UNSURE))
    ids = newest(count)
    decide(ids, account_id, action)
    with db.transaction() as session:
        about = Lesson.submission_id.in_(ids)
        session.execute(update(Lesson).where(about).values(logit=logit, step=0.1, is_due=False))


def test_it_fits_obeys_the_policy_and_pleases_axe_by_day_and_by_night(page, taught, complaints):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    people.sign_in_to(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto("/staff/learning")
            assert page.evaluate("document.images[0].naturalWidth > 0")
            shown = page.evaluate("new URL(document.images[0].currentSrc).search")
            assert shown == ("?size=narrow" if width == 360 else "")
            if PICTURES:
                name = f"learning-{width}-{scheme}.png"
                page.screenshot(path=Path(PICTURES) / name, full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (scheme, width, wide)
            found = axe.run(page)
            assert not found.response["violations"], (scheme, width, found.generate_report())
    assert complaints == []


def test_the_chart_by_itself_obeys_its_own_policy(page, taught, complaints):
    people.sign_in_to(page)
    page.goto("/staff/learning/blog/chart.svg")
    ink = "getComputedStyle(document.querySelector('.axis text')).fill"
    assert page.evaluate(ink) == "rgb(20, 24, 29)"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ink) == "rgb(238, 241, 244)"
    assert page.title() == "How the machine did on Riverside Blog"
    assert charts.PRECISION in page.content()
    assert complaints == []
