"""Every page is closed unless it is listed open, here and in accounts/guard.py."""

import pytest

from intake.accounts import guard
from intake.sites import service as sites
from intake.words import Role
from tests import apps
from tests.people import signed_in

# Each is open on purpose. A new one is a decision: add it here, with care.
OPEN = {
    "static",
    "accounts.sign_in",
    "accounts.first_account",
    "accounts.new_password",
    "accounts.forgotten_password",
    "accounts.invitation",
    "second.ask",
    "second.ask_to_sign",
    "demo.front",
    "demo.index",
    "demo.article",
    "watch.healthz",
    "watch.readyz",
}
PUBLIC = {"submissions", "promises", "threads", "authors", "mailed", "alerts", "replies"}


def closed_routes(app):
    """Every way to ask for something that is not on the list: method and path."""
    adapter = app.url_map.bind("intake.example")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN or rule.endpoint.partition(".")[0] in PUBLIC:
            continue
        path = adapter.build(rule.endpoint, {name: argument(rule, name) for name in rule.arguments})
        for method in sorted(rule.methods):
            yield method, path


def argument(rule, name):
    """Return something that this part of a path may be."""
    part = rule._converters[name]
    if type(part).__name__ == "AnyConverter":
        return min(part.items)
    return 1 if type(part).__name__ == "IntegerConverter" else "x"


def test_what_is_open_is_what_was_decided(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    is_open = {name for name in endpoints if guard.is_open(app, name)}
    assert {name for name in is_open if name.partition(".")[0] not in PUBLIC} <= OPEN
    assert not [
        name
        for name in PUBLIC
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{name}.") and rule.rule.startswith("/staff")
    ]


def test_a_stranger_gets_to_the_sign_in_page_and_no_further(app):
    routes = list(closed_routes(app))
    assert len(routes) > 10
    for method, path in routes:
        answer = app.test_client().open(path, method=method)
        assert answer.status_code == 302, (method, path)
        assert answer.location.startswith("/staff/sign-in"), (method, path)


def test_a_stranger_who_asks_for_json_gets_401(app):
    for method, path in closed_routes(app):
        answer = app.test_client().open(path, method=method, headers={"Accept": "application/json"})
        assert answer.status_code == 401, (method, path)


def test_a_view_that_nobody_thought_about_is_closed(settings, at):
    app = apps.another(settings)
    app.testing = True
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert app.test_client().get("/forgotten").status_code == 302


def test_a_page_that_does_not_exist_is_not_found(client):
    for path in ("/staff/nothing", "/console", "/rq", "/metrics", "/.git/config"):
        assert client.get(path).status_code == 404


def test_each_role_opens_its_own_pages_only(app, site):
    allowed = {
        Role.OWNER: {"/staff/status", "/staff/queue", "/staff/desk", "/staff/learning"},
        Role.MODERATOR: {"/staff/queue", "/staff/learning"},
        Role.STAFF: {"/staff/desk"},
    }
    for role, pages in allowed.items():
        client = signed_in(app, site, role, email=f"{role}@practice.example")
        for page in allowed[Role.OWNER]:
            answer = client.get(page, follow_redirects=True)
            assert answer.status_code == (200 if page in pages else 403), (role, page)


def test_the_navigation_shows_what_one_may_open_and_where_one_is(app, site):
    owner = signed_in(app, site, Role.OWNER)
    page = owner.get("/staff/status").get_data(as_text=True)
    assert 'href="/staff/status" aria-current="page"' in page
    assert page.count("aria-current") == 1
    for place in ("queue", "desk", "learning"):
        assert f'href="/staff/{place}"' in page
    assert "Maria Lind" in page


@pytest.mark.parametrize(
    "path", ["/staff/status", "/staff/sign-in", "/staff/first-account", "/staff/password"]
)
def test_pages_about_people_are_not_kept_by_caches(app, site, path):
    owner = signed_in(app, site, Role.OWNER)
    assert "no-store" in owner.get(path).headers.get("Cache-Control", "")


def test_no_site_can_be_called_what_a_page_of_ours_begins_with(app):
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    ours = {first for first in firsts if first and not first.startswith("<")}
    assert ours - {"demo"} <= sites.TAKEN  # the demo site's pages are its own
