"""Unique addresses, phones, names and words go through everything and turn up nowhere else.

One journey: forms, verdicts, alerts by mail and webhook, decisions, published pages, errors. Then
every byte that a stranger, a log reader, Redis or an alert's receiver could see is searched.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intake import db
from intake.alerts import service as alerts
from intake.declared import service as declared
from intake.moderation import judging
from intake.submissions.tables import Submission
from intake.words import Kind, Label, Role
from tests import alerting, people, redisdump, sinks
from tests.canaries import Canaries, leaks
from tests.machines import SaysAlways
from tests.web.staff import press
from tests.web.test_declared_forms import FILLED

PATH = "/articles/hello"
ASKING = Canaries(4)  # somebody who asks for an appointment
HOSTILE = ({"Accept": "application/json"}, {"Accept": "text/html"})


@pytest.fixture
def comment():
    return Canaries(1)


@pytest.fixture
def contact():
    return Canaries(2)


@pytest.fixture
def callback():
    return Canaries(3)


@pytest.fixture
def private(comment, contact, callback):
    return [
        *comment.private(has_public_name=True),
        *contact.private(),
        *callback.private(),
        *ASKING.private(),
    ]


def sent(client, comment, contact, callback):
    """Send all four, once well and once with a mistake; return every answer's bytes."""
    bodies = {
        "comment": {"name": comment.name, "email": comment.email, "comment": comment.text}
        | {"path": PATH},
        "contact": {"name": contact.name, "email": contact.email, "message": contact.text},
        "callback": {"name": callback.name, "phone": callback.phone, "window": "soon"}
        | {"email": callback.email, "message": callback.text},
        "forms/appointment": FILLED
        | {"name": ASKING.name, "phone": ASKING.phone, "insurance": ASKING.text},
    }
    answers = []
    for kind, body in bodies.items():
        good = client.post(f"/blog/{kind}", json=body)
        assert good.status_code == 201, good.text
        again = client.post(f"/blog/{kind}", json=body)
        assert again.status_code == 200
        for headers in HOSTILE:
            wrong = client.post(f"/blog/{kind}", json=body | {"nonsense": "x"}, headers=headers)
            assert wrong.status_code == 422
            answers.append(whole(wrong))
        answers += [whole(good), whole(again)]
        answers.append(whole(client.get(f"/receipts/{good.json['receipt']}")))
    return answers


def whole(response):
    """Return an answer as bytes: status, headers and body."""
    head = "\n".join(f"{name}: {value}" for name, value in response.headers)
    return head.encode() + b"\n" + response.get_data()


def read_by_strangers(client):
    """Return every public page and a good many errors."""
    paths = [
        *(f"/blog/{name}?path={PATH}" for name in ("comments.html", "comments.json", "comment")),
        "/blog/contact",
        "/blog/callback",
        "/blog/nothing",
        "/receipts/" + "0" * 32,
        "/staff/queue",
        "/staff/desk",
        "/staff/queue/1",
        "/healthz",
        "/readyz",
        "/staff/sign-in",
    ]
    return [whole(client.get(path, headers=h)) for path in paths for h in HOSTILE]


def publish_the_comment(app, site):
    moderator = people.signed_in(app, site, Role.MODERATOR)
    id_ = db.session().scalar(select(Submission.id).where(Submission.kind == Kind.COMMENT))
    decided = press(
        moderator, f"/staff/queue/{id_}/decide", "/staff/queue", action="approve", seen="pending"
    )
    assert decided.status_code == 303
    return moderator


def test_nothing_private_turns_up_where_it_does_not_belong(
    capfd, app, client, site, settings, redis_url, comment, contact, callback, private
):
    with sinks.smtp() as mail, sinks.http() as hook:
        alerting.mails_go_to(mail, settings)
        alerting.told_by_mail(site)
        alerts.add_webhook(site.id, hook.url, Role.STAFF)
        declared.save(site.id, declared.example("appointment"), None)
        answers = sent(client, comment, contact, callback)
        in_redis = redisdump.everything(redis_url)
        judging.judge_waiting(SaysAlways(Label.UNSURE))
        assert alerts.deliver_due() == 6
        moderator = publish_the_comment(app, site)
        alerted = b"\n".join(repr(one).encode() for one in [*mail.accepted, *hook.accepted])

    public = b"\n".join([*answers, *read_by_strangers(client)])
    assert comment.text.encode() in public  # the journey went all the way
    logged = "".join(capfd.readouterr()).encode()
    assert b"judged" in logged
    in_redis += redisdump.everything(redis_url)
    assert b"judge_waiting" in in_redis

    assert leaks(private, public) == []
    assert leaks(private, alerted) == []
    assert leaks([*private, comment.name, comment.text], logged) == []
    assert leaks([*private, comment.name, comment.text], in_redis) == []
    queue = whole(moderator.get("/staff/queue?tab=published"))
    assert leaks([comment.email], queue) == []


def test_the_search_itself_would_find_a_leak():
    canary = Canaries(9)
    for coat in (canary.email, canary.email.upper(), canary.email.encode().hex()):
        assert leaks([canary.email], f"x{coat}y".encode()) == [canary.email]
