"""Words of emergency: the request is taken all the same, goes on top, and says whom to call."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intake import db
from intake.callbacks.tables import DeskItem
from intake.sites import service as sites
from intake.submissions import emergencies, emergency_words
from intake.submissions.emergency_words import Emergency
from intake.words import Evidence
from tests.drafts import CALLBACK
from tests.web import visiting
from tests.web.staff import judged, text
from tests.web.visiting import send

CALL = "If this is an emergency call 911 now. Do not wait for us."


@pytest.mark.parametrize(
    "words",
    [
        "I have CHEST PAIN since noon",
        "he can’t breathe",
        "He can't\nbreathe!",
        "my son, cant breathe",
        "Tengo dolor en el pecho",
        "Perdió el conocimiento",
        "Meine Mutter ist ohnmächtig",
        "ÜBERDOSIS",
        "Ich bekomme keine Luft …",
        "u\u0308berdosis",
    ],
)
def test_they_are_known_however_they_are_typed(words):
    assert emergencies.has_one(["", words], emergencies.phrases(emergencies.USUAL_WORDS))


@pytest.mark.parametrize(
    "words", ["", "strokes of luck", "the chest. Pain is gone", "About my knee", "notfallplan"]
)
def test_other_words_are_none(words):
    phrases = emergencies.phrases({"en": ("chest pains", "stroke"), "de": ("Notfall",)})
    assert not emergencies.has_one([words], phrases)


@pytest.mark.parametrize(("region", "number"), [("US", "911"), ("DE", "112"), ("GB", "999")])
def test_the_number_is_that_of_the_region(app, region, number):
    site = sites.add("here", "Here", ["https://here.example"], region=region)
    assert emergency_words.of(site).number == number


@pytest.mark.parametrize("kind", ["callback", "contact"])
def test_the_request_is_taken_and_its_page_says_whom_to_call(client, site, at, kind):
    answer = send(client, at, kind, message="I have chest pain")
    assert answer.status_code == 303
    assert visiting.evidence() == ["emergency"]
    page = client.get(answer.location)
    assert CALL in text(page)
    assert '<a href="tel:911">call 911 now</a>' in page.text
    assert "chest" not in page.text


def test_a_page_that_asks_for_more_says_whom_to_call_too(client, site, at):
    answer = send(client, at, "callback", message="Heart attack", phone="")
    assert answer.status_code == 422
    assert answer.text.count("call 911 now") == 2  # one of them waits for the script
    calm = send(client, at, "callback", message="My knee", phone="")
    assert calm.text.count("call 911 now") == 1


def test_any_field_that_is_typed_counts(client, site, at):
    send(client, at, "callback", name="Jo, heart attack")
    assert visiting.evidence() == ["emergency"]


def test_without_such_words_nothing_is_said(client, site, at):
    answer = send(client, at, "callback", message="About my knee")
    assert "emergency" not in text(client.get(answer.location))
    assert visiting.evidence() == []


def test_a_comment_is_no_request(client, site, at):
    send(client, at, "comment", comment="My chest pain is gone, thank you.")
    assert visiting.evidence() == []


def test_our_page_says_it_even_to_whoever_would_go_back_to_the_sites_own(client, site, at):
    back = {"return_to": "https://blog.example/contact"}
    urgent = send(client, at, "contact", message="Heart attack!", **back)
    assert urgent.location.startswith("/receipts/")
    assert send(client, at, "contact", **back).location.startswith("https://blog.example/contact")


def test_a_program_is_given_the_number(client, site):
    said = client.post("/blog/callback", json=visiting.CALLBACK | {"message": "Heart attack"})
    assert said.json["emergency_number"] == "911"
    path = f"/receipts/{said.json['receipt']}"
    assert client.get(path, headers={"Accept": "application/json"}).json["emergency_number"]
    calm = client.post("/blog/callback", json=visiting.CALLBACK)
    assert "emergency_number" not in calm.json


def test_it_goes_on_top_of_the_desk(site, at):
    judged(site, CALLBACK, evidence=[Evidence.EMERGENCY])
    with db.transaction() as session:
        assert session.scalars(select(DeskItem.is_urgent)).all() == [True]


def test_the_owners_words_and_number_hold(client, site, at):
    with db.transaction():
        emergency_words.save(site.id, Emergency("112", {"en": ("Lost tooth",)}), None)
    answer = send(client, at, "contact", message="A LOST tooth!")
    assert "call 112 now" in text(client.get(answer.location))
    answer = send(client, at, "contact", message="Heart attack")
    assert "112" not in text(client.get(answer.location))
    assert "lost tooth" in client.get("/blog/contact").text
