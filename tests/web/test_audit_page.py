"""The audit page: for owners, about their sites, in sentences; searched, taken out, and checked."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest

from intake import audit, db
from intake.accounts.tables import Account
from intake.privacy import exporting, readings
from intake.sites import service as sites
from intake.words import Role
from tests.drafts import CALLBACK
from tests.people import account, signed_in
from tests.web import visiting
from tests.web.staff import judged, press, text

ADA = "ada@x.example"
NOBODY_FOUND = "Nothing was found."


@pytest.fixture
def ada(app, site):
    return signed_in(app, site, Role.OWNER, email=ADA, name="Ada")


@pytest.fixture
def shop(app):
    return sites.add("shop", "The Shop", ["https://shop.example"])


def note(action="rule.change", account_id=None, site_id=None, origin="command", **more):
    audit.origin.set(origin)
    with db.transaction():
        audit.note(action, account_id=account_id, site_id=site_id, **more)


def test_a_decision_is_said_in_a_sentence_with_when_and_from_where(app, site, ada):
    item, call = judged(site), judged(site, CALLBACK)
    mo = signed_in(app, site, Role.MODERATOR, email="mo@x.example", name="Mo")
    press(mo, f"/staff/queue/{item.id}/decide", action="approve", seen="pending")
    press(mo, f"/staff/queue/{item.id}/decide", action="undo", seen="approved")
    press(mo, f"/staff/queue/{call.id}/decide", action="spam", seen="approved")
    page = text(ada.get("/staff/audit"))
    assert f"Mo published the comment {item.id} on Riverside Blog." in page
    assert f"Mo took a decision back and put the comment {item.id} back into the queue" in page
    assert f"Mo marked the callback request {call.reference} as spam on Riverside Blog." in page
    assert "just now (09:30 today), from 127.0.0.1" in page
    assert f'href="/staff/queue/{item.id}"' in ada.get("/staff/audit").get_data(as_text=True)


def test_what_nobody_gave_a_sentence_is_said_all_the_same(site, ada):
    mo = account(ada.application, site, Role.READER, name="Mo")
    note("rule.change", mo, site.id, subject="rule:3", state="shadow", was=None)
    note("site_policy.make", None, site.id)
    note("account.invite", mo, site.id, subject=f"account:{mo}", role="reader")
    page = text(ada.get("/staff/audit"))
    assert "Mo changed the rule 3 on Riverside Blog. state: shadow" in page
    assert "was:" not in page
    assert "Intake made the site policy on Riverside Blog." in page
    assert "Mo invited Mo on Riverside Blog. role: reader" in page


def test_who_did_it_without_an_account_is_said_too(site, ada):
    mo = account(ada.application, site, Role.STAFF, name="Mo")
    for origin in ("command", "visitor", "192.0.2.7"):
        note("comment.change", None, site.id, origin=origin)
    note("account.sign_in_failed", mo, subject=f"account:{mo}", origin="192.0.2.7")
    page = text(ada.get("/staff/audit"))
    assert "Intake changed the comment on Riverside Blog." in page
    assert "A visitor changed the comment on Riverside Blog." in page
    assert "Somebody who was not signed in changed" in page
    assert "Somebody gave a wrong password for Mo. just now (09:30 today), from 192.0.2.7" in page


def test_who_takes_or_closes_a_message_stands_there(site, ada):
    call = judged(site, CALLBACK)
    for button in ("claim", "close", "reopen"):
        press(ada, f"/staff/desk/{call.reference}/{button}")
    page = text(ada.get("/staff/audit"))
    for did in ("claimed", "closed", "reopened"):
        assert f"Ada {did} the callback request {call.reference} on Riverside Blog." in page


def test_a_visitors_network_is_not_kept(app, site, at):
    visiting.send(app.test_client(), at, "comment")
    assert audit.origin.get() == "visitor"


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.STAFF, Role.READER])
def test_only_an_owner_opens_it_or_is_led_to_it(app, site, role):
    client = signed_in(app, site, role)
    assert client.get("/staff/audit").status_code == 403
    for path in ("check", "export"):
        answer = press(client, f"/staff/audit/{path}", page="/staff/audit", form="csv")
        assert answer.status_code == 403
    assert '"/staff/audit"' not in client.get("/staff/").get_data(as_text=True)
    assert '"/staff/audit"' in _owner(app, site).get("/staff/audit").get_data(as_text=True)


def _owner(app, site):
    return signed_in(app, site, Role.OWNER, email="olga@x.example")


def test_an_owner_sees_their_own_sites_and_the_people_of_these(app, site, shop, ada):
    mo = account(app, site, Role.MODERATOR, name="Mo")
    zoe = account(app, shop, Role.MODERATOR, email="zoe@x.example", name="Zoe")
    note("rule.change", mo, site.id, subject="rule:1")
    note("rule.change", zoe, shop.id, subject="rule:2")
    note("account.sign_in", mo)
    note("account.sign_in", zoe)
    note("account.reset_password", None, subject=f"account:{mo}")
    note("database.move", None)
    page = text(ada.get("/staff/audit"))
    assert "Mo signed in." in page
    assert "changed the rule 1" in page
    assert "Intake reset the password of Mo." in page
    for hidden in ("rule 2", "Zoe", "database", "The Shop"):
        assert hidden not in page
    assert ada.get("/staff/audit?site=shop").status_code == 422
    assert NOBODY_FOUND in text(ada.get("/staff/audit?about=rule:2"))


def test_who_owns_every_site_sees_what_concerns_none(site, ada):
    note("database.move", None)
    assert "Intake moved the database." in text(ada.get("/staff/audit"))


def test_it_is_searched_by_everything_that_is_told(app, site, ada):
    mo = account(app, site, Role.MODERATOR, name="Mo")
    item = judged(site)
    note("item.decide", mo, site.id, subject=f"submission:{item.id}", new="approved")
    note("rule.change", None, site.id, subject="rule:3")
    decided, changed = "Mo published", "changed the rule 3"
    for query, found in {
        f"who={mo}": {decided},
        "who=0": {changed},
        "action=rule.change": {changed},
        f"about={item.id}": {decided},
        f"about={item.reference.lower()}": {decided},
        "about=rule:3": {changed},
        "site=blog": {decided, changed},
        "since=2026-03-02&until=2026-03-02": {decided, changed},
        "until=2026-03-01": set(),
        "since=2026-03-03": set(),
        f"who={mo}&action=rule.change": set(),
        "about=nothing": set(),
        "about=%00": None,
        "since=tomorrow": None,
        "until=9999-12-31": None,
        "action=x": set(),
        "who=x": None,
    }.items():
        answer = ada.get(f"/staff/audit?{query}")
        if found is None:
            assert answer.status_code == 422, query
            assert "There is a problem" in text(answer)
        else:
            assert answer.status_code == 200, query
            assert {words for words in (decided, changed) if words in text(answer)} == found, query


def test_older_lines_are_on_the_next_page(site, ada, monkeypatch):
    monkeypatch.setattr(readings, "PAGE", 2)
    for number in range(1, 6):
        note(site_id=site.id, subject=f"rule:{number}")
    note("rule.other", site_id=site.id)
    page = ada.get("/staff/audit?action=rule.change")
    assert "rule 5" in text(page)
    assert "rule 3" not in text(page)
    link = re.search(r'href="(\S+)">Older', page.get_data(as_text=True))[1]
    older = text(ada.get(html.unescape(link)))
    assert "rule 3" in older
    assert "rule 4" not in older
    for cursor in ("x", "-1", "9" * 40, "²"):
        assert ada.get(f"/staff/audit?before={cursor}").status_code == 404


def exported(client, form, query=""):
    answer = press(client, f"/staff/audit/export{query}", page="/staff/audit", form=form)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def test_it_comes_as_json_lines_and_that_is_noted(site, ada):
    note("rule.change", None, site.id, subject="rule:3", state="on")
    answer = exported(ada, "jsonl", "?action=rule.change")
    assert answer.headers["Content-Disposition"] == "attachment; filename=audit-2026-03-02.jsonl"
    (line,) = map(json.loads, answer.get_data(as_text=True).splitlines())
    assert line["details"] == {"state": "on"}
    assert (line["site"], line["subject"], line["at"][:10]) == ("blog", "rule:3", "2026-03-02")
    assert "Ada took out lines of the audit log on Riverside Blog." in text(ada.get("/staff/audit"))


def test_a_spreadsheet_calculates_nothing_of_it_and_loses_nothing(app, site, ada):
    names = ["=1+1", '=HYPERLINK("http://x")', "＝1", ";=2+3", '"=4', "@SUM(1)", "'Ann", "O'Hara"]
    for number, name in enumerate(names):
        note("x.y", account(app, site, Role.STAFF, email=f"{number}@x.example", name=name), site.id)
    answer = exported(ada, "csv", "?action=x.y")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [exporting.value(row["name"]) for row in reversed(rows)] == names
    for row in rows:
        for cell in row.values():
            assert cell[:1] not in {*"=+-@＝＋－＠\t\r\n"}
    assert ";=" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("form", ["", "csv\0"])
def test_in_another_form_nothing_is_taken_out(site, ada, form):
    before = audit.verify().rows
    assert exported(ada, form).status_code == 400
    assert audit.verify().rows == before


def test_nothing_of_another_site_is_taken_out(app, site, shop, ada):
    note("rule.change", None, shop.id, subject="rule:2")
    assert "rule:2" not in exported(ada, "jsonl").get_data(as_text=True)
    assert exported(ada, "jsonl", "?site=shop").status_code == 422


def test_the_chain_is_checked_on_a_button(site, ada):
    note(site_id=site.id)
    rows, head = audit.verify().rows, audit.verify().head
    good = text(press(ada, "/staff/audit/check", page="/staff/audit"))
    assert "Every line is as it was written" in good
    assert f"{rows} lines were checked, those of all sites." in good
    assert f"The code of the last good one, to keep somewhere else: {head}" in good
    assert "Every line" in text(press(ada, "/staff/audit/check", page="/staff/audit", head=head))
    lost = press(ada, "/staff/audit/check", page="/staff/audit", head="f" * 64)
    assert "This log was tampered with" in text(lost)
    odd = press(ada, "/staff/audit/check", page="/staff/audit", head="my code")
    assert odd.status_code == 422
    assert ada.get("/staff/audit/check").location == "/staff/audit"


def test_an_account_that_chose_no_name_is_a_number_and_never_an_address(app, site, ada):
    nameless = account(app, site, Role.STAFF, email="new@x.example", name="")
    note("x.y", nameless, site.id)
    assert f"Account {nameless} did “x: y” to the x" in text(ada.get("/staff/audit"))
    assert "new@x.example" not in exported(ada, "csv").get_data(as_text=True)
    assert db.session().get(Account, nameless).name == ""
