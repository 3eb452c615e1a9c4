"""The owner's status page and `flask intake doctor`: the same plain words about the same things."""

import re
import shutil
from dataclasses import replace
from html import unescape

import pytest
from redis import Redis
from sqlalchemy import update

from intake import clock, db, health, outbox
from intake.alerts import service as alerts
from intake.alerts import store as alerts_store
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.moderation import site_models
from intake.outbox import Alert
from intake.submissions.tables import EvidenceFound, Submission
from intake.watch import auditing, machine, rows, service
from intake.words import Event, Evidence, Role, Status
from tests import apps, people
from tests.alerting import happen, told_by_mail
from tests.drafts import send
from tests.people import signed_in


@pytest.fixture
def all_well(site):
    """Processes that beat, and somebody to tell."""
    for process in ("web", "tell", "clock"):
        health.beat(process)
    health.beat("judge", detail="base-0a1b2c3d")
    with db.transaction():
        for audience in (Role.STAFF, Role.MODERATOR):
            alerts.subscribe(site.id, "desk@practice.example", audience)
    auditing.look_due()


@pytest.fixture
def page(app, site):
    owner = signed_in(app, site, Role.OWNER)

    def read():
        return unescape(owner.get("/staff/status").get_data(as_text=True))

    return read


@pytest.fixture
def doctor(app, site):
    return lambda: app.test_cli_runner().invoke(args=["intake", "doctor"])


def sentences(checks):
    return [(check.is_ok, check.sentence) for check in checks]


def test_when_all_is_well_it_says_so_first(all_well, page, doctor):
    text = page()
    assert "<h1>All is well</h1>" in text
    assert "See to this" not in text
    for sentence in (
        "The web server (web) is running; last seen 0 s ago.",
        "Nothing waits for the judge.",
        "The judge uses the model base-0a1b2c3d.",
        "Nothing is odd in what the machine learns from decisions.",
        "No submission needs special attention.",
        "Every alert was delivered.",
        "Every site has somebody to tell.",
        "The tables are those of this version.",
        "it drops no jobs (noeviction).",
    ):
        assert sentence in text
    result = doctor()
    assert result.exit_code == 0
    assert result.stdout.endswith("All is well.\n")


def test_the_doctor_says_what_the_page_says(page, doctor):
    shown = re.findall(r"<span>(.+?)</span>\s*</li>", page())
    said = re.findall(r"^  (?:well |WRONG)  (.+)$", doctor().stdout, re.MULTILINE)
    stable = [line for line in said if " free on the disk" not in line]
    assert len(stable) > 8
    assert not [line for line in stable if line not in shown]


def test_a_process_that_stopped_is_named(all_well, at, page, doctor):
    at.advance(200)
    text = page()
    assert "The spam judge (judge) is not running; last seen 3 min ago." in text
    result = doctor()
    assert result.exit_code == 1
    assert "WRONG  The clock (clock) is not running" in result.stdout


def test_a_process_that_never_ran_is_named(page):
    assert "The messenger (tell) has never been seen running." in page()


def test_it_says_when_there_is_no_model(all_well, page):
    health.beat("judge")
    assert "No judge uses a model now: comments wait for people" in page()


def test_it_says_how_long_the_oldest_waits_for_a_verdict(site, at):
    send(site)
    at.advance(59)
    send(site)
    assert sentences(rows.judging()) == [
        (True, "2 submissions wait for the judge, the oldest for 59 s.")
    ]
    at.advance(60)
    assert sentences(rows.judging()) == [
        (False, "2 submissions wait for the judge, the oldest for 119 s.")
    ]


def test_it_says_where_the_machine_and_people_disagree(app, site):
    maria = people.account(app, site, Role.MODERATOR)
    with db.transaction():
        site_models.learning(site.id)
        disagreement = {"kind": "disagreement", "account_id": maria, "contradicted": 9, "of": 30}
        site_models.write_bars(site.id, {}, [disagreement])
    ((is_ok, sentence),) = sentences(rows.learning())
    assert not is_ok
    assert sentence.startswith("Riverside Blog: \u2068Maria Lind\u2069 decided against")


