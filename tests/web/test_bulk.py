"""Many at once, in the browser: the bar, the question, the page of a bulk, and its undo."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from flask import render_template_string

from intake import db, times
from intake.moderation import bulk, bulk_forms, bulk_store, wording
from intake.moderation.groups import Group
from intake.moderation.tabs import Tab
from intake.moderation.wanted import Wanted
from intake.sites import service as sites
from intake.words import Kind, Status
from tests import apps
from tests.manyatonce import PENDING, comments, decisions, statuses
from tests.people import signed_in
from tests.web.staff import press, text

BULK = "/staff/queue/bulk"
SPAM = Status.SPAM


@pytest.fixture
def ada(app, site):
    return signed_in(app, site, "moderator", email="ada@x.example", name="Ada")


def ask(client, action, query="", tab=Tab.WAITING, **fields):
    """Press a button of the bar above a tab."""
    wanted = bulk_forms.token(Wanted(tab=tab, alike=fields.pop("alike", None)))
    return press(client, f"{BULK}{query}", page=BULK, action=action, wanted=wanted, **fields)


def newest():
    db.done()
    return bulk_store.recent(1, 1)[0]


def test_what_is_selected_is_decided_and_the_moderator_is_back_where_the_bar_was(ada, site):
    ids = comments(site, 4)
    answer = ask(ada, "spam", "?tab=waiting&before=x", item=ids[:3])
    assert (answer.status_code, answer.location) == (303, "/staff/queue?tab=waiting&before=x")
    assert [statuses()[id_] for id_ in ids] == [SPAM] * 3 + [PENDING]
    page = text(ada.get(f"{BULK}/1"))
    assert "Marked 3 items as spam. " in page
    assert "Undo all of it" in page


def test_nothing_selected_changes_nothing(ada, site):
    comments(site, 2)
    answer = ask(ada, "spam")
    assert answer.status_code == 303
    assert decisions() == 0


def test_all_that_match_are_asked_about_first_if_they_are_many(ada, site):
    comments(site, 51)
    answer = ask(ada, "spam", "?tab=waiting", all="1")
    assert answer.status_code == 200
    assert "Mark 51 items as spam?" in text(answer)
    assert decisions() == 0
    later = comments(site, 1, start=51)
    up_to = re.search(r'name="newest" value="(\d+)"', answer.text)[1]
    answer = ask(ada, "spam", "?tab=waiting", all="1", newest=up_to)
    assert answer.location == f"{BULK}/1"
    page = ada.get(f"{BULK}/1")
    assert "Marking as spam: 51 items" in text(page)
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert ada.get(f"{BULK}/1/progress").json == {
        "reached": 0,
        "total": 51,
        "sentence": "0 of 51",
        "is_working": True,
    }
    bulk.work_due()
    assert "Marked 51 items as spam." in text(ada.get(f"{BULK}/1"))
    assert not ada.get(f"{BULK}/1/progress").json["is_working"]
    assert [id_ for id_, status in statuses().items() if status == PENDING] == later


def test_a_few_that_match_are_decided_at_once(ada, site):
    comments(site, 50)
    assert ask(ada, "approve", all="1").status_code == 303
    assert set(statuses().values()) == {Status.APPROVED}


def test_it_is_stopped_and_undone_by_buttons(ada, site):
    comments(site, 60)
    ask(ada, "trash", all="1", newest="1000")
    answer = press(ada, f"{BULK}/1/cancel", page=f"{BULK}/1")
    assert answer.location == f"{BULK}/1"
    assert "Stopped at 0 of 60. The rest is as it was." in text(ada.get(f"{BULK}/1"))
    ids = sorted(statuses())
    ask(ada, "trash", item=ids[:5])
    answer = press(ada, f"{BULK}/2/undo", page=f"{BULK}/2")
    assert answer.location == f"{BULK}/3"
    assert "Took back 5 decisions." in text(ada.get(f"{BULK}/3"))
    assert "Ada took this back." in text(ada.get(f"{BULK}/2"))
    assert set(statuses().values()) == {PENDING}
    assert press(ada, f"{BULK}/2/undo", page=f"{BULK}/2").status_code == 409
    assert ada.get(f"{BULK}/2/undo").location == f"{BULK}/2"


def test_it_says_what_others_decided_meanwhile(ada, app, site):
    ben = signed_in(app, site, "moderator", email="ben@x.example", name="Ben")
    ids = comments(site, 5)
    ask(ben, "spam", item=ids[:2])
    ask(ada, "approve", item=ids)
    page = text(ada.get(f"{BULK}/2"))
    assert "Approved 3 items." in page
    assert "2 were decided by others meanwhile and left as they were." in page


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "undo", "all": "1"},
        {"action": "burn", "all": "1"},
        {"action": "spam", "item": "one"},
        {"action": "spam", "item": "9" * 30},
        {"action": "spam", "all": "1", "newest": "-1"},
        {"action": "spam", "item": [str(number) for number in range(501)]},
    ],
)
def test_nonsense_is_refused(ada, site, fields):
    comments(site, 1)
    assert ask(ada, **fields).status_code == 400
    assert decisions() == 0


def test_a_filter_that_the_queue_did_not_draw_is_refused(ada, site):
    comments(site, 1)
    drawn = bulk_forms.token(Wanted())
    for wanted in ("", drawn[:-2], "0" + drawn[1:], drawn.replace("waiting", "spam"), "é"):
        answer = press(ada, BULK, page=BULK, action="spam", all="1", wanted=wanted)
        assert answer.status_code == 400
    assert decisions() == 0


def test_another_sites_items_and_bulks_are_not_there(ada, app, site):
    elsewhere = sites.add("other", "Other", ["https://other.example"])
    theirs = comments(elsewhere, 2)
    assert ask(ada, "spam", item=theirs).status_code == 404
    ben = signed_in(app, elsewhere, "moderator", email="ben@x.example", name="Ben")
    ask(ben, "spam", item=theirs)
    for path in (f"{BULK}/1", f"{BULK}/1/progress"):
        assert ada.get(path).status_code == 404
    for what in ("undo", "cancel", "end"):
        assert press(ada, f"{BULK}/1/{what}", page=BULK).status_code == 404
    assert set(statuses().values()) == {SPAM}


def test_the_staff_and_readers_decide_nothing(app, site):
    comments(site, 1)
    client = signed_in(app, site, "staff", email="staff@x.example", name="Sam")
    assert press(client, BULK, page="/staff/desk", action="spam", all="1").status_code == 403
    client = signed_in(app, site, "reader", email="reader@x.example", name="Rea")
    assert client.get(BULK).status_code == 403
    assert client.post(BULK, data={"action": "spam", "all": "1"}).status_code == 403
    assert decisions() == 0


@pytest.fixture
def bar(settings, at, site):
    """A signed-in client of an application that has a page with nothing but bar and campaign."""
    app = apps.another(settings)
    item = SimpleNamespace(id=1, site_id=site.id, is_comment=True, kind=Kind.COMMENT)
    source = (
        '{% include "moderation/bulk_bar.html" %}'
        '{% from "moderation/campaign.html" import campaign with context %}'
        "{{ campaign(page.items[0], group, wanted, site) }}"
    )

    def page():
        return render_template_string(
            source,
            finder=SimpleNamespace(wanted=Wanted()),
            wanted=Wanted(),
            counts={Tab.WAITING: 412},
            page=SimpleNamespace(items=[item]),
            group=Group(1, 38, at.now),
            site=site,
            wording=wording,
            moment_at=times.moment_at,
        )

    app.add_url_rule("/staff/bar", "bar", page)
    return signed_in(app, site, "moderator", email="bea@x.example", name="Bea")


def test_the_bar_offers_what_can_be_done_here(bar, site):
    page = bar.get("/staff/bar?tab=waiting")
    assert 'action="/staff/queue/bulk?tab=waiting"' in page.text
    assert "All 412 that match" in text(page)
    bar_alone = page.text.partition("</form>")[0]
    assert re.findall(r'name="action" value="(\w+)"', bar_alone) == [
        "approve",
        "reject",
        "spam",
        "trash",
    ]


def test_the_bar_says_once_what_was_just_done(bar, site):
    ask(bar, "spam", item=comments(site, 3))
    page = text(bar.get("/staff/bar"))
    assert "Marked 3 items as spam. Undo" in page
    assert "Marked" not in text(bar.get("/staff/bar"))
    ask(bar, "spam")
    assert "Nothing was selected." in text(bar.get("/staff/bar"))


def test_a_row_offers_one_decision_about_all_that_are_like_it(bar, site):
    page = bar.get("/staff/bar")
    assert "38 like this since 09:30 today" in text(page)
    assert "Mark 38 items as spam" in text(page)
    for link in (
        "?tab=waiting&amp;alike=1",
        "?tab=waiting&amp;link=1",
        "?tab=waiting&amp;sender=1",
    ):
        assert f'href="/staff/queue{link}"' in page.text
