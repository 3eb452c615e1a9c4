"""Letters to authors: whom we ask whose address it is, and that none carries what was written."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from intake import db
from intake.alerts import service as alerts
from intake.audit import Noted
from intake.authors import links as links_of
from intake.authors import service, telling
from intake.submissions.tables import Comment
from intake.words import Label, Status
from tests import redisdump, sinks
from tests.alerting import deliveries, mails_go_to
from tests.apps import another
from tests.authoring import (
    ask,
    asking,
    change,
    comment,
    confirmed,
    judge,
    links,
    mails,
    moved,
    receipt,
    sent,
    told,
)
from tests.canaries import Canaries, leaks
from tests.drafts import send
from tests.web.staff import text

DAY = 24 * 3600


def test_after_the_verdict_one_letter_asks_whose_address_it_is(client, site):
    sent(site)
    (mail,) = asking()
    assert mail.to == "maria@example.org"
    assert mail.subject == "Riverside Blog: is this your address?"
    confirm, stop = links(mail)
    assert "It works for 7 days" in mail.text
    assert "Is this your comment?" in client.get(confirm).text
    assert "Stop letters about your comment?" in client.get(stop).text


def test_it_asks_once_for_each_revision(client, site):
    id_ = sent(site)
    assert ask(id_) == 0
    assert len(asking()) == 1
    change(client, id_, comment="Other words.")
    judge()
    assert ask(id_) == 0
    assert len(asking()) == 2


def test_it_asks_the_author_of_what_is_published_at_once(site):
    assert ask(moved(site, Status.APPROVED)) == 1


@pytest.mark.parametrize("after", [Status.REJECTED, Status.TRASHED, Status.SPAM])
def test_it_asks_nobody_whose_comment_was_decided_against(site, after):
    assert ask(moved(site, Status.PENDING, after)) == 0


def test_it_asks_nobody_before_the_verdict_nor_for_spam(site):
    send(site, wants_mail=True)
    assert ask(1) == 0
    judge(Label.SPAM)
    assert ask(1) == 0
    assert mails() == []


def test_it_asks_nobody_who_wants_no_letters_or_has_confirmed(site):
    assert ask(sent(site, wants_mail=False), confirmed(site)) == 0


def test_an_address_is_asked_three_times_a_day_at_most(site, at):
    ids = [moved(site, Status.PENDING, text=f"Comment number {number}.") for number in range(5)]
    assert ask(*ids[:2]) == 2
    assert ask(*ids) == 1
    assert ask(moved(site, Status.PENDING, email="ben@example.org")) == 1
    at.advance(DAY + 1)
    assert ask(moved(site, Status.PENDING, text="The next day.")) == 1


def test_changing_a_comment_asks_no_more_often(client, site):
    id_ = sent(site)
    for number in range(5):
        change(client, id_, comment=f"Words {number}")
        judge()
    assert len(asking()) == 3


def test_an_address_that_cannot_be_opened_stops_nothing(site):
    lost, fine = moved(site, Status.PENDING, email="lost@example.org"), moved(site, Status.PENDING)
    with db.transaction() as session:
        where = Comment.submission_id == lost
        session.execute(update(Comment).where(where).values(email_sealed="gone.00"))
    assert ask(lost, fine) == 1


def test_an_address_at_a_host_with_an_umlaut_gets_its_letter(site):
    sent(site, email="jo@bücher.example")
    assert asking()[0].to == "jo@xn--bcher-kva.example"


def test_a_letter_that_is_not_committed_is_not_written(site):
    id_ = moved(site, Status.PENDING)
    with pytest.raises(ZeroDivisionError), db.transaction():
        service.ask_to_confirm([id_])
        raise ZeroDivisionError
    assert deliveries() == []


# Stopping letters.


def stop_path():
    return links(asking()[0])[1]


def test_opening_the_link_stops_nothing_and_the_button_does(client, site):
    id_ = sent(site)
    path = stop_path()
    assert client.get(path).status_code == 200
    assert comment(id_).wants_mail
    answer = client.post(path)
    assert answer.status_code == 200  # RFC 8058: no redirect
    assert "We write to you no more about this comment." in answer.text
    assert not comment(id_).wants_mail
    assert client.post(path).status_code == 200
    assert "We write to you no more" in client.get(path).text


def test_a_mail_program_stops_them_with_one_click(client, site):
    id_ = sent(site)
    answer = client.post(stop_path(), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not comment(id_).wants_mail


def test_the_link_works_whenever_the_letter_is_found(client, site, at):
    id_ = sent(site)
    path = stop_path()
    at.advance(400 * DAY)
    client.post(path)
    assert not comment(id_).wants_mail


def test_what_had_not_gone_out_is_taken_back(client, site, at):
    id_ = confirmed(site)
    with db.transaction():
        telling.published(id_)
    service.stop(id_)
    at.advance(60)
    assert told() == []
    assert "withdrawn" in [row.state for row in deliveries()]
    with db.transaction():
        assert not telling.rejected(id_, "")


def tell_everything(id_, at, sentence="No."):
    with db.transaction():
        telling.rejected(id_, sentence)
    at.advance(60)
    alerts.deliver_due()
    with db.transaction():
        telling.published(id_)
        telling.replied(id_)


def test_every_letter_names_the_link_in_its_headers(site, settings, at):
    secure = another(settings, base_url="https://intake.example")
    with secure.app_context(), sinks.smtp() as sink:
        mails_go_to(sink, settings)
        id_ = confirmed(site)
        tell_everything(id_, at)
        at.advance(60)
        alerts.deliver_due()
        assert len(sink.accepted) == 4
        for mail in sink.accepted:
            link = mail.headers["List-Unsubscribe"]
            assert link.startswith("<http://intake.example/letters/")
            assert link.endswith("/stop>")
            assert link[1:-1] in mail.mail.get_content()


# Nothing private turns up where it does not belong.


def test_no_letter_log_or_audit_holds_what_was_written(
    client, site, at, settings, redis_url, capfd
):
    canary, sentence = Canaries(4), "Please stay with the subject."
    written = {"author": canary.name, "email": canary.email, "text": canary.text}
    with sinks.smtp() as sink:
        mails_go_to(sink, settings)
        id_ = sent(site, website="https://hxcanary4site.example", **written)
        client.post(links_of.confirm_path(id_))
        judge()
        change(client, id_, comment=canary.text + " and more")
        judge()
        tell_everything(id_, at, sentence)
        at.advance(60)
        alerts.deliver_due()
        client.post(links_of.stop_path(id_))
        assert len(sink.accepted) == 4
        letters = "".join(
            mail.mail.get_content() + mail.headers["Subject"] for mail in sink.accepted
        )
    assert sentence in letters
    words = [canary.name, canary.text, "hxcanary4site"]
    assert leaks([*words, *canary.private()], letters.encode()) == []
    noted = "".join(capfd.readouterr()).encode() + redisdump.everything(redis_url) + _audited()
    assert b"comment.change" in noted
    assert leaks([*words, *canary.private()], noted) == []
    assert b"127.0.0.1" not in _audited()  # nobody keeps from where visitors come
    assert leaks(words, text(client.get(receipt(id_))).encode()) == []


def _audited():
    rows = db.session().execute(select(Noted.__table__)).all()
    return repr([tuple(row) for row in rows]).encode()


def test_each_kind_of_letter_waits_as_long_as_it_must(site, at):
    id_ = confirmed(site)
    with db.transaction():
        telling.published(id_)
    assert (len(asking()), len(told())) == (1, 0)
    at.advance(30)
    assert len(told()) == 1