def test_it_counts_what_could_not_be_judged_until_somebody_decided(site):
    send(site)
    with db.transaction() as session:
        session.execute(update(Submission).values(status=Status.PENDING))
        session.add(EvidenceFound(submission_id=1, name=Evidence.NEEDS_ATTENTION))
    assert sentences(rows.attention()) == [
        (False, "Judging failed for 1 submission: decide by hand, in the queue or the desk.")
    ]
    with db.transaction() as session:
        session.execute(update(Submission).values(status=Status.APPROVED))
    assert sentences(rows.attention()) == [(True, "No submission needs special attention.")]


def test_it_says_which_alerts_are_late_or_stuck(all_well, site, at):
    with db.transaction():
        outbox.add(Event.QUEUE_WAITING, site.id, "one")
    assert sentences(rows.alerts()) == [(True, "1 alert is on the way, the oldest for 0 s.")]
    at.advance(400)
    assert sentences(rows.alerts()) == [(False, "1 alert is on the way, the oldest for 6 min.")]

    with db.transaction() as session:
        session.execute(update(Alert).values(spread_at=clock.now()))
        session.add(
            Delivery(
                alert_id=1,
                destination_id=1,
                state=DeliveryState.NEEDS_ATTENTION,
                message_id="m",
                next_at=clock.now(),
                created_at=clock.now(),
            )
        )
    assert sentences(rows.alerts()) == [
        (False, "1 alert could not be delivered, whatever was tried.")
    ]


def test_it_says_who_would_hear_nothing(site):
    with db.transaction():
        alerts.subscribe(site.id, "desk@practice.example", Role.STAFF)
    assert sentences(rows.destinations()) == [
        (False, "Riverside Blog has no destination for alerts: nobody hears of waiting comments.")
    ]
    with db.transaction() as session:
        session.execute(update(Destination).values(is_enabled=False))
    assert len(sentences(rows.destinations())) == 2


def test_a_redis_that_is_away_is_said_without_a_traceback(settings, at, site):
    nowhere = replace(settings, redis_url=f"unix://{settings.data}/nowhere.sock")
    app = apps.another(nowhere)
    result = app.test_cli_runner().invoke(args=["intake", "doctor"])
    assert result.exit_code == 1
    assert "WRONG  Redis does not answer. Forms still work" in result.stdout


def test_a_redis_that_may_drop_jobs_is_wrong(settings, app):
    client = Redis.from_url(settings.redis_url)
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        (check,) = machine.redis(settings)
    finally:
        client.config_set("maxmemory-policy", "noeviction")
    assert not check.is_ok
    assert "may drop jobs (allkeys-lru)" in check.sentence


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://nobody@127.0.0.1:1/none", "sqlite:///{}/x/y"]
)
def test_a_database_that_is_away_is_said_without_a_traceback(settings, at, tmp_path, url):
    (tmp_path / "x").mkdir()
    app = apps.another(settings, database_url=url.format(tmp_path))
    shutil.rmtree(tmp_path / "x")
    result = app.test_cli_runner().invoke(args=["intake", "doctor"])
    assert result.exit_code == 1
    assert "WRONG  The database does not answer." in result.stdout
    assert "Traceback" not in result.output
    db.close()


def test_a_database_without_its_tables_is_said_with_what_to_do(settings, at, tmp_path):
    apps.another(settings, database_url=f"sqlite:///{tmp_path}/empty.db")
    report = service.report(settings)
    assert [part.title for part in report.sections] == ["The machine"]
    assert [check.name for check in report.wrong] == ["migrations"]
    assert "flask --app intake intake migrate" in report.wrong[0].sentence
    db.close()


def test_only_an_owner_sees_it(app, site):
    moderator = signed_in(app, site, Role.MODERATOR)
    assert moderator.get("/staff/status").status_code == 403


def test_it_says_when_mails_reach_nobody(settings):
    lonely = replace(settings, is_demo=False)
    assert sentences(machine.mail(lonely)) == [
        (False, "Mails are only written to a directory: set SMTP_URL.")
    ]
    assert sentences(machine.mail(replace(lonely, smtp_url="smtp://mail.example"))) == [
        (True, "Mails go out by SMTP.")
    ]


def test_it_says_why_an_alert_is_not_delivered(site, at):
    told_by_mail(site)
    happen(site)
    with db.transaction():
        alerts_store.spread()
    with db.transaction() as session:
        session.execute(update(Delivery).values(state="refused", last_error="no connection"))
    ((_, sentence),) = sentences(rows.alerts())
    assert sentence.endswith("email of Riverside Blog: no connection.")
