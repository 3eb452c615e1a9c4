"""An open card in a real browser: what is typed stays, and what its caller changes is heard."""

from __future__ import annotations

import pytest

from intake.callbacks import cancelling
from intake.words import Role
from tests import people
from tests.drafts import CALLBACK
from tests.web.staff import judged

pytestmark = pytest.mark.browser
WORDS = "Rings twice, then a machine"
KEPT = "Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"


@pytest.fixture
def item(app, site):
    people.account(app, site, Role.OWNER)
    return judged(site, CALLBACK)


def test_what_is_typed_outlives_other_buttons_and_signing_in_anew(page, item, complaints):
    people.sign_in_to(page)
    page.goto(f"/staff/desk/{item.reference}")
    note = page.get_by_label("Note for colleagues")
    note.fill(WORDS)
    page.get_by_role("button", name="I am calling").click()
    page.get_by_text("It was not sent.").wait_for()
    assert note.input_value() == WORDS
    page.context.clear_cookies()  # as when nothing was read for half an hour
    page.get_by_role("button", name="Keep this note").click()
    people.sign_in_to(page)
    page.goto(f"/staff/desk/{item.reference}")
    assert note.input_value() == WORDS
    page.get_by_role("button", name="Keep this note").click()
    page.locator("#notes .words").wait_for()
    assert note.input_value() == ""
    assert page.evaluate(KEPT) == 0
    note.fill("Another")
    assert page.evaluate(KEPT) == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    assert page.evaluate(KEPT) == 0


def test_a_card_says_that_its_caller_cancelled(page, item, at, complaints):
    page.clock.install(time=at.now)
    people.sign_in_to(page)
    page.goto(f"/staff/desk/{item.reference}")
    page.get_by_role("button", name="I am calling").click()
    page.get_by_role("heading", name="What came of it?").wait_for()
    cancelling.cancel(item.id)
    page.clock.run_for(11_000)
    page.get_by_role("status").get_by_text("Cancelled by the caller at 09:30 today.").wait_for()
    page.get_by_role("button", name="No answer").click()
    page.get_by_text("The caller had cancelled it at 09:30 today.").wait_for()
    assert complaints == []
