"""The audit page about the desk: outcomes in words, people by name, and the way to the card."""

from __future__ import annotations

import pytest

from intake.words import Role
from tests.drafts import CALLBACK
from tests.people import account, signed_in
from tests.web.staff import judged, press, text


@pytest.fixture
def ada(app, site):
    return signed_in(app, site, Role.OWNER, email="ada@x.example", name="Ada")


def test_what_happens_on_the_desk_is_said_in_words_and_leads_to_its_card(site, ada):
    call = judged(site, CALLBACK)
    mo = account(ada.application, site, Role.STAFF, name="Mo")
    card = f"/staff/desk/{call.reference}"
    press(ada, f"{card}/attempt", card, outcome="no_answer")
    press(ada, f"{card}/hand-over", card, to=str(mo))
    press(ada, f"{card}/repromise", card, window="20260302T1400-20260302T1600")
    answer = ada.get("/staff/audit")
    about = f"the callback request {call.reference}"
    for said in (
        f"Ada tried to call about {about}: no answer on Riverside Blog.",
        f"Ada handed {about} to Mo on Riverside Blog.",
        f"Ada promised another time for {about} on Riverside Blog.",
    ):
        assert said in text(answer)
    for machine in ("no_answer:", "to: ", "due at:", "2026-03-02T"):
        assert machine not in text(answer)
    assert f'href="{card}?site=blog"' in answer.text
