"""Declarations: what a form may be, every mistake in a sentence, and the way to TOML and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.declared import changes, service
from intake.declared.declaration import RESERVED, STANDARD, Type, WrongForm, as_dict
from intake.declared.reading import from_dict, from_toml
from intake.declared.writing import to_toml
from intake.setup import form_sketch
from intake.submissions.built_forms import BuiltForm
from tests.web import visiting

EMAIL = {"name": "email", "type": "email", "label": "Your address", "required": True}


def declared(*fields, **top):
    usual = {"name": "own", "goes_to": "contact", "title": "A form", "fields": [EMAIL, *fields]}
    return from_dict(usual | top)


def asked(**more):
    return {"name": "a", "type": "text", "label": "A"} | more


def choices(*given, type_="choice", **more):
    return asked(type=type_, choices=list(given), **more)


def sentences(make, *fields, **top):
    with pytest.raises(WrongForm) as refused:
        make(*fields, **top)
    return [str(mistake) for mistake in refused.value.mistakes]


@pytest.mark.parametrize("name", service.examples())
def test_every_example_is_a_form_and_the_same_when_written_and_read(name):
    form = service.example(name)
    assert from_toml(to_toml(form)) == form == from_dict(as_dict(form))
    assert form_sketch.sketched(form).declaration(name) == form
    assert hash(form)


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (
            asked(name="B c"),
            "Field 2: The name of a field is small letters, digits and underscores",
        ),
        (asked(name="__class__"), "Field 2: The name of a field"),
        (asked(name="ticket"), "Field ticket: No field can be called ticket"),
        (asked(name="data"), "Field data: No field can be called data"),
        (asked(name="email"), "Two fields are called email."),
        (asked(type="txt"), "Field a: type is none of text, long_text"),
        (asked(type=["text"]), "Field a: type must be a text in quotes"),
        (asked(label=" "), "Field a: label must not be empty."),
        (asked(label="x" * 201), "Field a: label must be 200 characters or fewer."),
        (asked(label="a\u202eb"), "Field a: label must be one line without invisible signs."),
        (asked(hint="a\nb"), "Field a: hint must be one line"),
        (asked(required="yes"), "Field a: required must be true or false, without quotes."),
        (asked(reqired=True), "Field a: reqired is unknown here; did you mean required?"),
        (asked(most=0), "Field a: most must be a whole number from 1 to 5000."),
        (asked(most=True), "Field a: most must be a whole number"),
        (asked(choices=["x"]), "Field a: choices is unknown here"),
        (asked(messages={"emty": "x"}), "Field a: emty is unknown here; did you mean empty?"),
        (asked(messages="x"), "Field a: messages must be a table"),
        (asked(autocomplete="onfocus"), "Field a: autocomplete is none that browsers know"),
        (asked(type="date", earliest="soon"), "Field a: earliest must be a number of days"),
        (asked(type="date", earliest=2, latest=1), "Field a: earliest is after latest"),
        (asked(type="window"), "Field a: A field of the type window must be called window"),
        (choices(), "Field a: choices is missing"),
        (choices("x", "x"), "Field a: Two choices have the same value."),
        (choices(1), "Field a: Choice 1 is a text, or a table of value and label."),
        (choices({"label": "x", "lable": 1}), "Field a: Choice 1 is a text"),
        (choices(*map(str, range(41))), "Field a: A field has at most 40 choices, not 41."),
        (
            choices({"label": "x"}, required=True),
            "Field a: The value of a choice must not be empty",
        ),
        (asked(name="phone"), "Field phone: The field called phone is of the type phone."),
        (asked(name="voicemail", type="consent"), "Field voicemail: A field called voicemail is"),
        (asked(name="message", type="long_text", private=True), "Field message: The field called"),
        ("text", "Each of the fields begins with [[fields]]."),
    ],
)
def test_a_mistake_in_a_field_is_named(field, sentence):
    assert any(said.startswith(sentence) for said in sentences(declared, field))


@pytest.mark.parametrize(
    ("top", "sentence"),
    [
        ({"name": "Own"}, "The name of a form is small letters"),
        ({"name": "comment"}, "No form can be called comment"),
        ({"name": "callback"}, "The form callback goes to callback."),
        ({"goes_to": "comment"}, "goes_to is none of contact, callback"),
        ({"goes_to": "callback"}, "A callback needs a field called phone that is required."),
        ({"goes_to": "callback"}, "A callback needs a field called window"),
        ({"title": None}, "title is missing."),
        ({"fields": []}, "A form needs at least one field."),
        ({"fields": [asked()]}, "A form needs a field called email or phone that is required"),
        ({"fields": [asked()] * 41}, "A form has at most 40 fields, not 41."),
        ({"fields": {"a": 1}}, "fields must be a list in brackets."),
        ({"colour": "red"}, "colour is unknown here."),
        ({"a\u202eb": 1}, "A long or odd word is unknown here."),
        (
            {"fields": [EMAIL, *(asked(name=f"a{n}", most=5000) for n in range(5))]},
            "The texts may be 25,000 characters long together",
        ),
        (
            {
                "fields": [
                    EMAIL,
                    *(choices(*map(str, range(30)), type_="choices", name=n) for n in "ab"),
                ]
            },
            "All fields of the type choices together have at most 50, not 60.",
        ),
        (
            {"fields": [EMAIL, *(choices(*map(str, range(40)), name=n) for n in "abcdefg")]},
            "A form has at most 200 choices in all its fields, not 280.",
        ),
    ],
)
def test_a_mistake_in_the_form_is_named(top, sentence):
    assert any(said.startswith(sentence) for said in sentences(declared, **top))


def test_all_mistakes_are_told_at_once_with_their_lines():
    text = 'name = "x"\ngoes_to = "contact"\n\n[[fields]]\nname = "a"\ntype = "text"\n'
    assert sentences(from_toml, text) == [
        "title is missing.",
        "Line 4, field a: label is missing.",
        "A form needs a field called email or phone that is required, so that you can answer.",
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("name = ", "This is not TOML at the end of the file: "),
        ('a = 1\nb = "c\nd"', "Line 2: This is not TOML: "),
        ("a = 1\na = 2", "This is not TOML at the end of the file: "),
        ("a = " + "[" * 5000, "This is not TOML"),
        ("#" * 20_001, "The file is longer than 20,000 characters."),
        ("most = " + "1" * 5000, "This is not TOML: a number in it is too long."),
        (".".join("a" * 9_000) + " = 1", "A key has at most 8 dots."),
        ("x = ['''a'''', {" + '"a" . ' * 9 + "a = 1}]", "A key has at most 8 dots."),
        ('["".' + '"\\"".' * 9 + "a]", "A key has at most 8 dots."),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text, start):
    assert sentences(from_toml, text)[0].startswith(start)


def test_dots_in_texts_and_notes_are_in_no_key():
    form, dots = declared(), "a.b.c.d.e.f.g.h.i.j.k"
    for given_ in (f"'{dots}'", f'"\\"{dots}"', f'"""\n"{dots}"""""', f'"a"  # {dots}'):
        assert "dots" not in sentences(from_toml, f"other = {given_}\n{to_toml(form)}")[0]


@given(st.text(max_size=200))
def test_any_text_is_a_form_or_has_mistakes(text):
    with pytest.raises(WrongForm):
        from_toml(text)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_any_label_survives_the_file_and_the_editor(label):
    try:
        form = declared(asked(label=label), choices(label, "other", name="b"))
    except WrongForm:
        return
    assert from_toml(to_toml(form)) == form


def test_no_field_can_take_the_place_of_what_forms_need():
    names = {name for name in dir(BuiltForm) if name.islower() and not name.startswith("_")}
    assert names <= RESERVED
    assert not RESERVED & set(STANDARD)


def test_the_usual_fields_of_tests_are_those_of_the_usual_forms():
    for name in service.USUAL:
        known = {each.name for each in service.example(name).fields}
        assert set(visiting.FORMS[name]) <= known


def test_what_changed_is_told_in_sentences():
    old = declared(asked(), asked(name="b"), choices("x", "y", name="c"))
    new = declared(
        choices("x", "z", name="c"), asked(required=True, most=9), asked(name="d"), title="Other"
    )
    assert changes.between(old, old) == []
    assert set(changes.between(old, new)) == {
        "The title: “A form” became “Other”.",
        "The field d is new.",
        "The field b is gone.",
        "The field a must be filled in now.",
        "The field a, most characters: “200” became “9”.",
        "The field c has other choices: with “z” and without “y”.",
        "The fields are in another order.",
    }


def test_every_type_can_be_declared():
    assert set(Type) >= set(STANDARD.values())
