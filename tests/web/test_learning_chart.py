"""How the machine did week by week: the numbers, the table and a chart that runs nothing."""

import base64
import hashlib
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from intake import db
from intake.moderation import charts, judging, weeks
from intake.moderation import learning_wording as wording
from intake.moderation.tables import Lesson
from intake.moderation.weeks import Week
from intake.sites import service as sites
from intake.words import Action, Label, Role, Status
from tests import people
from tests.deciding import decide, newest
from tests.drafts import send
from tests.machines import SaysAlways
from tests.people import signed_in
from tests.web import staff

CHART = "/staff/learning/blog/chart.svg"


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


@pytest.fixture
def client(app, maria):
    client = app.test_client()
    people.sign_in(client)
    return client


def decided(site, account_id, action, logit, count=1):
    """Decide about so many, of which the machine had said this before it learnt them."""
    for _ in range(count):
        send(site)
    judging.judge_waiting(SaysAlways(Label.UNSURE))
    ids = newest(count)
    decide(ids, account_id, action)
    with db.transaction() as session:
        about = Lesson.submission_id.in_(ids)
        session.execute(update(Lesson).where(about).values(logit=logit, step=0.1, is_due=False))
    db.done()
    return ids


def test_it_counts_right_and_wrong_both_ways(site, maria):
    decided(site, maria, Action.SPAM, 2.0, count=4)
    decided(site, maria, Action.APPROVE, -2.0, count=3)
    decided(site, maria, Action.REJECT, 0.0, count=2)
    decided(site, maria, Action.SPAM, -0.1)
    assert weeks.of(site.id, "UTC") == [
        Week(date(2026, 3, 2), caught=4, spared=3, blamed=2, missed=1)
    ]
    (week,) = weeks.of(site.id, "UTC")
    assert (week.decisions, week.agreed) == (10, 7)


def test_a_week_begins_on_monday_where_the_site_is(site, maria, at):
    at.now = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)  # in Berlin it is Monday
    decided(site, maria, Action.SPAM, 2.0)
    assert [week.begins_on for week in weeks.of(site.id, "UTC")] == [date(2026, 3, 2)]
    assert [week.begins_on for week in weeks.of(site.id, "Europe/Berlin")] == [date(2026, 3, 9)]


def test_the_weeks_between_are_there_and_those_before_the_first_are_not(site, maria, at):
    decided(site, maria, Action.SPAM, 2.0)
    at.advance(14 * 86_400)
    decided(site, maria, Action.SPAM, 2.0)
    assert [week.decisions for week in weeks.of(site.id, "UTC")] == [1, 0, 1]


def test_what_is_older_than_twelve_weeks_is_left_out(site, maria, at):
    decided(site, maria, Action.SPAM, 2.0)
    at.advance(11 * 7 * 86_400)
    assert len(weeks.of(site.id, "UTC")) == 12
    at.advance(7 * 86_400)
    assert weeks.of(site.id, "UTC") == []


def test_what_was_undone_or_not_learnt_and_other_sites_are_not_counted(site, maria):
    other = sites.add("other", "Other", ["https://other.example"])
    decided(other, maria, Action.SPAM, 2.0)
    decided(site, maria, Action.SPAM, None)
    undone = decided(site, maria, Action.SPAM, 2.0)
    decide(undone, maria, Action.UNDO, Status.SPAM)
    db.done()
    assert weeks.of(site.id, "UTC") == []


def test_a_share_of_few_is_not_told_but_its_counts_are():
    few = Week(date(2026, 3, 2), caught=4, blamed=1, missed=2)
    assert (few.precision, few.missed_share) == (None, None)
    assert wording.precision(few) == "4\xa0of\xa05"
    assert not charts.can_draw([few])
    many = Week(date(2026, 3, 2), caught=19, blamed=1, missed=1)
    assert (many.precision, many.missed_share) == (0.95, 0.05)
    assert wording.precision(many) == "19\xa0of\xa020 (95\xa0%)"
    assert wording.precision(Week(date(2026, 3, 2), caught=20)) == "20\xa0of\xa020 (100\xa0%)"
    assert charts.can_draw([few, many])


