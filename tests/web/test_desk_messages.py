"""Messages on the desk: answered by mail without seeing the address, noted, and never leaking."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from intake import db
from intake.alerts import texts
from intake.alerts.people import About
from intake.alerts.texts import AlertText
from intake.audit import Noted
from intake.callbacks.tables import Answer, DeskItem, DeskNote
from intake.outbox import Alert
from intake.privacy.tables import Access
from intake.words import Event, Role
from tests import redisdump
from tests.authoring import mails
from tests.canaries import Canaries, leaks
from tests.drafts import CALLBACK, CONTACT
from tests.people import signed_in
from tests.web.staff import judged, press, text

WORDS = "Dear Jonas,\n\nthe form is at the desk. = is fine, too."


@pytest.fixture
def ada(app, site):
    return signed_in(app, site, Role.STAFF, email="ada@x.example", name="Ada")


def card(item, button=""):
    return f"/staff/desk/{item.reference}{button}"


def turn(client, item):
    page = client.get(card(item)).get_data(as_text=True)
    return re.search(r'name="turn"[^>]*value="([0-9a-f]+)"', page)[1]


def send(client, item, words=WORDS, **more):
    fields = {"words": words, "turn": turn(client, item)} | more
    return press(client, card(item, "/mail"), card(item), **fields)


def answers():
    return [mail for mail in mails() if "answer to your message" in mail.subject]


def desk(item):
    db.done()
    return db.session().get(DeskItem, item.id)


def test_an_answer_goes_to_whoever_asked_and_nobody_saw_the_address(ada, site, at):
    item = judged(site, CONTACT)
    assert send(ada, item).status_code == 303
    assert answers() == []
    page = text(ada.get(card(item)))
    assert "Goes out in 30 s" in page
    assert "We answered" not in text(ada.get(f"/receipts/{item.receipt}"))
    assert "It goes to j…@e…" in page
    at.advance(31)
    (mail,) = answers()
    assert mail.to == "jonas@example.org"
    assert mail.subject == f"Riverside Blog: answer to your message {item.reference}"
    words = "Dear Jonas,\n\nthe form is at the desk. = is fine, too.\n"
    assert mail.text.replace("\r", "").startswith(words)
    assert "http://intake.example/blog/contact" in mail.text
    assert "Please do not reply to this mail" in mail.text
    assert "We answered by mail at 09:30 today." in text(ada.get(f"/receipts/{item.receipt}"))
    page = text(ada.get(card(item)))
    assert "Sent" in page
    assert "Take it back" not in page
    assert "jonas@example.org" not in page
    assert not db.session().scalars(select(Access.id)).all()


def test_within_half_a_minute_it_is_taken_back_with_its_words(ada, site, at):
    item = judged(site, CONTACT)
    send(ada, item)
    id_ = db.session().scalar(select(Answer.id))
    undo = card(item, f"/mails/{id_}/withdraw")
    assert press(ada, undo, card(item)).status_code == 303
    page = ada.get(card(item))
    assert "Taken back: it was not sent" in text(page)
    assert "the form is at the desk. = is fine, too.</textarea>" in page.get_data(as_text=True)
    at.advance(60)
    assert answers() == []
    refused = press(ada, undo, card(item))
    assert refused.status_code == 409
    assert "It has gone out already, or was taken back before." in text(refused)
    other = judged(site, CONTACT)
    assert press(ada, card(other, f"/mails/{id_}/withdraw"), card(other)).status_code == 404


def test_sent_twice_it_is_one_answer_also_when_it_closes(ada, site, at):
    item = judged(site, CONTACT)
    once = turn(ada, item)
    for _ in range(2):
        assert send_again(ada, item, once).status_code == 303
    assert desk(item).closed_at
    at.advance(31)
    assert len(answers()) == 1
    assert len(db.session().scalars(select(Answer.id)).all()) == 1


def send_again(client, item, once):
    fields = {"words": WORDS, "turn": once, "then": "close"}
    return press(client, card(item, "/mail"), card(item), **fields)


def test_an_empty_answer_says_so_and_one_that_is_refused_keeps_its_words(ada, app, site):
    item = judged(site, CONTACT)
    empty = send(ada, item, words=" ")
    assert empty.status_code == 422
    assert "Enter your answer" in text(empty)
    ben = signed_in(app, site, Role.STAFF, email="ben@x.example", name="Ben")
    seen = turn(ada, item)
    send(ben, item, words="I was sooner.")
    refused = press(ada, card(item, "/mail"), card(item), words=WORDS, turn=seen)
    assert refused.status_code == 409
    assert "Ben is answering" in text(refused)
    assert desk(item).claimed_by is not None
    assert len(db.session().scalars(select(Answer.id)).all()) == 1


def test_a_callback_with_an_address_can_be_answered_and_still_wants_its_call(ada, site):
    item = judged(site, CALLBACK, email="ines@x.example")
    assert "Send it and close" not in text(ada.get(card(item)))
    send(ada, item)
    assert desk(item).claimed_by is None
    assert desk(item).closed_at is None
    without = judged(site, CALLBACK, phone="+12025550144")
    assert "Answer by mail" not in text(ada.get(card(without)))
    refused = press(ada, card(without, "/mail"), card(without), words="Hello", turn="0" * 16)
    assert "Whoever asked gave no e-mail address." in text(refused)


def test_notes_are_sealed_and_say_who_wrote_them(ada, app, site):
    item = judged(site, CONTACT)
    for _ in range(2):  # pressed twice
        press(ada, card(item, "/note"), card(item), note="Jonas called, too.\nKind.")
    ben = signed_in(app, site, Role.STAFF, email="ben@x.example", name="Ben")
    assert "Ada 09:30 today Jonas called, too. Kind." in text(ben.get(card(item)))
    (sealed,) = db.session().scalars(select(DeskNote.text_sealed))
    assert "Jonas" not in sealed
    refused = press(ada, card(item, "/note"), card(item), note="")
    assert refused.status_code == 422
    assert "Enter the note" in text(refused)


def test_what_is_answered_and_noted_stands_nowhere_in_the_clear(ada, site, at, redis_url, capfd):
    canary = Canaries(8)
    item = judged(site, CONTACT, email=canary.email, name=canary.name, text=canary.text)
    said = "zqanswer8words for your knee"
    send(ada, item, words=said)
    press(ada, card(item, "/note"), card(item), note=said)
    at.advance(31)
    (mail,) = answers()
    secrets = [said, *canary.private()]
    assert said in mail.text
    assert leaks([canary.text, canary.name], mail.text.encode()) == []
    rows = [
        tuple(row)
        for table in (Noted, Alert, Answer, DeskNote)
        for row in db.session().execute(select(table.__table__))
    ]
    kept = "".join(capfd.readouterr()).encode() + redisdump.everything(redis_url)
    assert leaks(secrets, repr(rows).encode() + kept) == []


def test_only_the_letter_that_answers_has_room_for_words():
    """Neither an alert nor what a person of the staff is told of has a field for them."""
    assert "words" not in AlertText.__dataclass_fields__
    assert "words" not in About.__dataclass_fields__
    files = texts.TEMPLATES.glob("*/*")
    printing = {file.parent.name for file in files if "words" in file.read_text()}
    assert printing == {Event.CONTACT_ANSWERED}
