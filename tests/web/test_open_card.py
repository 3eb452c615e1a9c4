"""A card that stays open while its caller changes their mind: nothing told there is lost."""

import re
from html import unescape

import pytest

from intake.callbacks import cancelling
from intake.promises import service as promises
from intake.words import Role
from tests import desks, people
from tests.drafts import CALLBACK
from tests.web.staff import judged, press, text

NO_EMAIL = "They gave no e-mail: only their page says so."


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.STAFF, email="ada@x.example", name="Ada")


@pytest.fixture
def item(site, at):
    return judged(site, CALLBACK, email="")


def path(item, button=""):
    return f"/staff/desk/{item.reference}{button}"


def live(client, item):
    """Return where an open card asks what is new."""
    return unescape(re.search(r'data-live="([^"]*)"', client.get(path(item)).text)[1])


def test_what_came_of_a_call_that_was_cancelled_meanwhile_is_kept(ada, item):
    press(ada, path(item, "/claim"))
    cancelling.cancel(item.id)
    for _ in range(2):
        answer = press(ada, path(item, "/attempt"), outcome="reached", tries="0", asked="1")
        assert answer.status_code == 303
    page = text(ada.get(path(item)))
    assert "The caller had cancelled it at 09:30 today. What came of your call is kept" in page
    assert "09:30 today: reached, by Ada" in page
    assert "Cancelled by the caller at 09:30 today" in page
    assert desks.tries(item.id) == ["reached"]
    assert desks.task(item).outcome == "cancelled"
    assert "The caller had cancelled it" not in text(ada.get(path(item)))


def test_an_open_card_hears_that_it_was_cancelled(ada, site, item):
    url = live(ada, item)
    assert ada.get(url).json == {"said": ""}
    cancelling.cancel(item.id)
    assert ada.get(url).json == {"said": "Cancelled by the caller at 09:30 today."}
    assert ada.get(f"{url}x_y").json == {"said": "Cancelled by the caller at 09:30 today."}
    assert "data-live" not in ada.get(path(item)).text
    assert ada.get("/staff/desk/live?item=NONE-12").status_code == 404


def test_an_open_card_hears_of_another_time_and_of_another_request(ada, site, item):
    url = live(ada, item)
    promise = desks.promise(item.id)
    with desks.db.transaction():
        promises.change(site, item.id, promise.due_at, "20260302T1400-20260302T1600")
        cancelling.moved(item.id)
    said = "Another time is promised: from 14:00 today, by 16:00 today."
    assert ada.get(url).json == {"said": said}
    url = live(ada, item)
    judged(site, CALLBACK, email="")
    assert ada.get(url).json == {"said": "The caller has asked again meanwhile."}


def test_another_time_is_confirmed_with_who_learns_of_it(ada, site, item):
    assert NO_EMAIL in text(ada.get(path(item)))
    other = judged(site, CALLBACK, phone="+12025550144", email="ines@x.example")
    for one, how in ((item, NO_EMAIL), (other, "A mail tells them.")):
        window = "20260302T1400-20260302T1600"
        assert press(ada, path(one, "/repromise"), window=window).status_code == 303
        said = f"Another time is promised: from 14:00 today, by 16:00 today. {how}"
        assert said in text(ada.get(path(one)))
        assert said not in text(ada.get(path(one)))
