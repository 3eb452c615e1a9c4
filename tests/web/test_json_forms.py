"""The same three forms as JSON."""

from __future__ import annotations

import pytest

from tests.web import visiting
from tests.web.visiting import CALLBACK, CONTACT, FORMS, stored


@pytest.mark.parametrize("kind", FORMS)
def test_it_answers_with_a_receipt(client, site, kind):
    response = client.post(f"/blog/{kind}", json=FORMS[kind])
    assert response.status_code == 201
    assert response.json["status_url"].startswith("http://intake.example/receipts/")
    assert response.json["receipt"] in response.json["status_url"]
    assert response.json["reference"]
    assert response.json["message"]
    assert visiting.evidence() == ["no_ticket"]


@pytest.mark.parametrize("key", ["4f1c", '"4f1c"', "k" * 64])
def test_the_same_key_and_words_get_the_first_answer_again(client, site, key):
    headers = {"Idempotency-Key": key}
    first = client.post("/blog/contact", json=CONTACT, headers=headers)
    second = client.post("/blog/contact", json=CONTACT, headers=headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert stored() == 1


def test_a_quoted_key_is_the_same_as_a_plain_one(client, site):
    for key in ("4f1c", '"4f1c"'):
        client.post("/blog/contact", json=CONTACT, headers={"Idempotency-Key": key})
    assert stored() == 1


def test_the_same_key_with_other_words_is_refused(client, site):
    headers = {"Idempotency-Key": "4f1c"}
    client.post("/blog/contact", json=CONTACT, headers=headers)
    response = client.post("/blog/contact", json=CONTACT | {"message": "Other"}, headers=headers)
    assert response.status_code == 422
    assert response.json["code"] == "already_used"
    assert response.json["detail"] == (
        "This Idempotency-Key came before with other words. Send these with a new key."
    )


def test_the_same_ticket_with_other_words_is_refused_without_speaking_of_buttons(client, site):
    data = CONTACT | {"ticket": client.get("/blog/ticket/contact").json["ticket"]}
    client.post("/blog/contact", json=data)
    response = client.post("/blog/contact", json=data | {"message": "Other"})
    assert response.json["code"] == "already_used"
    assert response.json["detail"] == (
        "This ticket came before with other words. Send these with a new ticket."
    )


@pytest.mark.parametrize(
    ("said", "is_ok"),
    [(True, True), ("yes", True), ("on", True), (False, False), ("no", False), ("", False)],
)
def test_a_consent_is_what_was_said(client, site, said, is_ok):
    assert client.post("/blog/callback", json=CALLBACK | {"voicemail": said}).status_code == 201
    assert visiting.is_voicemail_ok() is is_ok


def test_a_consent_that_says_neither_yes_nor_no_is_refused(client, site):
    comment = FORMS["comment"] | {"wants_mail": "never"}
    for kind, sent in (("callback", CALLBACK | {"voicemail": "never"}), ("comment", comment)):
        answer = client.post(f"/blog/{kind}", json=sent)
        assert answer.status_code == 422
        assert list(answer.json["errors"].values()) == [["Send true or false"]]
    assert stored() == 0


def test_a_wrong_window_is_told_which_there_are(client, site):
    response = client.post("/blog/callback", json=CALLBACK | {"window": "midnight"})
    assert set(response.json["errors"]) == {"window"}
    offered = "Choose one of the times that are offered: soon, 20260302T1000-20260302T1200, "
    assert response.json["errors"]["window"][0].startswith(offered)


def test_other_keys_with_the_same_words_are_two(client, site):
    for key in ("one", "two"):
        client.post("/blog/contact", json=CONTACT, headers={"Idempotency-Key": key})
    assert stored() == 2


@pytest.mark.parametrize("key", ["", '""', "k" * 65, "é", "a\tb"])
def test_a_key_that_is_none_is_refused(client, site, key):
    response = client.post("/blog/contact", json=CONTACT, headers={"Idempotency-Key": key})
    assert response.status_code == 400
    assert "Idempotency-Key must be 1 to 64" in response.json["detail"]
    assert stored() == 0


def test_errors_come_all_at_once_by_field(client, site):
    response = client.post("/blog/contact", json={"email": "x", "phone": "1"})
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    problem = response.json
    assert problem["code"] == "invalid_fields"
    assert problem["status"] == 422
    assert problem["errors"]["name"] == ["Enter your name"]
    assert set(problem["errors"]) == {"name", "email", "phone", "message"}


@pytest.mark.parametrize(
    "name",
    ["status", "id", "site_id", "created_at", "x onclick=__x=1", "__proto__", "answers", "site"],
)
def test_a_field_that_the_form_does_not_have_is_refused(client, site, name):
    response = client.post("/blog/contact", json=CONTACT | {name: "approved"})
    assert response.status_code == 422
    assert response.json["errors"] == {name: ["There is no field of this name"]}
    assert stored() == 0


def test_true_and_false_are_answers_to_a_box(client, site):
    for voicemail in (True, False):
        response = client.post("/blog/callback", json=CALLBACK | {"voicemail": voicemail})
        assert response.status_code == 201
    assert stored() == 2


def test_the_address_of_a_page_is_asked_for_by_name(client, site):
    response = client.post("/blog/comment", json={"name": "Jo"})
    assert "path" in response.json["errors"]


def test_a_script_is_given_the_times_to_choose_from(client, site):
    given = client.get("/blog/ticket/callback").json
    assert given["windows"][:2] == [
        {"key": "soon", "label": "As soon as possible - by 10:30"},
        {"key": "20260302T1000-20260302T1200", "label": "Today 10:00-12:00"},
    ]
    chosen = given["windows"][1]["key"]
    answer = client.post("/blog/callback", json=CALLBACK | {"window": chosen})
    assert answer.json["promise"] == "We will call you between 10:00 and 12:00 today (UTC time)."
    assert "windows" not in client.get("/blog/ticket/contact").json
