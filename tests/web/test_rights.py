"""The authorisation matrix: every route, for every role, with an object of every site; by cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from intake import db
from intake.accounts import guard
from intake.sites import service as sites
from intake.words import Role
from tests import people, rights
from tests.rights import EVERYBODY, FITTING, OTHER, OWNER, ROLES, STRANGER, Row
from tests.web.staff import shown

OURS, THEIRS, MISSING = range(3)
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
NOT_KEPT_STILL = {"signed_in"}  # says when somebody was last here


@pytest.fixture
def other(app):
    return sites.add("shop", "The Shop", ["https://shop.example"])


@pytest.fixture
def objects(app, site, other):
    return rights.objects(app, site, other)


@pytest.fixture
def sign_in(app, site, other):
    """Return clients of a role. The account is made once."""
    made = {}

    def client_of(role):
        client = app.test_client()
        if role == STRANGER:
            return client
        email = f"{role.replace(' ', '-')}@practice.example"
        if role not in made:
            where, has = (other, Role.OWNER) if role == OTHER else (site, Role(role))
            made[role] = people.account(app, where, has, email=email)
        assert people.sign_in(client, email).status_code == 303
        return client

    return client_of


def routes(app):
    """Every rule with each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        for method in sorted(rule.methods & METHODS):
            yield rule, method


@dataclass(frozen=True)
class Cell:
    """One thing to ask. `whose`: the objects that its path names."""

    rule: Rule
    method: str
    row: Row
    path: str
    whose: frozenset[int]

    def __str__(self):
        return f"{self.method} {self.path} ({self.rule.endpoint})"


def cells(app, objects):
    """Every route with an object of each kind; just once, if it is about none."""
    for rule, method in routes(app):
        row = rights.row_of(rule.endpoint, method)
        named = [name for name in sorted(rule.arguments) if name not in FITTING]
        for whose in product((OURS, THEIRS, MISSING), repeat=len(named)) if row else ():
            if len({*whose} - {OURS}) < 2:  # one that is not ours beside ours says enough
                path = _path(app, rule, dict(zip(named, whose, strict=True)), objects)
                yield Cell(rule, method, row, path, frozenset(whose))


def _path(app, rule, whose, objects):
    arguments = {name: FITTING[name] for name in rule.arguments if name in FITTING}
    for name, kind in whose.items():
        known = objects.get(f"{rule.endpoint}.{name}") or objects.get(name)
        assert known, f"tests/rights.py: objects() does not know {name}, of {rule.rule}"
        arguments[name] = known[kind]
    return app.url_map.bind("intake.example").build(rule.endpoint, arguments)


def ask(client, cell, token):
    data = {"csrf_token": token, **cell.row.fields}
    return client.open(cell.path, method=cell.method, data=data, buffered=True)


def token_of(client, role):
    page = "/staff/sign-in" if role == STRANGER else shown(client, "/staff/")
    return people.csrf_token(client, page)


def outcome(answer):
    """Say an answer in one word: "in", or how one was kept out."""
    if answer.status_code == 302 and "/sign-in" in answer.location:
        return "sent to sign in"
    return {401: "401", 403: "403", 404: "404"}.get(answer.status_code, "in")


def expected(role, cell):
    """Return the outcomes that are right in this cell."""
    mine, foreign = (THEIRS, OURS) if role == OTHER else (OURS, THEIRS)
    if (OWNER if role == OTHER else role) not in cell.row.may:
        if role == STRANGER:
            return {"sent to sign in"}
        return {"403"} if cell.whose <= {mine} else {"403", "404"}
    if cell.row.is_public or cell.row.leads_on or not cell.whose & {foreign, MISSING}:
        return {"in"}
    return {"404"}


def rows_of_all_tables():
    db.done()
    return {
        table.name: sorted(map(repr, db.session().execute(select(table))))
        for table in db.Base.metadata.sorted_tables
        if table.name not in NOT_KEPT_STILL
    }


def test_every_route_has_a_row(app):
    without = {
        f"{method} {rule.rule} ({rule.endpoint}) has no row: say in tests/rights.py who may use it."
        for rule, method in routes(app)
        if rights.row_of(rule.endpoint, method) is None
    }
    assert not without, "\n".join(sorted(without))


def test_what_is_for_everybody_here_is_what_is_open(app):
    for rule, method in routes(app):
        row = rights.row_of(rule.endpoint, method)
        is_for_all = row is not None and row.may == EVERYBODY
        assert is_for_all == guard.is_open(app, rule.endpoint) or row is None, rule.rule


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_let_in_where_it_may_and_changes_nothing_elsewhere(app, objects, sign_in, role):
    client = sign_in(role)
    token, before = token_of(client, role), rows_of_all_tables()
    asked = [(cell, expected(role, cell)) for cell in cells(app, objects)]
    closed = [(cell, right) for cell, right in asked if "in" not in right]
    assert len(closed) > 20
    wrong = [_wrong(client, token, cell, right) for cell, right in closed]
    assert not any(wrong), "\n".join(filter(None, wrong))
    assert rows_of_all_tables() == before

    for cell, right in asked:
        if "in" in right:
            wrong.append(_wrong(client, token, cell, right))
            if cell.row.ends:
                client = sign_in(role)
                token = token_of(client, role)
    assert not any(wrong), "\n".join(filter(None, wrong))


def _wrong(client, token, cell, right):
    """Ask, and say what is wrong with the answer."""
    answer = ask(client, cell, token)
    got, is_well = outcome(answer), answer.status_code < 400 or answer.status_code == 409
    if got in right and (got != "in" or is_well):
        return ""
    if "in" in right and answer.status_code in cell.row.gets:
        return ""
    return f"{cell}: {answer.status_code}, should be {' or '.join(sorted(right))}"


def test_no_button_works_without_our_token(app, objects, sign_in):
    client = sign_in(OWNER)
    before, wrong = rows_of_all_tables(), []
    for cell in cells(app, objects):
        is_open = cell.rule.endpoint.partition(".")[0] in guard.OPEN_BLUEPRINTS
        if not is_open and cell.method != "GET" and cell.whose <= {OURS}:
            answer = ask(client, cell, "x")
            if answer.status_code not in {400, 403}:
                wrong.append(f"{cell}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert rows_of_all_tables() == before
