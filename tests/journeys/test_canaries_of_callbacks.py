"""What somebody says who asks to be called turns up in no alert: on no channel, page, log or Redis.

One journey: two callbacks with unique words climb a ladder; somebody is told by every channel at
once, in bundles, and answers by text.
"""

from __future__ import annotations

import pytest

from intake.alerts import replies
from intake.alerts import service as alerts
from intake.duty import climbing
from intake.moderation import judging
from intake.words import Channel, Label, Role
from tests import alerting, people, redisdump, rung, signing, sinks, told
from tests.canaries import Canaries, leaks
from tests.machines import SaysAlways
from tests.people import csrf_token

NUMBER = "+15550100042"
ROUNDS = 16
ROUND_SECONDS = 600


@pytest.fixture
def callers():
    return [Canaries(11), Canaries(12), Canaries(13)]


def ask(client, caller):
    body = {"name": caller.name, "phone": caller.phone, "window": "soon"}
    more = {"email": caller.email, "message": caller.text + ", I have chest pain"}
    answer = client.post("/blog/callback", json=body | more)
    assert answer.status_code == 201, answer.text
    return answer.json["reference"]


def test_no_alert_of_any_channel_says_a_word_of_a_caller(
    capfd, app, client, site, settings, redis_url, at, callers
):
    people.account(app, site, Role.STAFF)
    rung.ladder(site, rung.STAFF, rung.DUTY, rung.OWNER)
    private = [secret for caller in callers for secret in caller.private()]
    with sinks.smtp() as mail, sinks.http(yes=sinks.NTFY_YES) as web:
        alerting.mails_go_to(mail, settings)
        told.has_way(1, site, Channel.EMAIL, "maria@private.example")
        for channel in (Channel.WEBHOOK, Channel.PUSH, Channel.CHAT):
            told.has_way(1, site, channel, told.address(channel, web.url))
        told.has_way(1, site, Channel.SMS, told.address(Channel.SMS, web.url), NUMBER)
        told.has_way(1, site, Channel.PAGE, "")
        references = [ask(client, caller) for caller in callers]
        judging.judge_waiting(SaysAlways(Label.HAM))
        for _ in range(ROUNDS):
            at.advance(seconds=ROUND_SECONDS)
            climbing.climb_due()
            alerts.deliver_due()
        sent = [repr(one).encode() for one in [*mail.accepted, *web.accepted]]
    staff = app.test_client()
    people.sign_in(staff)
    token = {"csrf_token": csrf_token(staff, "/staff/ways")}
    page = staff.post("/staff/ways/page", data=token)
    secret = replies.open_door(site.id, 1)[1]
    said = {"from": NUMBER, "text": f"{references[0][:4]} 1"}
    heard = signing.send(client, replies.path(site.id), secret, said)

    everything = b"\n".join([*sent, page.get_data(), heard.get_data()])
    for kind in (b"'Subject'", b"webhook-signature", b'"topic"', b"/hooks/topichook", b"/sms"):
        assert kind in everything, kind
    assert b"callbacks wait" in everything
    assert all(reference.encode() in everything for reference in references)
    assert len(page.json["alerts"]) >= len(references)
    logged = "".join(capfd.readouterr()).encode()
    assert b"delivery" in logged
    assert leaks(private, everything) == []
    assert leaks([*private, NUMBER, NUMBER[1:], "maria@private.example"], logged) == []
    assert leaks([*private, NUMBER], redisdump.everything(redis_url)) == []
