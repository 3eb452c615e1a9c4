"""The migrations and the tables in the code say the same, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from intake import db, migrating
from intake.engines import writing_engine
from intake.moderation import word_index


def test_the_migrated_database_has_exactly_the_tables_of_the_code(database_url):
    engine = writing_engine(database_url)
    with engine.connect() as connection:
        opts = {"compare_type": False, "include_object": word_index.is_declared}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, db.Base.metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(database_url):
    migrating.migrate(database_url)
    engine = writing_engine(database_url)
    assert "submission" in inspect(engine).get_table_names()
    engine.dispose()


def test_what_was_judged_before_there_were_reasons_is_kept_and_not_explained(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.db'}"
    migrating.migrate(url, to="0002")
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO site (slug, name, origins, windows, region, time_zone, created_at) "
            "VALUES ('blog', 'Blog', '[]', '[]', 'US', 'UTC', '2026-01-01 00:00:00')"
        )
        connection.exec_driver_sql(
            "INSERT INTO submission (site_id, kind, status, receipt, reference, key, "
            "content_digest, sender_key, received_at, attempts) VALUES (1, 'comment', 'pending', "
            "'r', 'R', 'k', 'd', 's', '2026-01-01 00:00:00', 0)"
        )
        connection.exec_driver_sql(
            "INSERT INTO verdict (submission_id, label, probability, model_version, judged_at) "
            "VALUES (1, 'ham', 0.1, 'old', '2026-01-01 00:00:00')"
        )
    migrating.migrate(url)
    with engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT rude, private, is_sample, why FROM verdict").one()
    engine.dispose()
    assert tuple(row) == (0.0, 0.0, 1, "{}")
