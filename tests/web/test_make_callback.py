"""A comment that tells something private becomes a callback request, once, and is rejected."""

import pytest
from sqlalchemy import func, select

from intake import db
from intake.callbacks.tables import DeskItem
from intake.errors import Busy, Conflict
from intake.moderation import handover, judging, service
from intake.outbox import Alert
from intake.sites import service as sites
from intake.submissions import store
from intake.submissions.tables import CallbackRequest, ContactMessage
from intake.words import Evidence, Kind, Label, Role, Status
from tests import people
from tests.drafts import CALLBACK, COMMENT
from tests.machines import SaysAlways
from tests.web.staff import judged, press, status, text

WORDS = "I have been so dizzy since Monday. Please call me on (202) 555-0143."
EMAIL = "dizzy-secret@example.org"


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


def private(site, **changes):
    """A comment that waits, marked as private."""
    item = judged(site, COMMENT, **{"author": "Ines", "email": EMAIL, "text": WORDS} | changes)
    with db.transaction():
        store.add_evidence([item.id], [Evidence.PRIVATE])
    return item


def path(item):
    return f"/staff/queue/{item.id}/make-callback"


def send(client, item, **changes):
    fields = {"name": "Ines", "phone": "(202) 555-0143", "text": WORDS}
    return press(client, path(item), path(item), **fields | changes)


def count(table):
    db.done()
    return db.session().scalar(select(func.count()).select_from(table))


def test_it_is_offered_for_a_comment_that_is_marked_as_private(ada, site):
    item = private(site)
    assert path(item) in ada.get(f"/staff/queue/{item.id}").get_data(as_text=True)


def test_it_is_not_offered_for_any_other(ada, site):
    item = judged(site)
    assert path(item) not in ada.get(f"/staff/queue/{item.id}").get_data(as_text=True)


def test_the_form_holds_the_name_the_number_and_the_words(ada, site):
    page = ada.get(path(private(site))).get_data(as_text=True)
    assert 'value="Ines"' in page
    assert 'value="(202) 555-0143"' in page
    assert "so dizzy since Monday" in page


def test_it_puts_a_callback_with_a_promise_on_the_desk_and_rejects_the_comment(ada, site):
    item = private(site)
    assert send(ada, item).status_code == 303
    assert status(item.id) == Status.REJECTED
    desk = db.session().scalars(select(DeskItem)).one()
    assert (desk.kind, desk.is_unsure) == (Kind.CALLBACK, False)
    assert desk.promise_at
    assert status(desk.submission_id) == Status.APPROVED
    assert count(CallbackRequest) == count(Alert) == 1
    assert desk.reference in text(ada.get(f"/staff/queue/{item.id}"))


def test_pressed_twice_it_makes_one(ada, site):
    item = private(site)
    send(ada, item)
    answer = press(ada, path(item), "/staff/queue", name="Ines", phone="", text="Other words")
    assert answer.status_code == 409
    assert "Only a comment that waits" in text(answer)
    assert count(CallbackRequest) + count(ContactMessage) == 1


def test_what_the_machine_calls_spam_before_it_is_on_the_desk_comes_there_all_the_same(
    ada, site, monkeypatch
):
    receive = handover.submissions.receive

    def received_and_judged(*given):
        receipt = receive(*given)
        judging.judge_waiting(SaysAlways(Label.SPAM, 0.999))
        return receipt

    item = private(site, text=f"{WORDS} See http://my-doctor.example")
    monkeypatch.setattr(handover.submissions, "receive", received_and_judged)
    send(ada, item, text=f"{WORDS} See http://my-doctor.example")
    desk = db.session().scalars(select(DeskItem)).one()
    assert desk.closed_at is None
    assert status(desk.submission_id) == Status.APPROVED


