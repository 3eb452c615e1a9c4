"""Who asks again is told so; whoever types somebody else's number learns nothing of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from intake import db
from intake.callbacks import attempts, service
from intake.callbacks.attempts import Outcome
from intake.moderation import judging
from intake.submissions.progress import PROGRESS
from intake.words import Label
from tests import desks
from tests.drafts import CALLBACK
from tests.machines import SaysAlways
from tests.web import visiting
from tests.web.staff import judged, submission, text

AS_JSON = {"Accept": "application/json"}
SINCE = "We have had your request since 09:30 today."
FREE = "(202) 456-1111"
NOT_COMPARED = {"receipt", "reference", "status_url"}


def ask(client, **changed):
    """Ask to be called; return the status page and what was answered."""
    answer = client.post("/blog/callback", json=visiting.CALLBACK | changed)
    assert answer.status_code == 201
    return f"/receipts/{answer.json['receipt']}", answer.json


def same(one, other):
    """Say whether two answers tell the same."""
    kept = ({key: each[key] for key in each if key not in NOT_COMPARED} for each in (one, other))
    return next(kept) == next(kept)


@pytest.fixture
def stranger(app):
    """Another browser on the same network."""
    return app.test_client()


def test_the_same_browser_is_told_that_it_joins_and_keeps_the_first_promise(client, site, at):
    ask(client)
    at.advance(seconds=20 * 60)
    path, answer = ask(client, message="I forgot to say: mornings are bad")
    page = text(client.get(path))
    assert SINCE in page
    assert "We will call you by 10:30 today (UTC time)." in page
    assert answer["asked_since"] == "2026-03-02T09:30:00Z"
    assert answer["due_at"] == "2026-03-02T10:30:00Z"


def test_the_page_of_thanks_is_remembered_in_a_cookie_that_tells_nothing(client, site, at):
    sent = client.post("/blog/callback", data=visiting.CALLBACK)
    thanks = client.get(sent.location)
    (cookie,) = thanks.headers.getlist("Set-Cookie")
    for part in ("intake-asked=", "HttpOnly", "SameSite=Lax", "Max-Age=86400", "Path=/"):
        assert part in cookie
    assert sent.location.rpartition("/")[2] not in cookie
    at.advance(seconds=20 * 60)
    again = client.post("/blog/callback", data=visiting.CALLBACK | {"message": "Again"})
    assert SINCE in text(client.get(again.location))
    at.advance(seconds=86_400)  # a browser forgets it, and so do we
    assert "We have had" not in text(client.get(ask(client, message="Another day")[0]))


def test_a_message_or_a_cookie_of_nobodys_making_is_not_remembered(client, site, at):
    ask(client)
    client.set_cookie("intake-asked", "1.00ff")
    assert "We have had" not in text(client.get(ask(client, message="Again")[0]))
    sent = client.post("/blog/contact", data=visiting.CONTACT)
    assert "Set-Cookie" not in client.get(sent.location).headers


def test_nobody_else_learns_that_there_is_a_request_of_that_number(client, stranger, site, at):
    ask(client)
    at.advance(seconds=20 * 60)
    _, answer = ask(stranger, phone=FREE)
    path, joined = ask(stranger, message="Who is this?")
    assert "We have had" not in text(stranger.get(path))
    assert "10:50 today" in text(stranger.get(path))
    assert same(answer, joined)


def test_another_number_from_the_same_browser_is_no_repeat(client, site, at):
    ask(client)
    path, _ = ask(client, phone=FREE)
    assert "We have had" not in text(client.get(path))


@pytest.mark.parametrize("outcome", [None, Outcome.BOOKED, Outcome.NO_ANSWER, Outcome.ASKED_LATER])
def test_what_joined_is_told_what_one_of_its_own_would_be(app, client, stranger, site, at, outcome):
    ada = desks.staff(app, site, "Ada")[0]
    stranger.environ_base["REMOTE_ADDR"] = "198.51.100.9"  # nor on the same network

    def on_desk(browser, **changed):
        _, answer = ask(browser, **changed)
        judging.judge_waiting(SaysAlways(Label.HAM))
        return submission(answer["receipt"])

    first = on_desk(client)
    attempts.record(desks.task(first), ada, Outcome.NO_ANSWER)
    at.advance(seconds=20 * 60)
    free, joined = on_desk(stranger, phone=FREE), on_desk(stranger, message="Hm")
    assert desks.joined(first.id) == {joined.id}
    at.advance(seconds=20 * 60)
    for task in (desks.task(first), desks.task(free)):
        if outcome is None:
            service.close(task, ada)
        else:
            again_at = at.now + timedelta(hours=1) if outcome is Outcome.ASKED_LATER else None
            attempts.record(task, ada, outcome, again_at=again_at)
    db.done()
    told_own, told_joined = (
        stranger.get(f"/receipts/{item.receipt}", headers=AS_JSON).json for item in (free, joined)
    )
    assert same(told_own, told_joined)
    assert told_own["tried_at"] == (None if outcome is None else "2026-03-02T10:10:00Z")


# What the desk says of the item that a request joined.


@dataclass(frozen=True)
class Said:
    state: str = "received"
    tried_at: datetime | None = None
    again_at: datetime | None = None
    closed_at: datetime | None = None
    asked_since: datetime | None = None
    is_joined: bool = False
    is_unreached: bool = False
    is_wrong_number: bool = False
    answered_at: datetime | None = None


@pytest.fixture
def desk(app, client, site, at):
    """Let the desk say something of a request that somebody sent just now; return its page."""

    def says(said):
        app.extensions[PROGRESS] = lambda _id: said
        return f"/receipts/{judged(site, CALLBACK).receipt}"

    return says


def told(client, path):
    answer = client.get(path, headers=AS_JSON).json
    return answer["state"], text(client.get(path))


def test_it_says_when_we_tried(client, desk, at):
    state, page = told(client, desk(Said("tried", tried_at=at.now)))
    assert state == "tried"
    assert "We tried to reach you at 09:30 today, and try again." in page
    assert "We will call you" not in page.replace("We will call you back", "")  # by 10:30: we did
    assert "Change the time" in page


def test_it_says_when_we_try_again(client, desk, at):
    said = Said("tried", tried_at=at.now, again_at=at.now + timedelta(hours=2))
    assert "at 09:30 today, and try again from 11:30 today." in told(client, desk(said))[1]


def test_it_says_that_we_call_later_as_asked(client, desk, at):
    _, page = told(client, desk(Said("later", tried_at=at.now)))
    assert "We called you at 09:30 today, and call again as you asked." in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("booked", "We reached you, and your appointment is booked."),
        ("reached", "We reached you."),
        ("cancelled", "You cancelled it at 09:30 today. We do not call you."),
        ("closed", "This is settled: your request was closed today."),
    ],
)
def test_it_says_how_it_ended(client, desk, at, state, sentence):
    said, page = told(client, desk(Said(state, tried_at=at.now, closed_at=at.now)))
    assert said == state
    assert sentence in page
    for untrue in ("What happens next", "We will call", "Change the time"):
        assert untrue not in page


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("tried", "with_staff"),
        ("later", "with_staff"),
        ("booked", "closed"),
        ("reached", "closed"),
        ("cancelled", "closed"),
    ],
)
def test_what_became_of_somebody_elses_request_is_not_told(client, desk, at, said, state):
    """It joined one that was there an hour before, and was tried before this came."""
    earlier = at.now
    at.advance(seconds=3600)
    closed_at = at.now if state == "closed" else None
    joined = Said(said, tried_at=earlier, closed_at=closed_at, asked_since=earlier, is_joined=True)
    found, page = told(client, desk(joined))
    assert found == state
    for secret in ("09:30", "booked", "You cancelled", "as you asked"):
        assert secret not in page


def test_a_try_since_then_was_for_both(client, desk, at):
    earlier = at.now
    at.advance(seconds=3600)
    joined = Said("tried", tried_at=at.now, asked_since=earlier, is_joined=True)
    assert "We tried to reach you at 10:30 today" in told(client, desk(joined))[1]
