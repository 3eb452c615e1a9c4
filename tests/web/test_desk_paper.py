"""The desk on paper: the list to print, and results typed in from it, each counted once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from intake import clock, db
from intake.callbacks.tables import Attempt, DeskItem
from intake.privacy.tables import Access
from intake.words import Role
from tests.drafts import CALLBACK, CONTACT
from tests.people import signed_in
from tests.web.staff import judged, press, text

PAPER, RESULTS = "/staff/desk/paper", "/staff/desk/results"
HOUR = 3600


@pytest.fixture
def item(site, at):
    """A callback that came in an hour ago."""
    found = judged(site, CALLBACK)
    at.advance(HOUR)
    return found


@pytest.fixture
def ada(app, site, item):
    return signed_in(app, site, Role.STAFF, email="ada@x.example", name="Ada")


def tries():
    query = select(Attempt.item_id, Attempt.outcome, Attempt.at, Attempt.way)
    found = [tuple(row) for row in db.session().execute(query.order_by(Attempt.id))]
    db.done()
    return found


def minutes_ago(count):
    return f"{clock.now() - timedelta(minutes=count):%H:%M}"


def enter(client, **fields):
    return press(client, RESULTS, RESULTS, on=f"{clock.now():%Y-%m-%d}", **fields)


def test_the_sheet_has_what_is_needed_and_a_box_for_each_outcome(ada, site, item):
    judged(site, CONTACT)
    page = text(ada.get(PAPER))
    assert f"{item.reference} I… …43 Voicemail __:__ R B N V W L X" in page
    assert "1 to call" in page
    assert "R Reached B Booked N No answer" in page
    for secret in ("Ines", "2025550143", "appointment", "Jonas"):
        assert secret not in page
    assert not db.session().execute(select(Access.id)).all()


def test_names_and_numbers_in_full_are_noted_for_each(ada, site, item):
    other = judged(site, CALLBACK, phone="+12025550144")
    page = text(press(ada, PAPER, PAPER))
    assert "Ines +1 202-555-0143" in page
    looked = select(Access.submission_id, Access.field).order_by(Access.submission_id)
    found = [tuple(row) for row in db.session().execute(looked)]
    assert found == [(item.id, "phone"), (other.id, "phone")]


def test_what_is_due_on_another_day_is_only_on_the_whole_list(ada, site, item):
    with db.transaction() as session:
        session.get(DeskItem, item.id).promise_at = clock.now() + timedelta(days=1)
    assert "Nobody is to be called today" in text(ada.get(PAPER))
    assert item.reference in text(ada.get(f"{PAPER}?what=everything"))


def test_rows_and_codes_are_recorded_together_and_once_however_often_sent(ada, site, item):
    other = judged(site, CALLBACK, phone="+12025550144")
    code = other.reference.replace("-", "").lower()
    typed = {
        f"letter-{item.id}": "N",
        f"at-{item.id}": minutes_ago(20),
        "lines": f"\n{code} r {minutes_ago(0)}\n",
    }
    answer = enter(ada, **typed)
    assert answer.status_code == 303
    assert "2 calls were recorded." in text(ada.get(RESULTS))
    told = [(item_id, outcome, way) for item_id, outcome, _, way in tries()]
    assert told == [(item.id, "no_answer", "paper"), (other.id, "reached", "paper")]
    assert tries()[0][2] == clock.now() - timedelta(minutes=20)

    assert enter(ada, **typed).status_code == 303  # one of them is closed by now
    assert "0 calls were recorded. 2 were known already." in text(ada.get(RESULTS))
    assert len(tries()) == 2


def test_a_mistake_records_nothing_and_loses_nothing(ada, site, item):
    other = judged(site, CALLBACK, phone="+12025550144")
    answer = enter(
        ada,
        **{f"letter-{item.id}": "N", f"at-{item.id}": minutes_ago(5)},
        **{f"letter-{other.id}": "L", f"at-{other.id}": minutes_ago(0)},
        lines="7K2M nonsense\nAAAA-AA n 10:00",
    )
    assert answer.status_code == 422
    page = text(answer)
    assert "Nothing is recorded yet, and nothing you typed is lost:" in page
    assert f"{other.reference}: Enter when to call again, like 16:30" in page
    assert "Line 1: Enter reference, letter and time, like 7K2M-Q4 n 14:05" in page
    assert "Line 2: There is no callback with this reference here" in page
    markup = answer.get_data(as_text=True)
    assert "7K2M nonsense\nAAAA-AA n 10:00" in markup.replace("\r", "")
    assert re.search(rf'name="at-{item.id}" value="{minutes_ago(5)}"', markup)
    assert f'<a href="#letter-{other.id}">' in markup
    assert not tries()


@pytest.mark.parametrize(
    ("letter", "called_at", "said"),
    [
        ("Q", "10:00", "Enter what came of it"),
        ("N", "", "Enter when you called"),
        ("N", "25:00", "Enter when you called"),
        ("N", "23:59", "Enter a time that has passed already"),
        ("N", "01:00", "Enter a later time: the request came in after that"),
    ],
)
def test_each_line_says_what_is_wrong_with_it(ada, item, letter, called_at, said):
    answer = enter(ada, **{f"letter-{item.id}": letter, f"at-{item.id}": called_at})
    assert f"{item.reference}: {said}" in text(answer)
    assert not tries()


def test_what_is_refused_comes_back_and_the_others_are_recorded(ada, app, site, item):
    other = judged(site, CALLBACK, phone="+12025550144")
    ben = signed_in(app, site, Role.STAFF, email="ben@x.example", name="Ben")
    press(ben, f"/staff/desk/{item.reference}/claim", f"/staff/desk/{item.reference}")
    answer = enter(
        ada,
        **{f"letter-{item.id}": "N", f"at-{item.id}": minutes_ago(5)},
        lines=f"{item.reference} n {minutes_ago(7)}\n{other.reference} n {minutes_ago(0)}",
    )
    assert answer.status_code == 409
    page = text(answer)
    assert "1 call was recorded." in page
    assert f"{item.reference}: Ben is calling" in page
    assert "Line 1: Ben is calling" in page
    markup = answer.get_data(as_text=True)
    assert f"{item.reference} n {minutes_ago(7)}</textarea>" in markup
    assert f'name="at-{item.id}" value="{minutes_ago(5)}"' in markup
    assert [outcome for _, outcome, _, _ in tries()] == ["no_answer"]


def test_what_somebody_has_closed_meanwhile_comes_back_as_a_line(ada, app, site, item):
    ben = signed_in(app, site, Role.STAFF, email="ben@x.example", name="Ben")
    press(ben, f"/staff/desk/{item.reference}/close", f"/staff/desk/{item.reference}")
    answer = enter(ada, **{f"letter-{item.id}": "N", f"at-{item.id}": minutes_ago(5)})
    assert answer.status_code == 409
    assert "Line 1: Already closed by Ben" in text(answer)
    assert f"{item.reference} N {minutes_ago(5)}</textarea>" in answer.get_data(as_text=True)


def test_two_tries_of_one_callback_are_told_in_the_order_of_time(ada, item):
    enter(ada, lines=f"{item.reference} b {minutes_ago(1)}\n{item.reference} n {minutes_ago(30)}")
    assert [outcome for _, outcome, _, _ in tries()] == ["no_answer", "booked"]


def test_a_day_to_come_is_refused(ada, item):
    on = f"{clock.now() + timedelta(days=1):%Y-%m-%d}"
    answer = press(ada, RESULTS, RESULTS, on=on, lines="")
    assert answer.status_code == 422
    assert "Enter a day that is not to come" in text(answer)


def test_no_voicemail_is_recorded_where_the_caller_allowed_none(ada, site):
    item = judged(site, CALLBACK, phone="+12025550144", is_voicemail_ok=False, language="es")
    assert "speaks Spanish" in text(ada.get(PAPER))
    answer = enter(ada, **{f"letter-{item.id}": "V", f"at-{item.id}": minutes_ago(0)})
    assert answer.status_code == 422
    assert f"{item.reference}: The caller allowed no voicemail: enter N instead" in text(answer)
    assert not tries()
