"""The rules page: people of a site make rules, see what each would do, and turn them on."""

import re

import pytest

from intake import db
from intake.moderation import rule_store, rules, shadow
from intake.moderation.queue_tables import Rule
from intake.moderation.rule_conditions import Act, State
from intake.sites import service as sites
from intake.words import Label, Role
from tests.drafts import COMMENT, send
from tests.machines import SaysAlways
from tests.people import account, signed_in
from tests.published import publish
from tests.ruled import column, rule
from tests.web.staff import judged, press, text

LIST = "/staff/rules/blog"
NEW = f"{LIST}/new"
VALID = {"name": "Pills", "act": "hold", "words": "cheap pills\r\ncasino\r\n"}


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.MODERATOR)


@pytest.fixture
def other(app, site):
    return sites.add("other", "Other Site", ["https://other.example"])


def make(client, **fields):
    return press(client, NEW, NEW, **{**VALID, **fields})


def one(site):
    db.done()
    return rule_store.of_site(site.id)[0]


def test_the_first_page_leads_to_the_rules_of_my_site(maria, site):
    assert maria.get("/staff/rules").location == LIST
    assert "There are no rules yet." in text(maria.get(LIST))


def test_a_rule_is_made_in_its_shadow_and_shown_in_words(maria, site):
    answer = make(maria, links="2", language="de", likely_from="50", thread_days="1")
    assert answer.status_code == 303
    assert one(site).state is State.SHADOW
    assert one(site).asked.words == ("cheap pills", "casino")
    page = text(maria.get(LIST))
    for words in (
        "Hold it for a person, if all of this holds",
        "It has one of these: “cheap pills”, “casino”.",
        "It has at least 2 links.",
        "It is in German.",
        "The first comment on its page is more than 1 day old.",
        "In its shadow: it only counts.",
        "It is being tried on the last comments.",
    ):
        assert words in page


def test_the_page_says_what_it_would_have_done_and_shows_it(maria, site, at):
    publish(site, at, 1, text="Buy cheap pills", author="Pillow")
    publish(site, at, 2)
    at.advance(seconds=1)
    make(maria)
    shadow.look_back(SaysAlways(Label.HAM))
    said = "It would have held 1 of the last 90 days’ 3 published."
    assert said in text(maria.get(LIST))
    page = text(maria.get(f"{LIST}/{one(site).id}"))
    assert said in page
    assert "Pillow, published: Buy cheap pills" in page


@pytest.mark.parametrize("state", ["on", "off", "shadow"])
def test_a_button_sets_what_it_says(maria, site, state):
    make(maria)
    rules.set_state(site.id, one(site).id, 1, State.OFF if state != "off" else State.ON)
    answer = press(maria, f"{LIST}/{one(site).id}/do", LIST, do=state)
    assert answer.status_code == 303
    assert one(site).state == state


def test_rules_are_moved_and_retired(maria, site):
    make(maria, name="First")
    make(maria, name="Second")
    first, second = rule_store.of_site(site.id)
    press(maria, f"{LIST}/{second.id}/do", LIST, do="up")
    assert [rule.name for rule in rule_store.of_site(site.id)] == ["Second", "First"]
    press(maria, f"{LIST}/{first.id}/do", LIST, do="retire")
    assert [rule.name for rule in rule_store.of_site(site.id)] == ["Second"]
    assert maria.get(f"{LIST}/{first.id}").status_code == 404


def test_an_unknown_button_changes_nothing(maria, site):
    make(maria)
    assert press(maria, f"{LIST}/{one(site).id}/do", LIST, do="delete").status_code == 400


def test_a_rule_is_changed_where_it_is_shown(maria, site):
    make(maria, links="2", fewer_published="3", likely_below="70")
    page = f"{LIST}/{one(site).id}"
    shown = maria.get(page).get_data(as_text=True)
    assert re.search(r'name="links"[^>]*value="2"', shown)
    assert "cheap pills\ncasino</textarea>" in shown.replace("\r", "")
    answer = press(maria, page, page, **VALID, links="5")
    assert answer.status_code == 303
    assert (one(site).asked.links, one(site).asked.fewer_published) == (5, 0)


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER, email="owner@practice.example")


