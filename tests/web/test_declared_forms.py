"""Forms that a site has declared: drawn, taken and stored as any, under the version shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from intake import db
from intake.declared import service as declared
from intake.declared.declaration import Asked, Choice, Declaration, Type
from intake.declared.reading import from_toml
from intake.submissions import parts, readings
from intake.submissions.tables import CallbackRequest, FormAnswers, Submission
from intake.words import Kind
from tests.web import visiting
from tests.web.visiting import error_of, stored, value_of

APPOINTMENT = "/blog/forms/appointment"
FILLED = {
    "name": "Jo Doe",
    "phone": "(202) 456-1414",
    "been_here": "Yes",
    "reason": "Results",
    "first_day": "2026-03-09",
    "day_times": ["Afternoon", "Evening"],
    "born_on": "1980-02-29",
    "insurance": "Old Mutual 4711",
    "message": "I come with a wheelchair.",
    "may_store": "y",
}


@pytest.fixture
def appointment(site):
    return declared.save(site.id, declared.example("appointment"), None)


def post(client, at, path=APPOINTMENT, filled=FILLED, **changed):
    """Open the form and send it as a person does."""
    ticket = value_of(client.get(path), "ticket")
    at.advance(seconds=20)
    data = filled | {"ticket": ticket} | changed
    return client.post(path, data={name: text for name, text in data.items() if text is not None})


def answers():
    """The answers of the newest submission, and the id of its form."""
    with db.transaction() as session:
        row = session.execute(
            select(FormAnswers.form_id, FormAnswers.answers_sealed, Submission.receipt)
            .join(Submission, Submission.id == FormAnswers.submission_id)
            .order_by(Submission.id.desc())
        ).first()
        opened = parts.opened_answers(row.answers_sealed, row.receipt)
        return {answer.name: answer for answer in opened}, row.form_id


def own(*fields, name="own", goes_to=Kind.CONTACT, **more):
    """A form of these fields and an address."""
    email = Asked("email", Type.EMAIL, "Your email address", required=True)
    return Declaration(name, goes_to, "A form", (email, *fields), **more)


def test_the_appointment_form_goes_to_the_desk_with_a_clock_and_its_answers_are_sealed(
    client, site, at, appointment
):
    response = post(client, at)
    assert response.status_code == 303
    assert "Your reference is" in client.get(response.location).text
    found, form_id = answers()
    assert form_id == appointment.id
    assert found["day_times"].value == "Afternoon, Evening"
    assert (found["born_on"].value, found["born_on"].is_private) == ("29 February 1980", True)
    assert found["may_store"].shown == (
        "I agree that the practice keeps what I wrote here until the appointment is over.\n"
        "You may take this back at any time by calling us."
    )
    assert not {"name", "phone", "message", "window", "voicemail"} & set(found)
    with db.transaction() as session:
        sealed = session.scalar(select(FormAnswers.answers_sealed))
        assert session.scalar(select(CallbackRequest.is_voicemail_ok)) is False
    assert "Mutual" not in sealed
    assert "1980" not in sealed


def test_what_the_judge_reads_has_every_free_text(client, site, at, appointment):
    post(client, at)
    text = readings.for_judging([visiting.newest().id])[0].message.text
    assert text == "I come with a wheelchair.\n\nOld Mutual 4711"


def test_a_consent_to_a_voicemail_is_kept_with_its_words(client, site, at):
    assert visiting.send(client, at, "callback", voicemail="y").status_code == 303
    found, form_id = answers()
    assert form_id is None
    assert found["voicemail"].shown == "You may leave a voicemail if I do not answer"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "may_store",
            None,
            "Tick the box to agree that we keep what you wrote, or call us instead",
        ),
        ("may_store", "false", "Tick the box to agree that we keep what you wrote"),
        ("been_here", None, "Choose whether you have been our patient before"),
        ("been_here", "Maybe", "Choose one of what is offered"),
        ("reason", "", "Choose what the appointment is for"),
        ("reason", "<b>free pills</b>", "Choose one of what is offered"),
        ("day_times", ["Afternoon", "Midnight"], "Choose only from what is offered"),
        ("first_day", "soon", "Enter a day, like 2026-05-31"),
        ("first_day", "2026-02-30", "Enter a day, like 2026-05-31"),
        ("first_day", "2026-03-02", "Enter 3 March 2026 or a later day"),
        ("first_day", "2027-03-02", "Enter 1 September 2026 or an earlier day"),
        ("window", "midnight", "That time is no longer free. Choose another."),
        ("insurance", "x" * 121, "Your insurance and its number must be 120 characters or fewer"),
    ],
)
def test_what_was_not_offered_is_refused_beside_its_field(
    client, site, at, appointment, name, value, sentence
):
    response = post(client, at, **{name: value})
    assert response.status_code == 422
    assert error_of(response, name).startswith(sentence)
    assert "Old Mutual" in response.text or name == "insurance"
    assert stored() == 0


def test_programs_send_it_as_json_with_lists_for_several_choices(client, site, at, appointment):
    response = client.post(APPOINTMENT, json=FILLED | {"may_store": True})
    assert response.status_code == 201
    assert answers()[0]["day_times"].value == "Afternoon, Evening"
    ticket = client.get("/blog/ticket/appointment").json["ticket"]
    wrong = client.post(APPOINTMENT, json={"ticket": ticket, "colour": "red", "phone": "1"})
    assert wrong.status_code == 422
    assert wrong.json["errors"]["colour"] == ["There is no field of this name"]
    assert {"name", "phone", "may_store", "first_day"} <= set(wrong.json["errors"])
    listed = client.post(APPOINTMENT, json=FILLED | {"name": ["Jo"]})
    assert (listed.status_code, listed.json["code"]) == (400, "bad_body")
    assert stored() == 1


def test_a_page_drawn_before_a_new_version_is_read_as_it_was_drawn(client, site, at):
    note = Asked("note", Type.TEXT, "A note", most=100)
    first = declared.save(site.id, own(note), None)
    ticket = value_of(client.get("/blog/forms/own"), "ticket")
    must = Asked("colour", Type.CHOICE, "A colour", True, choices=(Choice("red", "Red"),))
    second = declared.save(site.id, own(must), None)
    data = {"ticket": ticket, "email": "jo@example.com", "note": "What I typed"}
    again = client.post("/blog/forms/own", data=data | {"email": "jo"})
    assert again.status_code == 422
    assert 'value="What I typed"' in again.text
    assert client.post("/blog/forms/own", data=data).status_code == 303
    found, form_id = answers()
    assert (form_id, found["note"].value) == (first.id, "What I typed")
    assert client.post("/blog/forms/own", data=data | {"ticket": ""}).status_code == 422
    assert post(client, at, "/blog/forms/own", data, note=None, colour="red").status_code == 303
    assert answers()[1] == second.id


def test_the_usual_form_that_was_open_when_another_was_declared_is_taken(client, site, at):
    ticket = visiting.ticket_for(client, at, "contact")
    usual = declared.example("contact")
    more = Asked("topic", Type.TEXT, "The topic", required=True, most=50)
    declared.save(site.id, replace(usual, fields=(*usual.fields, more)), None)
    assert client.post("/blog/contact", data=visiting.CONTACT | ticket).status_code == 303
    assert error_of(visiting.send(client, at, "contact"), "topic") == "Fill in “The topic”"


def test_a_ticket_of_one_form_is_none_of_another(client, site, at, appointment):
    declared.save(site.id, replace(declared.example("appointment"), name="second"), None)
    ticket = value_of(client.get("/blog/forms/second"), "ticket")
    at.advance(seconds=20)
    assert client.post(APPOINTMENT, data=FILLED | {"ticket": ticket}).status_code == 303
    assert visiting.evidence() == ["no_ticket"]


def test_one_key_is_used_by_two_forms_without_either_noticing(client, site, at, appointment):
    declared.save(site.id, replace(declared.example("appointment"), name="second"), None)
    for path in (APPOINTMENT, "/blog/forms/second", APPOINTMENT):
        client.post(path, json=FILLED, headers={"Idempotency-Key": "1"})
    assert stored() == 2
    other = FILLED | {"insurance": "Another"}
    again = client.post(APPOINTMENT, json=other, headers={"Idempotency-Key": "1"})
    assert again.json["code"] == "already_used"


def test_a_closed_form_says_so_and_gives_back_what_was_typed(client, site, at, appointment):
    ticket = value_of(client.get(APPOINTMENT), "ticket")
    declared.set_open(site.id, "appointment", None, is_open=False)
    assert "This form is closed" in client.get(APPOINTMENT).text
    response = client.post(APPOINTMENT, data=FILLED | {"ticket": ticket})
    assert response.status_code == 409
    assert "Old Mutual" in response.text
    assert client.post(APPOINTMENT, json=FILLED).json["code"] == "form_closed"
    assert stored() == 0


@pytest.mark.parametrize("name", ["none", "comment", "contact", "callback", "%00", "x" * 300])
def test_other_names_are_no_forms_here(client, site, name):
    assert client.get(f"/blog/forms/{name}").status_code == 404


def test_what_an_owner_wrote_is_only_ever_text(client, site):
    evil = "<script>alert(1)</script>"
    fields = (
        Asked("a", Type.TEXT, evil, hint=f'"{evil}', most=9, required=True, when_empty=f"'{evil}"),
        Asked("b", Type.CHOICE, evil, choices=(Choice('"><img src=x>', evil),)),
        Asked("c", Type.CONSENT, evil, hint=evil),
    )
    declared.save(site.id, own(*fields, lead=evil, button=evil), None)
    for page in (client.get("/blog/forms/own"), client.post("/blog/forms/own", data={})):
        assert "<script>alert" not in page.text
        assert "<img" not in page.text


def test_fields_are_drawn_with_what_browsers_and_readers_need(client, site, at, appointment):
    page = client.get(APPOINTMENT).text
    assert re.search(r'<input[^>]*autocomplete="bday"[^>]*name="born_on"[^>]*type="date"', page)
    assert 'max="2026-09-01"' in page
    assert 'min="2026-03-03"' in page
    assert '<fieldset class="field" aria-describedby="day_times-hint">' in page
    assert '<option selected value="">Choose one</option>' in page
    assert "<button>Ask for an appointment</button>" in page
    assert "A person of Riverside Blog calls you to agree" in page


def test_own_sentences_are_said_instead_of_the_usual(client, site):
    toml = """name = "order"\ngoes_to = "contact"\ntitle = "Order"\n[[fields]]\nname = "email"
    type = "email"\nlabel = "Address"\nrequired = true
    messages = {empty = "We need it", wrong = "No!"}
    """
    declared.save(site.id, from_toml(toml), None)
    for typed, sentence in (("x", "No!"), ("", "We need it")):
        answer = client.post("/blog/forms/order", json={"email": typed})
        assert answer.json["errors"] == {"email": [sentence]}


def test_words_of_emergency_are_noticed_in_any_field_that_is_typed(client, site, at, appointment):
    assert post(client, at, insurance="I have chest pain").status_code == 303
    assert visiting.evidence() == ["emergency"]
