"""The owner's pages about forms, and what the desk shows of the answers."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from intake import audit, db
from intake.declared import service as declared
from intake.moderation import judging
from intake.privacy.tables import Access
from intake.words import Kind, Label, Role
from tests import people
from tests.machines import SaysAlways
from tests.web.staff import press, text
from tests.web.test_declared_forms import FILLED

FORMS = "/staff/forms/blog"
CONTACT = f"{FORMS}/contact"


@pytest.fixture
def owner(app, site):
    return people.signed_in(app, site, Role.OWNER)


def typed(client, path=CONTACT):
    """What the editor's page would send as it stands."""
    page = client.get(path).text
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        kind, name = re.search(r'type="(\w+)"', tag), re.search(r'name="([^"]+)"', tag)
        if kind and kind[1] == "checkbox" and " checked" not in tag:
            continue
        fields[name[1]] = unescape(re.search(r'value="([^"]*)"', tag)[1])
    for name, words in re.findall(r'(?s)<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page):
        fields[name] = unescape(words).removeprefix("\n")  # as browsers read it
    for name, options in re.findall(r'(?s)<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page):
        fields[name] = re.search(r'value="([^"]*)"(?: selected)', options)[1]
    return fields


def send(client, fields, do="save", path=CONTACT):
    return client.post(path, data=fields | {"do": do})


def labels(answer):
    found = re.findall(r"<legend>\d+\. <bdi>([^<]*)</bdi>", answer.text)
    return [unescape(label) for label in found]


def test_a_new_field_without_a_label_is_missed_once(owner):
    fields = typed(owner)
    added = send(owner, fields, "add")
    number = added.text.count("<legend>")
    fields |= {f"name-{number - 1}": "", f"label-{number - 1}": "", f"type-{number - 1}": "text"}
    said = text(send(owner, fields))
    assert f"Field {number}: label must not be empty." in said
    assert "name must not be empty" not in said
    fields[f"label-{number - 1}"] = "日本"  # of which no name can be made
    assert f"Field {number}: name must not be empty." in text(send(owner, fields))


def test_forms_of_one_title_are_told_apart_by_their_names(owner):
    path = f"{FORMS}/new"
    for name in ("one", "two"):
        assert press(owner, path, FORMS, name=name, example="appointment").status_code == 303
    assert all(f"({name})" in text(owner.get(FORMS)) for name in ("one", "two"))
    assert "(contact)" not in text(owner.get(FORMS))


def test_what_the_editor_shows_is_what_it_saves(owner, site):
    for name in ("contact", "callback"):
        path = f"{FORMS}/{name}"
        assert send(owner, typed(owner, path), path=path).status_code == 303
        assert declared.current(site.id, name).version == 0  # nothing was changed


def test_a_field_is_added_moved_and_saved_and_visitors_have_it(owner, site):
    fields = typed(owner)
    added = send(owner, fields | {"new_type": "choice"}, "add")
    assert labels(added) == [
        "Your name", "Your email address", "Your phone number", "Your message", "New field",
    ]  # fmt: skip
    new = {"type-4": "choice", "label-4": "Which day?", "choices-4": "Monday\ntue = Tuesday"}
    new |= {"required-4": "y", "private-4": "y", "name-4": "", "label-0": "Who are you?"}
    moved = send(owner, fields | new, "up-4")
    assert labels(moved)[3:] == ["Which day?", "Your message"]
    assert declared.current(site.id, "contact").version == 0
    saved = send(owner, fields | new)
    assert saved.status_code == 303
    assert "Saved. This is version 1." in text(owner.get(saved.location))
    asked = declared.current(site.id, "contact").declaration.asked("which_day")
    assert [choice.value for choice in asked.choices] == ["Monday", "tue"]
    assert (asked.required, asked.private) == (True, True)
    page = owner.get("/blog/contact").text
    assert "Which day?" in page
    assert "Who are you?" in page
    with db.transaction() as session:
        noted = session.execute(select(audit.Noted.action, audit.Noted.details)).all()
    assert ("form.save", '{"name": "contact", "version": 1}') in [tuple(row) for row in noted]


def test_a_field_is_removed_and_the_versions_say_so(owner, site):
    removed = send(owner, typed(owner), "remove-2")
    assert labels(removed) == ["Your name", "Your email address", "Your message"]
    without = {name: text for name, text in typed(owner).items() if not name.endswith("-2")}
    send(owner, without | {"title": "Write to us"})
    page = text(owner.get(f"{CONTACT}/versions"))
    assert "The field phone is gone." in page
    assert "The title: “Send us a message” became “Write to us”." in page
    assert "by Maria Lind" in page
    send(owner, typed(owner, f"{CONTACT}?version=0"))
    assert "The field phone is new." in text(owner.get(f"{CONTACT}/versions"))


def test_mistakes_stand_beside_their_field_and_nothing_typed_is_lost(owner, site):
    answer = send(owner, typed(owner) | {"label-1": "", "title": "Kept", "most-3": "lots"})
    assert answer.status_code == 422
    assert "Field email: label must not be empty." in text(answer)
    assert "most must be a whole number from 1 to 5000." in text(answer)
    assert 'value="Kept"' in answer.text
    assert 'value="lots"' in answer.text
    assert declared.current(site.id, "contact").version == 0


def test_who_was_second_is_told_and_may_save_all_the_same(owner, site):
    mine = typed(owner)
    send(owner, mine | {"title": "First"})
    second = send(owner, mine | {"title": "Second"})
    assert second.status_code == 422
    assert "Somebody else saved this form meanwhile" in text(second)
    again = re.search(r'name="seen" value="(\d+)"', second.text)[1]
    assert send(owner, mine | {"title": "Second", "seen": again}).status_code == 303
    assert declared.current(site.id, "contact").declaration.title == "Second"


def test_the_file_is_shown_and_saved_and_says_the_line_of_a_mistake(owner, site):
    path = f"{CONTACT}/toml"
    fields = typed(owner, path)
    wrong = owner.post(path, data=fields | {"toml": fields["toml"].replace("phone", "fone")})
    assert wrong.status_code == 422
    assert "Line 21, field fone: type is none of text" in text(wrong)
    other = owner.post(path, data=fields | {"toml": fields["toml"].replace("contact", "x", 1)})
    assert 'its file says name = "contact"' in text(other)
    right = fields["toml"].replace("Send us a message", "Write <b>to</b> us")
    assert owner.post(path, data=fields | {"toml": right}).status_code == 303
    assert "<h1>Write &lt;b&gt;to&lt;/b&gt; us</h1>" in owner.get("/blog/contact").text


def test_a_form_is_made_of_an_example_opened_and_closed(owner, client, site):
    made = press(owner, f"{FORMS}/new", FORMS, name="first-visit", example="appointment")
    assert made.location == f"{FORMS}/first-visit"
    assert "This form is closed" in client.get("/blog/forms/first-visit").text
    press(owner, f"{FORMS}/first-visit/open", FORMS)
    assert "Ask for an appointment" in client.get("/blog/forms/first-visit").text
    press(owner, f"{FORMS}/first-visit/close", FORMS)
    assert "This form is closed" in client.get("/blog/forms/first-visit").text
    assert "The form was closed." in text(owner.get(f"{FORMS}/first-visit/versions"))
    for name in ("contact", "", "New one", "new", "comment"):
        again = press(owner, f"{FORMS}/new", FORMS, name=name, example="appointment")
        assert again.status_code == 422, name


def test_the_preview_draws_what_is_typed_and_sends_nothing(owner, site):
    answer = send(owner, typed(owner) | {"label-0": "<i>Who</i>?"}, "preview")
    assert "&lt;i&gt;Who&lt;/i&gt;?" in answer.text
    assert "<form" not in answer.text
    assert "nothing can be sent" in answer.text
    assert "<form" not in owner.get(f"{CONTACT}/preview").text
    assert owner.get(f"{CONTACT}/preview?version=7").status_code == 404


def test_a_command_declares_a_form_and_prints_it(app, site, tmp_path):
    run = app.test_cli_runner().invoke
    shown = run(args=["intake", "show-form", "blog", "contact"])
    file = tmp_path / "contact.toml"
    file.write_text(shown.output.replace("Your name", "Your whole name"))
    said = run(args=["intake", "form", "blog", str(file)])
    assert said.output == "The form contact of Riverside Blog is in version 1 now, and open.\n"
    file.write_text('name = "contact"\n')
    refused = run(args=["intake", "form", "blog", str(file)])
    assert refused.exit_code == 1
    assert "goes_to is missing." in refused.output
    assert run(args=["intake", "show-form", "blog", "contact"]).output.count("whole name") == 1


def test_the_desk_shows_answers_and_a_private_one_on_a_click_that_is_noted(app, client, site, at):
    declared.save(site.id, declared.example("appointment"), None)
    reference = client.post("/blog/forms/appointment", json=FILLED).json["reference"]
    judging.judge_waiting(SaysAlways(Label.HAM))
    staff = people.signed_in(app, site, Role.STAFF)
    page = staff.get(f"/staff/desk/{reference}")
    assert "Afternoon, Evening" in text(page)
    assert "Given in the form “ Ask for an appointment ”, version 1." in text(page)
    assert "4711" not in page.text
    assert "1980" not in page.text
    path, where = f"/staff/desk/{reference}/answer?site=blog", f"/staff/desk/{reference}"
    shown = press(staff, path, where, given=reference, name="insurance")
    assert "Old Mutual 4711" in shown.text
    with db.transaction() as session:
        assert session.scalars(select(Access.field)).all() == ["insurance"]
    assert press(staff, path, where, given=reference, name="phone").status_code == 404
    assert press(staff, path, where, given="AAAA-AAA", name="insurance").status_code == 404


def test_forms_of_another_kind_than_their_name_are_refused(owner, site):
    answer = send(owner, typed(owner) | {"goes_to": str(Kind.CALLBACK)})
    assert "The form contact goes to contact." in text(answer)
