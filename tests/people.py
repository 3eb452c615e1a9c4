"""People who work here, for tests: accounts with roles, and clients that are signed in."""

from __future__ import annotations

import re
from functools import cache

from intake import clock, db
from intake.accounts import passwords, store
from intake.accounts.tables import Account

PASSWORD = "seven quiet herons"


@cache
def hashed_once(password):
    return passwords.hashed(password)


def account(app, site, *roles, email="maria@practice.example", name="Maria Lind"):
    """Store an account with these roles on the site; return its id."""
    with app.app_context():
        hashed = hashed_once(PASSWORD)
    with db.transaction():
        id_ = store.add_account(
            Account(
                email=email,
                name=name,
                password=hashed,
                fs_uniquifier=email,
                created_at=clock.now(),
            )
        )
        for role in roles:
            store.add_membership(id_, site.id, role)
    return id_


def csrf_token(client, path="/staff/sign-in"):
    """Return the token of a page with a form."""
    page = client.get(path).get_data(as_text=True)
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def sign_in(client, email="maria@practice.example", password=PASSWORD, **more):
    """Sign in through the page; return the answer."""
    data = {"csrf_token": csrf_token(client), "email": email, "password": password, **more}
    return client.post("/staff/sign-in", data=data)


def signed_in(app, site, *roles, email="maria@practice.example", name="Maria Lind"):
    """Return a client of somebody who has these roles and has signed in."""
    account(app, site, *roles, email=email, name=name)
    client = app.test_client()
    assert sign_in(client, email).status_code == 303
    return client


def sign_in_to(page, email="maria@practice.example"):
    """Sign in by hand, in a browser."""
    page.goto("/staff/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def prove(client):
    """Type the password again, as one is asked to a while after signing in."""
    path = "/staff/account/again"
    data = {"csrf_token": csrf_token(client, path), "password": PASSWORD}
    assert client.post(path, data=data).status_code == 303
