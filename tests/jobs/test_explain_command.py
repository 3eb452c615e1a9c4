"""`flask intake model explain`: why a text has its score, part by part, on the terminal."""

import re

import pytest

from intake.moderation import learning
from intake.moderation.spam import registry
from intake.moderation.spam.teaching import Teacher
from intake.sites import service as sites
from intake.words import Action, Evidence, Label, Role
from tests import people
from tests.deciding import comments, decide
from tests.drafts import CONTACT
from tests.web.staff import judged

ADVERT = "Buy cheap v1agra at http://pills.example.ru now"


@pytest.fixture
def explain(app, site):
    return lambda *words: app.test_cli_runner().invoke(args=["intake", "model", "explain", *words])


def numbers(output):
    """Every printed weight, the sum last."""
    return [float(number) for number in re.findall(r"^ *([+-]\d+\.\d\d)  ", output, re.MULTILINE)]


def test_the_printed_parts_add_up_to_the_printed_sum(explain):
    output = explain(ADVERT).output
    *parts, total = numbers(output)
    assert len(parts) > 5
    assert sum(parts) == pytest.approx(total, abs=0.006 * len(parts))
    assert "viagra" in output
    assert "together:" in output


def test_it_explains_an_item_by_its_reference_with_what_the_form_noticed(explain, site):
    item = judged(site, text="The harbour is closed", evidence=[Evidence.TRAP])
    output = explain("--item", item.reference.lower()).output
    assert "harbour" in output
    assert "A field that people cannot see was filled in." in output


def test_of_a_message_to_the_staff_it_prints_no_word(explain, site):
    item = judged(site, CONTACT, Label.SPAM, text="My knee hurts so much", name="Jonas Weber")
    output = explain("--item", item.reference).output
    assert "which are sealed" in output
    assert "  the words" not in output  # nor how much each of them weighs
    for word in ("knee", "hurts", "Jonas", "Weber"):
        assert word not in output


def test_what_a_site_taught_is_told_when_the_site_is_named(app, explain, site):
    maria = people.account(app, site, Role.MODERATOR)
    decide(comments(site, 5), maria, Action.SPAM)
    learning.learn_due(Teacher(registry.current()))
    assert "learnt here" in explain("The harbour is closed", "--site", "blog").output
    assert "learnt here" not in explain("The harbour is closed").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Give either a text, or --item"),
        (("text", "--item", "AAAA-AAA"), "Give either a text, or --item"),
        (("--item", "AAAA-AAA"), "There is no item AAAA-AAA here."),
        (("text", "--site", "nowhere"), "There is no site of this name here."),
    ],
)
def test_what_cannot_be_explained_is_refused_in_a_sentence(explain, words, sentence):
    answer = explain(*words)
    assert answer.exit_code == 1
    assert sentence in answer.output


def test_an_item_of_another_site_is_not_found_under_this_one(explain, site):
    item = judged(site)
    sites.add("shop", "The Shop", ["https://shop.example"])
    assert "There is no item" in explain("--item", item.reference, "--site", "shop").output
    assert explain("--item", item.reference, "--site", "blog").exit_code == 0
