"""Bursts: the judge notices who sends many within minutes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from intake import db
from intake.moderation import campaigns, judging
from intake.sites import service as sites
from intake.submissions.tables import Comment, EvidenceFound
from intake.words import Evidence, Label
from tests.drafts import send
from tests.machines import SaysAlways


def bursts():
    """The texts of those that are marked."""
    texts = select(Comment.text).join(
        EvidenceFound, EvidenceFound.submission_id == Comment.submission_id
    )
    return {*db.session().scalars(texts.where(EvidenceFound.name == Evidence.BURST))}


def judge():
    machine = SaysAlways(Label.UNSURE)
    judging.judge_waiting(machine)
    return machine


def test_the_fifth_of_a_sender_within_ten_minutes_is_a_burst(site, at):
    for number in range(6):
        send(site, text=f"{number}", sender="one")
        at.advance(seconds=60)
    send(site, text="another", sender="two")
    machine = judge()
    assert bursts() == {"4", "5"}
    assert {m.text for m in machine.read if Evidence.BURST in m.evidence} == {"4", "5"}


def test_it_counts_what_was_judged_before(site):
    for number in range(5):
        send(site, text=f"{number}", sender="one")
        judge()
    assert bursts() == {"4"}


def test_five_in_an_hour_or_over_two_sites_are_none(site, at):
    elsewhere = sites.add("other", "Other", ["https://other.example"])
    for number in range(5):
        send(site, text=f"{number}", sender="slow")
        at.advance(seconds=campaigns.BURST_WITHIN.total_seconds() / 3)
    for number in range(6):
        send((site, elsewhere)[number % 2], text=f"quick {number}", sender="both")
    judge()
    assert bursts() == set()


def test_a_regular_who_writes_once_a_day_is_none(site, at):
    for number in range(5):
        send(site, text=f"{number}", sender="regular")
        judge()
        at.advance(seconds=timedelta(days=1).total_seconds())
    assert bursts() == set()
