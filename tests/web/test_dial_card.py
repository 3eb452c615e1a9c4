"""The dial card: the number for whoever calls, what the caller allows, and what came of it."""

import pytest
from sqlalchemy import select

from intake import db
from intake.privacy.tables import Access
from intake.words import Role, Status
from tests import desks, people
from tests.desks import task, tries
from tests.drafts import CALLBACK
from tests.web.staff import judged, press, status, text

NUMBER = "+1 202-555-0143"


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.STAFF, email="ada@x.example", name="Ada")


@pytest.fixture
def ben(app, site):
    return people.signed_in(app, site, Role.OWNER, email="ben@x.example", name="Ben")


def path(item, button=""):
    return f"/staff/desk/{item.reference}{button}"


def card(client, item):
    return text(client.get(path(item)))


def claim(client, item):
    assert press(client, path(item, "/claim")).status_code == 303


def came(client, item, outcome, **fields):
    return press(client, path(item, "/attempt"), outcome=outcome, **fields)


def looks():
    db.done()
    return list(db.session().scalars(select(Access.submission_id)))


def test_the_number_is_shown_to_whoever_claimed_it_and_that_is_noted(ada, ben, site, at):
    item = judged(site, CALLBACK, phone_extension="12")
    assert NUMBER not in card(ada, item)
    claim(ada, item)
    page = ada.get(path(item)).text
    assert 'href="tel:+12025550143;ext=12"' in page
    assert f"{NUMBER} ext. 12" in page
    assert looks() == [item.id]
    for client in (ada, ben):
        assert "2025550143" not in client.get("/staff/desk").text
    assert NUMBER not in card(ben, item)
    at.advance(15 * 60)
    assert NUMBER not in card(ada, item)
    assert looks() == [item.id]


def test_it_says_what_the_caller_allows(ada, site):
    item = judged(
        site, CALLBACK, is_voicemail_ok=False, is_text_ok=True, is_only_number=True, language="es"
    )
    claim(ada, item)
    page = card(ada, item)
    for words in (
        *("No, do not leave one", "Yes, you may send one", "Call only this number, no other"),
        *("Speak Spanish", "The caller wants no voicemail: leave none."),
    ):
        assert words in page
    first = page.index("Speak Spanish. Call only this number, no other.")
    assert page.index(NUMBER) < first < page.index("What came of it?")
    assert "Left the agreed voicemail" not in page
    assert 'href="sms:+12025550143"' in ada.get(path(item)).text
    assert came(ada, item, "voicemail").status_code == 422


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", "Hello, this is a message for Ines. Please call us back"),
        ("es", "Hola, este es un mensaje para Ines. Por favor, llámenos"),
        ("de", "Guten Tag, dies ist eine Nachricht für Ines. Bitte rufen Sie uns zurück"),
    ],
)
def test_what_to_say_to_a_machine_tells_nothing(ada, site, language, words):
    item = judged(site, CALLBACK, name="Ines Vogel", text="My knee", language=language)
    assert words not in card(ada, item)
    claim(ada, item)
    page = ada.get(path(item)).text
    script = page.split('class="script"')[1].split("</p>")[0]
    assert words in script
    for secret in ("Vogel", "knee", site.name, "Riverside"):
        assert secret not in script


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("no_answer", "Second try from 11:30 today"),
        ("voicemail", "Second try from 11:30 today"),
        ("wrong_number", "1 try in vain: decide what becomes of it"),
    ],
)
def test_what_came_of_it_is_one_tap_with_its_consequence(ada, site, outcome, said):
    item = judged(site, CALLBACK)
    claim(ada, item)
    assert came(ada, item, outcome).status_code == 303
    assert said in card(ada, item)
    assert said in text(ada.get("/staff/desk"))
    assert "Tried once" in card(ada, item)


@pytest.mark.parametrize("outcome", ["reached", "booked"])
def test_who_was_reached_is_closed_and_the_tap_can_be_taken_back(ada, site, outcome):
    item = judged(site, CALLBACK)
    claim(ada, item)
    page = text(ada.get(came(ada, item, outcome).location))
    assert f"Closed {item.reference}. Reopen" in page
    assert f"{outcome.capitalize()} and closed by Ada" in text(ada.get("/staff/desk?tab=done"))
    assert press(ada, path(item, "/reopen")).status_code == 303
    assert task(item).closed_at is None


def test_a_tap_twice_is_one_try_and_an_old_page_says_what_happened(ada, ben, site):
    item = judged(site, CALLBACK)
    claim(ada, item)
    for _ in range(2):
        assert came(ada, item, "no_answer", tries="0", asked="1").status_code == 303
    assert tries(item.id) == ["no_answer"]
    old = came(ben, item, "reached", tries="0", asked="1")
    assert old.status_code == 409
    assert "Somebody else has noted a try meanwhile." in text(old)