def test_without_a_number_it_becomes_a_message_to_the_staff(ada, site):
    item = private(site)
    assert send(ada, item, phone="").status_code == 303
    assert (count(ContactMessage), count(CallbackRequest)) == (1, 0)
    assert db.session().scalars(select(DeskItem)).one().kind == Kind.CONTACT


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"phone": "12"}, "Enter the whole number"),
        ({"phone": "abc"}, "Enter a phone number"),
        ({"name": " "}, "Enter the name"),
        ({"text": ""}, "Enter the words"),
        ({"text": "x" * 5001}, "must be 5000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(ada, site, changes, sentence):
    item = private(site)
    answer = send(ada, item, **changes)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert status(item.id) == Status.PENDING
    assert count(DeskItem) == 0


def test_no_page_of_it_shows_the_address(ada, site):
    item = private(site)
    pages = [ada.get(path(item)), send(ada, item, phone="12"), send(ada, item)]
    pages.append(ada.get(f"/staff/queue/{item.id}"))
    assert not [page for page in pages if EMAIL in page.get_data(as_text=True)]


def test_the_address_goes_to_the_staff_sealed(ada, site):
    send(ada, private(site))
    sealed = db.session().scalar(select(CallbackRequest.email_sealed))
    assert sealed
    assert "dizzy" not in sealed


def test_where_neither_number_nor_address_is_known_it_asks_for_the_number(ada, site):
    item = private(site, email="")
    answer = send(ada, item, phone="")
    assert answer.status_code == 422
    assert "Enter a phone number: the address of this comment cannot be opened" in text(answer)
    assert count(ContactMessage) == 0
    assert status(item.id) == Status.PENDING


def test_what_broke_half_way_is_finished_by_pressing_again(ada, site, monkeypatch):
    item = private(site)

    def breaks(*_):
        raise Busy("The database is away.")

    with monkeypatch.context() as broken:
        broken.setattr(service, "decide", breaks)
        assert send(ada, item).status_code == Busy.status
    assert status(item.id) == Status.PENDING
    assert send(ada, item, text="Corrected words", phone="").status_code == 303
    assert status(item.id) == Status.REJECTED
    assert count(CallbackRequest) + count(ContactMessage) == 1


def test_two_who_press_at_once_make_one(ada, site, monkeypatch):
    item = private(site)
    send(ada, item)
    press(ada, f"/staff/queue/{item.id}/decide", action="undo", seen="rejected")
    monkeypatch.setattr(handover, "handed", lambda _item: None)  # the other's is not stored yet
    assert send(ada, item, text="Other words").status_code == 303
    assert count(CallbackRequest) == 1


def test_a_decision_that_came_between_stands_and_the_words_are_not_lost(ada, site, monkeypatch):
    item = private(site)

    def too_late(*_):
        raise Conflict("Already published by Ben.")

    monkeypatch.setattr(service, "decide", too_late)
    assert send(ada, item).status_code == 303
    assert count(CallbackRequest) == 1
    assert "Its words were made the callback request" in text(ada.get(f"/staff/queue/{item.id}"))


def test_a_message_to_the_staff_is_none_to_begin_with(ada, site):
    item = judged(site, CALLBACK)
    assert ada.get(path(item)).status_code == 404


def test_the_staff_alone_may_not(app, site):
    item = private(site)
    client = people.signed_in(app, site, Role.STAFF, email="st@x.example")
    assert client.get(path(item)).status_code == 403
    answer = press(client, path(item), "/staff/desk", name="x", phone="", text="x")
    assert answer.status_code == 403


def test_a_moderator_of_another_site_finds_nothing(app, site):
    item = private(site)
    other = sites.add("other", "Other", ["https://other.example"])
    client = people.signed_in(app, other, Role.MODERATOR, email="mo@x.example")
    assert client.get(path(item)).status_code == 404
    answer = press(client, path(item), "/staff/queue", name="x", phone="", text="x")
    assert answer.status_code == 404
    assert status(item.id) == Status.PENDING