def test_the_table_has_the_numbers_and_the_chart_comes_with_words(client, site, maria):
    decided(site, maria, Action.SPAM, 2.0, count=19)
    decided(site, maria, Action.APPROVE, 2.0)
    decided(site, maria, Action.APPROVE, -2.0, count=5)
    answer = client.get("/staff/learning")
    words = staff.text(answer).replace("\xa0", " ")
    assert "2 Mar 25 24 1 0 19 of 20 (95 %)" in words
    page = answer.get_data(as_text=True)
    assert f'src="{CHART}"' in page
    assert "Newest: right in 95\xa0% of what it called spam." in page


def test_a_site_with_few_decisions_has_the_table_alone(client, site, maria):
    decided(site, maria, Action.SPAM, 2.0, count=3)
    page = client.get("/staff/learning").get_data(as_text=True)
    assert "3\xa0of\xa03" in page
    assert "chart.svg" not in page


def test_a_week_in_which_it_never_said_spam_has_no_share(client, site, maria):
    decided(site, maria, Action.APPROVE, -2.0, count=3)
    assert "2 Mar 3 3 0 0 – it never did" in staff.text(client.get("/staff/learning"))


def test_a_site_without_decisions_has_neither(client, site):
    assert "Week by week" not in client.get("/staff/learning").get_data(as_text=True)


@pytest.mark.parametrize("size", ["", "?size=narrow"])
def test_the_chart_runs_nothing_and_asks_nobody(client, site, maria, size):
    decided(site, maria, Action.SPAM, 2.0, count=12)
    answer = client.get(CHART + size)
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    svg = answer.get_data(as_text=True)
    assert not re.search(r"<script|<!--|\son\w+=|href|style=|@import|url\(|<\?xml-s", svg)
    assert set(re.findall(r"https?://[^\"<\s]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert "<title>How the machine did on Riverside Blog</title>" in svg


def test_the_policy_of_the_chart_lets_only_its_own_style_work(client, site, maria):
    decided(site, maria, Action.SPAM, 2.0, count=12)
    answer = client.get(CHART)
    (style,) = re.findall(r"(?s)<style[^>]*>(.*?)</style>", answer.get_data(as_text=True))
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{hashed}';")
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_a_sites_name_is_text_in_the_chart(app, maria):
    odd = sites.add("odd", "<script>Odd & Co", ["https://odd.example"])
    client = signed_in(app, odd, Role.MODERATOR, email="odd@practice.example")
    svg = client.get(f"/staff/learning/{odd.slug}/chart.svg").get_data(as_text=True)
    assert "&lt;script&gt;Odd &amp; Co" in svg
    assert charts.NOTHING in svg


def test_readers_see_chart_and_page_and_may_choose_nothing(app, site):
    client = signed_in(app, site, Role.READER)
    assert client.get(CHART).status_code == 200
    page = client.get("/staff/learning")
    assert page.status_code == 200
    assert 'href="/staff/learning"' in page.get_data(as_text=True)
    answer = staff.press(client, "/staff/learning/blog", "/staff/learning", one_in="200")
    assert answer.status_code == 403


def test_another_sites_chart_is_not_there(client, site):
    sites.add("other", "Other", ["https://other.example"])
    assert client.get("/staff/learning/other/chart.svg").status_code == 404
    assert client.get("/staff/learning/nowhere/chart.svg").status_code == 404


def test_the_staff_alone_have_no_chart(app, site):
    assert signed_in(app, site, Role.STAFF).get(CHART).status_code == 403


def test_twelve_weeks_are_drawn_with_gaps_where_there_is_too_little():
    some = [Week(date(2026, 1, 5) + timedelta(weeks=n), caught=20, blamed=n) for n in range(12)]
    some[4] = Week(date(2026, 2, 2), caught=1)
    svg = charts.weekly(some, "Title").decode()
    assert svg.count('class="dot reactive') == 2 * 11
    assert "23 Mar" in svg


def test_the_library_leaves_the_imports_of_others_alone():
    code = (
        "import sys, intake.moderation.charts; "
        "sys.exit(any(type(one).__module__ == 'pygal' for one in sys.meta_path))"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0
