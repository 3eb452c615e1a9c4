"""The migrations and the tables in the code say the same, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from intake import db, migrating
from intake.engines import writing_engine


def test_the_migrated_database_has_exactly_the_tables_of_the_code(database_url):
    engine = writing_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, db.Base.metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(database_url):
    migrating.migrate(database_url)
    engine = writing_engine(database_url)
    assert "submission" in inspect(engine).get_table_names()
    engine.dispose()
