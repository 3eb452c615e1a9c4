"""Published threads before Flask: the same answer, sooner, and never an error of its own."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import create_engine, text
from werkzeug.test import create_environ

from intake import db
from intake.threads.fast import FastPages
from tests import apps
from tests.published import publish


class FellThrough(Exception):
    """Flask was asked."""


def flask_is_asked(environ, start_response):
    raise FellThrough


fast = FastPages(flask_is_asked)


def ask(query="path=/articles/hello", form="json", method="GET", **headers):
    """Ask without Flask; return status, headers and body."""
    environ = create_environ(
        f"/blog/comments.{form}", query_string=query, method=method, headers=headers
    )
    said = {}

    def start_response(status, headers, exc_info=None):
        said.update(status=status, headers=headers)

    body = b"".join(fast(environ, start_response))
    return said["status"], said["headers"], body


@pytest.mark.parametrize("form", ["html", "json"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_answers_without_flask_exactly_as_flask_does(app, site, at, form, encoding, method):
    publish(site, at)
    status, headers, body = ask(form=form, method=method, **{"Accept-Encoding": encoding})
    app.wsgi_app = app.wsgi_app._app
    flask = app.test_client().open(
        f"/blog/comments.{form}?path=/articles/hello",
        method=method,
        headers={"Accept-Encoding": encoding},
    )
    assert (status, body) == (flask.status, flask.data)
    assert {pair for pair in headers if pair[0] != "Vary"} <= set(flask.headers)


def test_it_answers_304_without_flask(site, at):
    publish(site, at)
    etag = dict(ask()[1])["ETag"]
    assert ask(**{"If-None-Match": f'"other", W/{etag}'})[0] == "304 Not Modified"
    assert ask(**{"If-None-Match": "*"})[0] == "304 Not Modified"
    assert ask(**{"If-None-Match": '"other"'})[0] == "200 OK"


@pytest.mark.parametrize(
    "query",
    ["", "path=", "path=/other", "path=/articles/hello&page=2", "path=/articles/hello&page=x",
     "path=/articles/hello&x=1", "path=/articles/hello&path=/other", "page=1",
     "path=%00", "path=%ff", "path=" + "/a" * 400],
)  # fmt: skip
def test_what_it_does_not_surely_know_it_hands_on(site, at, query):
    publish(site, at)
    with pytest.raises(FellThrough):
        ask(query)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_it_answers_nothing_but_reading(site, at, method):
    publish(site, at)
    with pytest.raises(FellThrough):
        ask(method=method)


def test_trouble_with_the_database_goes_on_to_flask_and_passes(site, at):
    publish(site, at)
    with db.transaction() as session:
        session.execute(text("ALTER TABLE thread_page RENAME TO thread_page_away"))
    try:
        with pytest.raises(FellThrough):
            ask()
    finally:
        with db.transaction() as session:
            session.execute(text("ALTER TABLE thread_page_away RENAME TO thread_page"))
    assert ask()[0] == "200 OK"


def test_a_connection_that_broke_is_replaced(site, at):
    publish(site, at)
    ask()
    db.session().connection().connection.driver_connection.close()
    with pytest.raises(FellThrough):
        ask()
    assert ask()[0] == "200 OK"


def test_a_database_that_is_away_is_said_in_a_sentence(settings):
    away = f"postgresql+psycopg://nobody@/nothing?host={settings.data}"
    client = apps.another(settings, database_url=away).test_client()
    answer = client.get("/blog/comments.html?path=/articles/hello")
    assert answer.status_code == 503
    assert "We cannot reach our records just now." in answer.text
    db.close()


def test_a_child_process_reads_by_itself(site, at):
    publish(site, at)
    before = ask()
    child = os.fork()
    if child == 0:
        os._exit(0 if ask() == before else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ask() == before


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_first_post_after_a_restart_of_the_database_is_taken(client, site, database_url):
    client.get("/blog/comments.json?path=/a")  # this thread keeps its connection for the next one
    engine = create_engine(database_url)
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    engine.dispose()
    words = {"path": "/a", "name": "Jo", "email": "jo@example.org", "comment": "Hello there"}
    assert client.post("/blog/comment", data=words).status_code == 303
