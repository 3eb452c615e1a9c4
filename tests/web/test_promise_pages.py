"""What a caller may do afterwards: choose another time, or cancel; without signing in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from intake import db
from intake.audit import Noted
from intake.promises import offers
from intake.promises import service as promises
from intake.promises.offers import SiteOffer
from intake.promises.tables import Promise
from intake.submissions.progress import CANCEL, MOVED
from tests import drafts
from tests.drafts import CALLBACK
from tests.web import visiting
from tests.web.staff import text
from tests.web.visiting import choices, error_of, send, value_of

AFTERNOON = "Today 14:00-16:00"
CANCELLED = "You cancelled it at 09:30 today. We do not call you."


@pytest.fixture
def path(client, site, at):
    """The status page of a request to be called as soon as possible."""
    return send(client, at, "callback", message="About my knee").location


@pytest.fixture
def told(app):
    """What the desk is told."""
    told = []
    app.extensions[CANCEL] = lambda id_: told.append(("cancel", id_))
    app.extensions[MOVED] = lambda id_: told.append(("moved", id_))
    return told


def press(client, path, **fields):
    """Open a page and press its button."""
    ticket = value_of(client.get(path), "ticket")
    return client.post(path, data={"ticket": ticket, **fields})


def promise():
    with db.transaction() as session:
        found = session.scalars(select(Promise)).one()
        session.expunge(found)
        return found


def test_the_status_page_leads_to_both(client, path):
    page = client.get(path).text
    assert f'href="{path}/window"' in page
    assert f'href="{path}/cancel"' in page


def test_another_time_is_promised(client, path, told):
    window = choices(client.get(f"{path}/window"))[AFTERNOON]
    answer = press(client, f"{path}/window", window=window)
    assert (answer.status_code, answer.location) == (303, path)
    assert "between 14:00 and 16:00 today (UTC time)." in text(client.get(path))
    assert promise().window == window
    assert told == [("moved", 1)]
    with db.transaction() as session:
        assert session.scalars(select(Noted.action).order_by(Noted.id)).all()[-1] == "callback.move"


def test_the_time_that_is_promised_is_the_one_that_is_chosen(client, path, site, told):
    def chosen():
        boxes = re.findall(r'<input[^>]*name="window"[^>]*>', client.get(f"{path}/window").text)
        return [re.search(r'value="([^"]*)"', box)[1] for box in boxes if "checked" in box]

    assert chosen() == ["soon"]
    key = choices(client.get(f"{path}/window"))[AFTERNOON]
    press(client, f"{path}/window", window=key)
    assert chosen() == [key]
    with db.transaction() as session:
        session.scalars(select(Promise)).one().from_at += timedelta(minutes=20)
    assert chosen() == []
    assert press(client, f"{path}/window").status_code == 422


def test_a_time_that_was_just_taken_leaves_the_promise_as_it_is(client, path, site, told):
    ticket = value_of(client.get(f"{path}/window"), "ticket")
    window = choices(client.get(f"{path}/window"))[AFTERNOON]
    with db.transaction():
        offers.save(site.id, SiteOffer(calls_an_hour=1), None)
    before = promise().due_at
    for _ in range(2):
        drafts.send(site, CALLBACK, window=window)
    answer = client.post(f"{path}/window", data={"ticket": ticket, "window": window})
    assert answer.status_code == 422
    assert error_of(answer, "window").startswith("That time was just taken.")
    assert promises.of(1).due_at == before
    assert told == []


def test_a_request_is_cancelled_after_one_question(client, path, told):
    asked = client.get(f"{path}/cancel")
    assert "Cancel your request?" in asked.text
    assert promise().settled_at is None
    answer = press(client, f"{path}/cancel")
    assert (answer.status_code, answer.location) == (303, path)
    page = text(client.get(path))
    assert CANCELLED in page
    for untrue in ("We will call", "What happens next", "Change the time", "Cancel my request"):
        assert untrue not in page
    assert told == [("cancel", 1)]
    assert client.get(path, headers={"Accept": "application/json"}).json["state"] == "cancelled"


def test_a_double_press_cancels_once(client, path, told):
    ticket = value_of(client.get(f"{path}/cancel"), "ticket")
    answers = [client.post(f"{path}/cancel", data={"ticket": ticket}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert told == [("cancel", 1)]


@pytest.mark.parametrize("button", ["window", "cancel"])
def test_after_that_there_is_nothing_to_change(client, path, told, button):
    ticket = value_of(client.get(f"{path}/window"), "ticket")
    press(client, f"{path}/cancel")
    for answer in (
        client.get(f"{path}/{button}"),
        client.post(f"{path}/{button}", data={"ticket": ticket, "window": "soon"}),
    ):
        assert answer.status_code == 410
        assert CANCELLED in answer.text
    assert told == [("cancel", 1)]


@pytest.mark.parametrize("button", ["window", "cancel"])
def test_what_the_desk_has_closed_is_not_changed(client, path, told, button):
    ticket = value_of(client.get(f"{path}/{button}"), "ticket")
    with db.transaction():
        promises.settle([1])
    answer = client.post(f"{path}/{button}", data={"ticket": ticket, "window": "soon"})
    assert answer.status_code == 410
    assert told == []


@pytest.mark.parametrize("button", ["window", "cancel"])
@pytest.mark.parametrize("ticket", ["", "forged", None])
def test_another_websites_form_changes_nothing(client, path, told, button, ticket):
    if ticket is None:  # of another purpose
        other = "cancel" if button == "window" else "window"
        ticket = value_of(client.get(f"{path}/{other}"), "ticket")
    before = promise()
    answer = client.post(f"{path}/{button}", data={"ticket": ticket, "window": "soon"})
    assert answer.status_code == 409
    assert "press the button once more" in answer.text
    assert (promise().due_at, promise().settled_at) == (before.due_at, None)
    assert told == []


def test_the_ticket_of_one_request_is_none_of_another(client, path, site, at, told):
    mine = send(client, at, "callback", phone="(202) 456-1111").location
    ticket = value_of(client.get(f"{mine}/cancel"), "ticket")
    assert client.post(f"{path}/cancel", data={"ticket": ticket}).status_code == 409
    assert told == []


def test_a_time_that_was_changed_meanwhile_is_looked_at_first(client, path, told):
    ticket = value_of(client.get(f"{path}/window"), "ticket")
    later = promise().due_at.replace(hour=20)
    with db.transaction() as session:
        session.execute(update(Promise).values(due_at=later))
    answer = client.post(f"{path}/window", data={"ticket": ticket, "window": "soon"})
    assert answer.status_code == 409
    assert "The time was changed meanwhile." in answer.text
    assert told == []


@pytest.mark.parametrize("button", ["window", "cancel"])
def test_the_pages_show_nothing_that_was_written(client, path, button):
    answer = client.get(f"{path}/{button}")
    for words in ("Jo Doe", "knee", "4561414", "456-1414"):
        assert words not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("kind", ["comment", "contact"])
def test_other_things_have_no_such_pages(client, site, at, kind):
    path = send(client, at, kind).location
    assert client.get(f"{path}/window").status_code == 404
    assert client.get(f"{path}/cancel").status_code == 404


def test_it_works_before_there_is_a_desk(app, client, path):
    for key in (CANCEL, MOVED):
        app.extensions.pop(key, None)
    assert press(client, f"{path}/window", window="soon").status_code == 303
    assert press(client, f"{path}/cancel").status_code == 303


def test_the_reference_is_short_and_has_no_letter_that_looks_like_another(client, site, at):
    answer = client.post("/blog/callback", json=visiting.CALLBACK)
    reference = answer.json["reference"]
    assert len(reference) == 7
    assert reference[4] == "-"
    assert not set(reference) & set("01ILOSZBU8")
