"""The desk's list: a heading for how things stand, what is new without a reload, a red line."""

import pytest

from intake.words import Evidence, Role
from tests import people
from tests.drafts import CALLBACK, CONTACT
from tests.web.staff import judged, press, text


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.STAFF, email="ada@x.example", name="Ada")


def test_the_list_has_a_heading_for_how_things_stand(ada, site, at):
    numbers = iter(range(100))

    def asks(**more):
        return judged(site, CALLBACK, phone=f"+12025550{next(numbers):03}", **more)

    late, tried = asks(), asks()
    press(ada, f"/staff/desk/{tried.reference}/attempt", outcome="no_answer")
    at.advance(1200)
    ada.get("/staff/desk")  # who reads nothing for half an hour is signed out
    at.advance(1200)
    ada.get("/staff/desk")
    at.advance(1199)
    due = asks()
    urgent = asks(evidence=[Evidence.EMERGENCY])
    vain = asks()
    press(ada, f"/staff/desk/{vain.reference}/attempt", outcome="wrong_number")
    message = judged(site, CONTACT)
    at.advance(2)
    page = text(ada.get("/staff/desk"))
    order = (
        *("Words of an emergency", urgent.reference, "Overdue", late.reference, "To call"),
        *(due.reference, "Tried in vain", vain.reference, "Another try later", tried.reference),
        *("Messages", message.reference),
    )
    found = [page.index(words) for words in order]
    assert found == sorted(found)
    told = ada.get("/staff/desk/live").json["open"]
    assert told[str(tried.id)] == "waiting"
    assert len(told) == 6


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(ada, site, at):
    for _ in range(3):
        at.advance(20 * 60)
        answer = ada.get("/staff/desk/live", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_alerts_that_do_not_get_through_stand_on_top(app, ada, monkeypatch):
    monkeypatch.setitem(app.extensions, "desk_red_line", lambda _ids: ["No text gets through."])
    assert "No text gets through." in text(ada.get("/staff/desk"))


def test_the_former_address_leads_on(ada):
    assert ada.get("/staff/inbox?tab=done").location == "/staff/desk?tab=done"


def test_an_emergency_stays_on_top_after_a_try_and_its_button_says_when_again(ada, site):
    urgent = judged(site, CALLBACK, evidence=[Evidence.EMERGENCY])
    card = f"/staff/desk/{urgent.reference}"
    press(ada, f"{card}/claim")
    assert "No answer Another try in 10 minutes of opening time" in text(ada.get(card))
    press(ada, f"{card}/attempt", outcome="no_answer")
    assert "Second try from 09:40 today" in text(ada.get(card))
    page = text(ada.get("/staff/desk"))
    assert page.index("Words of an emergency 1") < page.index(urgent.reference)
    assert "Another try later" not in page
