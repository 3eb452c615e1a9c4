"""Who asks again is told so; whoever types somebody else's number learns nothing of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from intake.submissions.progress import PROGRESS
from tests.drafts import CALLBACK
from tests.web import visiting
from tests.web.staff import judged, text

AS_JSON = {"Accept": "application/json"}
HERE, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "198.51.100.9"}
SINCE = "We have had your request since 09:30 today."


def ask(client, where, **changed):
    """Ask to be called, from a network; return the status page."""
    answer = client.post("/blog/callback", json=visiting.CALLBACK | changed, environ_base=where)
    assert answer.status_code == 201
    return f"/receipts/{answer.json['receipt']}", answer.json


def test_the_same_sender_is_told_that_it_joins_and_keeps_the_first_promise(client, site, at):
    ask(client, HERE)
    at.advance(seconds=20 * 60)
    path, answer = ask(client, HERE, message="I forgot to say: mornings are bad")
    page = text(client.get(path))
    assert SINCE in page
    assert "We will call you by 10:30 today (UTC time)." in page
    assert answer["asked_since"] == "2026-03-02T09:30:00Z"
    assert answer["due_at"] == "2026-03-02T10:30:00Z"


@pytest.mark.parametrize("is_the_same_day", [True, False])
def test_nobody_else_learns_that_there_is_a_request_of_that_number(
    client, site, at, is_the_same_day
):
    ask(client, HERE)
    at.advance(seconds=20 * 60)
    _, answer = ask(client, ELSEWHERE, phone="(202) 456-1111")
    path, joined = ask(client, ELSEWHERE, message="Who is this?")
    assert "We have had" not in text(client.get(path))
    assert "10:50 today" in text(client.get(path))
    secret = {"receipt", "reference", "status_url"}
    assert {key: answer[key] for key in answer if key not in secret} == {
        key: joined[key] for key in joined if key not in secret
    }
    if not is_the_same_day:  # and the sender's own key is another tomorrow
        at.advance(seconds=86_400)
        path, _ = ask(client, HERE, message="Another day")
        assert "We have had" not in text(client.get(path))


def test_another_number_of_the_same_sender_is_no_repeat(client, site, at):
    ask(client, HERE)
    path, _ = ask(client, HERE, phone="(202) 456-1111")
    assert "We have had" not in text(client.get(path))


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