def test_a_later_call_is_asked_for_on_the_sites_clock(ada, site):
    item = judged(site, CALLBACK)
    claim(ada, item)
    for day, time in (("", ""), ("x", "25:99"), ("2026-03-01", "10:00")):
        refused = came(ada, item, "asked_later", again_on=day, again_at=time)
        assert refused.status_code == 422
        assert "Enter " in text(refused)
    came(ada, item, "asked_later", again_on="2026-03-03", again_at="15:30")
    assert task(item).next_try_at == desks.clock(15, 30, day=3)
    assert "asked to be called later, by Ada; again at 15:30 tomorrow" in card(ada, item)


def test_what_was_not_real_teaches_the_machine_if_a_moderator_says_so(ada, ben, site):
    first, second = judged(site, CALLBACK), judged(site, CALLBACK, phone="+12025550144")
    page = text(ada.get(came(ada, first, "not_real").location))
    assert "The spam filter learns nothing from it: only moderators teach it." in page
    assert status(first.id) == Status.APPROVED
    page = text(ben.get(came(ben, second, "not_real").location))
    assert "The spam filter learns from it." in page
    assert "Reopen" not in page
    assert status(second.id) == Status.SPAM
    assert {task(first).outcome, task(second).outcome} == {"not_real"}


def test_what_was_tried_in_vain_is_closed_after_a_second_look(ada, site, at):
    item = judged(site, CALLBACK, email="ines@x.example")
    assert press(ada, path(item, "/give-up"), looked="yes").status_code == 422
    came(ada, item, "wrong_number")
    assert "They gave an e-mail address: write to them." in card(ada, item)
    assert press(ada, path(item, "/give-up")).status_code == 422
    assert task(item).closed_at is None
    assert press(ada, path(item, "/give-up"), looked="yes").status_code == 303
    assert "Closed as not reached by Ada" in text(ada.get("/staff/desk?tab=done"))


def test_who_asks_again_is_one_item_with_the_newest_words_on_top(ada, ben, site, at):
    first = judged(site, CALLBACK, text="My first words")
    at.advance(1200)
    second = judged(site, CALLBACK, text="My other words", is_voicemail_ok=False)
    page = card(ada, second)
    assert "Asked 2 times since 09:30 today" in page
    assert page.index("My other words") < page.index("My first words")
    assert "No, do not leave one" in page
    assert "Asked 2 times" in text(ada.get("/staff/desk"))
    claim(ada, first)
    assert NUMBER in card(ada, first)
    assert NUMBER not in card(ben, first)
    assert looks() == [first.id, second.id]


def test_whoever_joins_allows_no_more_and_is_nobody_else(ada, site, at):
    first = judged(site, CALLBACK, is_voicemail_ok=False, is_only_number=True, language="es")
    at.advance(60)
    wide = {"is_voicemail_ok": True, "is_text_ok": True, "name": "Mallory", "language": "de"}
    judged(site, CALLBACK, **wide)
    claim(ada, first)
    page = card(ada, first)
    for words in (
        *("Call Ines", "Speak Spanish", "No, do not leave one", "No, send none", "As Mallory"),
        "Call only this number, no other",
    ):
        assert words in page
    assert "sms:" not in ada.get(path(first)).text
    assert came(ada, first, "voicemail").status_code == 422
    sheet = text(ada.get("/staff/desk/paper"))
    assert "NO voicemail, only this number, speaks Spanish" in sheet


def test_a_claim_is_given_back_and_an_item_handed_over_or_promised_anew(ada, ben, site, at):
    item = judged(site, CALLBACK)
    claim(ada, item)
    assert press(ada, path(item, "/give-back")).status_code == 303
    assert press(ada, path(item, "/give-back")).status_code == 409
    (cleo,) = desks.staff(ada.application, site, "Cleo")
    assert press(ada, path(item, "/hand-over"), to=str(cleo.id)).status_code == 303
    assert "Handed to Cleo" in text(ada.get("/staff/desk"))
    for to in ("", "x", "999999"):
        assert press(ada, path(item, "/hand-over"), to=to).status_code == 422
    assert item.reference not in text(ada.get("/staff/desk?tab=mine"))
    claim(ada, item)
    assert item.reference in text(ada.get("/staff/desk?tab=mine"))
    assert press(ada, path(item, "/repromise"), window="never").status_code == 422
    before = task(item).promise_at
    at.advance(60)
    assert press(ada, path(item, "/repromise"), window="soon").status_code == 303
    assert task(item).promise_at > before