def test_an_address_is_kept_as_a_code_and_shown_masked(owner, site):
    make(owner, words="", address="Anna@Example.org", name="Anna")
    kept = str(column(Rule.conditions)).casefold()
    assert "anna@" not in kept
    assert "example" not in kept
    assert "Its email address is A…@e…." in text(owner.get(LIST))
    page = f"{LIST}/{one(site).id}"
    before = one(site).asked
    press(owner, page, page, **{**VALID, "words": ""})
    assert one(site).asked == before
    press(owner, page, page, **VALID, forget_address="y")
    assert one(site).asked.email_index == ""


def test_a_domain_is_kept_as_a_code(owner, site):
    make(owner, words="", address="spam.example")
    assert "spam" not in str(column(Rule.conditions))
    assert "Its email address is at s….example." in text(owner.get(LIST))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Enter a name, so that your colleagues know what it is for"),
        ({"words": ""}, "Fill in at least one condition"),
        ({"words": "..."}, "Each must have a letter or a digit"),
        ({"words": "a" * 101}, "Each must be 100 characters or fewer"),
        ({"words": "\n".join(f"w{n}" for n in range(101))}, "Enter at most 100 words"),
        ({"links": "many"}, "Enter a whole number up to 100, or leave it empty"),
        ({"links": "٣"}, "Enter a whole number up to 100, or leave it empty"),
        ({"thread_days": "99999"}, "Enter a whole number up to 3650"),
        ({"address": "nobody"}, "Enter an email address in the correct format"),
        ({"network_of": "K7F2-ABC", "network_days": "7"}, "No comment on this site has this"),
        ({"network_of": "\x00é"}, "Enter a reference like K7F2-ABC"),
        ({"likely_from": "60", "likely_below": "60"}, "Enter a number above the one before"),
        ({"act": "delete"}, "Not a valid choice"),
        ({"language": "xx"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(owner, site, fields, sentence):
    answer = make(owner, **fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Error: New rule" in answer.get_data(as_text=True)
    assert rule_store.of_site(site.id) == []


def test_what_visitors_wrote_and_rules_are_called_is_text(maria, site, at):
    publish(site, at, 1, text="cheap pills <script>alert(1)</script>")
    make(maria, name="<img src=x onerror=alert(1)>", words="cheap pills")
    shadow.look_back(SaysAlways(Label.HAM))
    for page in (LIST, f"{LIST}/{one(site).id}"):
        shown = maria.get(page).get_data(as_text=True)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_another_sites_rules_and_pages_are_not_found(app, maria, site, other):
    id_ = rule(other, 1, Act.HOLD)
    assert maria.get("/staff/rules/other").status_code == 404
    for path in (f"/staff/rules/other/{id_}", f"{LIST}/{id_}"):
        assert maria.get(path).status_code == 404
        assert press(maria, path, LIST, **VALID).status_code == 404
        assert press(maria, f"{path}/do", LIST, do="off").status_code == 404
    assert press(maria, "/staff/rules/other/new", LIST, **VALID).status_code == 404
    assert rule_store.of_site(other.id)[0].state is State.ON


@pytest.mark.parametrize("role", [Role.STAFF, Role.READER])
def test_who_is_no_moderator_sees_no_rules(app, site, role):
    client = signed_in(app, site, role)
    for path in ("/staff/rules", LIST, NEW):
        assert client.get(path).status_code == 403


def test_a_closed_page_is_opened_again_here(app, maria, site, at):
    rule(site, account(app, site, Role.OWNER, email="o@one.example"), Act.CLOSE)
    judged(site, text="pills for everybody", path="/old")
    db.done()
    page = maria.get(LIST)
    assert "/old, closed" in text(page)
    action = re.search(r'action="([^"]+/reopen)"', page.get_data(as_text=True))[1]
    assert press(maria, action.replace("blog", "nosuch"), LIST).status_code == 404
    assert press(maria, action, LIST).status_code == 303
    send(site, COMMENT, path="/old")
    assert press(maria, action, LIST).status_code == 404


def test_a_site_says_when_it_has_rules_enough(maria, site, monkeypatch):
    monkeypatch.setattr(rules, "MOST_RULES", 1)
    make(maria)
    answer = make(maria)
    assert answer.status_code == 422
    assert "A site has at most 1 rules" in text(answer)


def test_the_language_names_are_those_that_the_machine_can_tell():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    from intake.moderation.rule_wording import LANGUAGES

    assert set(LANGUAGES) <= set(LanguageIdentifier.from_model_file(MODEL_FILE).labels)
