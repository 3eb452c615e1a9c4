"""What is looked for: the words of comments, and items by the reason that spoke about them."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The words of comments alone; what was sent to the staff is sealed, and nobody may look for it.
# Deleted words leave the index at once ("secure-delete"), not only when it is next merged.
ON_SQLITE = (
    (
        "CREATE VIRTUAL TABLE comment_words USING fts5(author, text, content='comment', "
        "content_rowid='submission_id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    ),
    "INSERT INTO comment_words(comment_words, rank) VALUES ('secure-delete', 1)",
    (
        "CREATE TRIGGER comment_words_added AFTER INSERT ON comment BEGIN "
        "INSERT INTO comment_words(rowid, author, text) "
        "VALUES (new.submission_id, new.author, new.text); END"
    ),
    (
        "CREATE TRIGGER comment_words_removed AFTER DELETE ON comment BEGIN "
        "INSERT INTO comment_words(comment_words, rowid, author, text) "
        "VALUES ('delete', old.submission_id, old.author, old.text); END"
    ),
    (
        "CREATE TRIGGER comment_words_changed AFTER UPDATE OF author, text ON comment BEGIN "
        "INSERT INTO comment_words(comment_words, rowid, author, text) "
        "VALUES ('delete', old.submission_id, old.author, old.text); "
        "INSERT INTO comment_words(rowid, author, text) "
        "VALUES (new.submission_id, new.author, new.text); END"
    ),
    "INSERT INTO comment_words(comment_words) VALUES ('rebuild')",
)
# Without its marks first, because PostgreSQL keeps www.example.org as one word. Words of the
# author's name have the weight A.
MARKS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~“”„‘’‚«»‹›–—…·•¿¡\u00a0"
BLANKS = " " * len(MARKS.replace("''", "'"))
ON_POSTGRESQL = (
    (
        "CREATE FUNCTION comment_words(author text, text text) RETURNS tsvector "
        "LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT "
        "pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig, "
        f"pg_catalog.translate($1, '{MARKS}', '{BLANKS}')), 'A') OPERATOR(pg_catalog.||) "
        "pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig, "
        f"pg_catalog.translate($2, '{MARKS}', '{BLANKS}')), 'B') $$"
    ),
    (
        "ALTER TABLE comment ADD COLUMN comment_words tsvector "
        "GENERATED ALWAYS AS (comment_words(author, text)) STORED"
    ),
    "CREATE INDEX ix_comment_words ON comment USING gin (comment_words)",
)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if is_sqlite else ON_POSTGRESQL:
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if not is_sqlite else statement)
    op.create_index("ix_evidence_name", "evidence", ["name", "submission_id"])
