"""Owners decide who works for their sites: roles given, changed and taken, at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts import people, store
from intake.accounts.tables import Account, Membership
from intake.alerts import ways
from intake.alerts.tables import Destination
from intake.sites import service as sites
from intake.words import Channel, Role
from tests.account_letters import actions, noted
from tests.authenticators import add_app
from tests.people import account, csrf_token, signed_in
from tests.told import has_way
from tests.web.staff import press, text

PAGE = "/staff/people"
BEN = "ben@practice.example"


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.OWNER)


@pytest.fixture
def ben(app, site, maria):
    return signed_in(app, site, Role.MODERATOR, email=BEN, name="Ben Holt")


@pytest.fixture
def clinic(app, site):
    return sites.add("clinic", "The Clinic", ["https://clinic.example"])


def id_of(email):
    return db.session().scalar(select(Account.id).where(Account.email == email))


def roles_of(email, slug="blog"):
    db.done()
    query = select(Membership.role).where(
        Membership.account_id == id_of(email), Membership.site_id == sites.get(slug).id
    )
    return sorted(db.session().scalars(query))


def give(client, email, *roles, slug="blog"):
    path = f"{PAGE}/{slug}/{id_of(email)}"
    data = {"csrf_token": csrf_token(client, "/staff/account"), "roles": list(roles)}
    return client.post(path, data=data)


def remove(client, email, slug="blog"):
    return press(client, f"{PAGE}/{slug}/{id_of(email)}/remove", "/staff/account")


def told(site):
    db.done()
    query = select(Destination.audience).where(
        Destination.site_id == site.id, Destination.is_enabled
    )
    return sorted(db.session().scalars(query))


def test_the_page_lists_people_with_their_roles(app, site, maria, ben):
    add_app(ben)
    page = text(maria.get(PAGE))
    assert f"Ben Holt Moderator. {BEN}. Signs in with a second step." in page
    assert "Maria Lind Owner. maria@practice.example. No second step yet." in page


def test_only_owners_open_it_and_find_it_in_the_bar(maria, ben):
    assert ben.get(PAGE).status_code == 403
    assert PAGE not in ben.get("/staff/queue").text
    assert PAGE in maria.get("/staff/queue").text
    for path in (f"/blog/{1}", f"/blog/{1}/remove", "/invite", "/blog/invitations/1/again"):
        assert press(ben, PAGE + path, "/staff/account").status_code == 403, path


def test_roles_change_at_once_with_what_one_is_told(app, site, maria, ben):
    give(maria, BEN, Role.MODERATOR, Role.STAFF)
    assert roles_of(BEN) == ["moderator", "staff"]
    assert told(site) == ["staff"]  # the fixture's own role came without mails
    assert ben.get("/staff/desk").status_code == 200
    assert give(maria, BEN, Role.READER).location == f"{PAGE}?done=changed"
    assert roles_of(BEN) == ["reader"]
    assert told(site) == []
    assert ben.get("/staff/desk").status_code == 403
    assert [row[:3] for row in noted() if row[1].startswith("role.")] == [
        (1, "role.give", "account:2"),
        (1, "role.give", "account:2"),
        (1, "role.take", "account:2"),
        (1, "role.take", "account:2"),
    ]


def test_whoever_keeps_a_role_is_told_of_it_still(site, maria, ben):
    give(maria, BEN, Role.OWNER)
    assert told(site) == ["moderator", "staff"]
    give(maria, BEN, Role.STAFF)
    assert told(site) == ["staff"]


def test_removing_ends_everything_on_the_site_and_nothing_elsewhere(app, site, clinic, maria, ben):
    with db.transaction() as session:
        session.add(Membership(account_id=id_of(BEN), site_id=clinic.id, role=Role.STAFF))
    assert remove(maria, BEN).location == f"{PAGE}?done=removed"
    assert roles_of(BEN) == []
    assert roles_of(BEN, "clinic") == ["staff"]
    assert ben.get("/staff/queue").status_code == 403
    assert ben.get("/staff/desk").status_code == 200
    assert remove(maria, BEN).status_code == 404


def test_the_last_owner_stays_one(app, site, maria, ben):
    email = "maria@practice.example"
    answer = give(maria, email, Role.MODERATOR)
    assert answer.status_code == 422
    assert "A site must have an owner" in answer.text
    assert remove(maria, email).status_code == 409
    assert roles_of(email) == ["owner"]
    give(maria, BEN, Role.OWNER)
    assert give(maria, email, Role.MODERATOR).location == "/staff/account"
    assert roles_of(email) == ["moderator"]
    assert maria.get(PAGE).status_code == 403


@pytest.mark.parametrize("change", [{"active": False}, {"name": ""}])
def test_an_owner_who_cannot_sign_in_is_none(site, maria, ben, change):
    give(maria, BEN, Role.OWNER)
    with db.transaction() as session:
        for name, value in change.items():
            setattr(session.get(Account, id_of(BEN)), name, value)
    assert remove(maria, "maria@practice.example").status_code == 409


def test_two_owners_who_remove_each_other_at_once_leave_one(app, site, maria, ben):
    give(maria, BEN, Role.OWNER)
    ids = {
        client: id_of(email) for client, email in ((maria, BEN), (ben, "maria@practice.example"))
    }
    tokens = {client: csrf_token(client, "/staff/account") for client in ids}

    def press_remove(client):
        path = f"{PAGE}/blog/{ids[client]}/remove"
        return client.post(path, data={"csrf_token": tokens[client]}).status_code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(press_remove, ids))
    assert codes[0] == 303
    assert codes[1] in {403, 409}
    db.done()
    owners = db.session().scalars(select(Membership).where(Membership.role == Role.OWNER)).all()
    assert len(owners) == 1


def test_somebody_must_have_a_role_that_there_is(maria, ben):
    for roles in ((), ("king",), (Role.STAFF, "king")):
        assert give(maria, BEN, *roles).status_code == 422
    assert roles_of(BEN) == ["moderator"]


def test_another_sites_people_are_not_there(app, site, clinic, maria):
    account(app, clinic, Role.MODERATOR, email="eva@clinic.example", name="Eva Stern")
    eva = id_of("eva@clinic.example")
    page = maria.get(PAGE).text
    assert "Eva" not in page
    assert "The Clinic" not in page
    for slug in ("clinic", "blog", "nowhere"):
        path = f"{PAGE}/{slug}/{eva}"
        assert maria.get(path).status_code == 404
        for action in ("", "/remove"):
            answer = press(maria, path + action, "/staff/account", roles="owner")
            assert answer.status_code == 404
    assert roles_of("eva@clinic.example", "clinic") == ["moderator"]


def test_a_number_beyond_what_databases_count_to_is_not_there(maria):
    for path in (f"{PAGE}/blog/{2**63}", f"/staff/account/passkeys/{2**70}"):
        assert maria.get(path).status_code == 404


def test_the_page_of_a_person_ticks_what_they_have(maria, ben):
    page = maria.get(f"{PAGE}/blog/{id_of(BEN)}").text
    assert 'value="moderator" checked' in page
    assert page.count("checked") == 1


def test_a_reader_lands_at_the_queue(app, site):
    reader = signed_in(app, site, Role.READER, email="rita@practice.example")
    assert reader.get("/staff/").location == "/staff/queue"


@pytest.mark.parametrize("how", ["moderator", "removed", "account removed"])
def test_who_works_on_the_desk_no_more_has_no_ways_there(app, site, clinic, maria, how):
    jo = account(app, site, Role.STAFF, email="jo@practice.example", name="Jo")
    with db.transaction():
        store.add_membership(jo, clinic.id, Role.STAFF)
    for where in (site, clinic):
        has_way(jo, where, Channel.EMAIL, "jo@private.example")
    give(maria, "jo@practice.example", Role.STAFF, Role.MODERATOR)
    assert len(ways.of([site.id, clinic.id], jo)) == 2
    if how == "moderator":
        give(maria, "jo@practice.example", Role.MODERATOR)
    elif how == "removed":
        remove(maria, "jo@practice.example")
    else:
        people.remove("jo@practice.example")
    db.done()
    left = [] if how == "account removed" else [clinic.id]
    assert [way.site_id for way in ways.of([site.id, clinic.id], jo)] == left
    rows = db.session().scalars(select(Destination).where(Destination.audience == "own"))
    assert sorted((row.is_enabled, bool(row.address_sealed)) for row in rows) == (
        [(False, False)] * (2 - len(left)) + [(True, True)] * len(left)
    )
    assert actions().count("way.remove") == 2 - len(left)
