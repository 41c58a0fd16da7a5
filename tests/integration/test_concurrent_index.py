"""An index on a table that is in use: built however long it takes, and again after a build that broke."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError

from clueso import extensions, migrating
from clueso.config import Settings
from clueso.extensions import db
from clueso.postgresql import BoundedConnection
from tests.servers import database

ROOT = Path(__file__).parents[2]
Migrate = Callable[[str, str], None]
MIGRATION = """
from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade():
    op.{call}("ix_notes", "notes", [sa.text("{expression}")])
"""
SLOW = """
CREATE FUNCTION slow(a integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql
AS 'BEGIN PERFORM pg_sleep(2); RETURN a; END'
"""
GUARD = """
CREATE FUNCTION guard(a integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE held text;
BEGIN
  SELECT mode INTO held FROM pg_locks WHERE relation = 'notes'::regclass AND pid = pg_backend_pid()
    AND mode NOT IN ('AccessShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock');
  IF held IS NOT NULL THEN RAISE USING MESSAGE = held || ' stops writers'; END IF;
  RETURN a;
END $$
"""


def app_with_migrations(data_dir: Path, **env: str) -> Flask:
    """An app with the commands of migrations, and no tables."""
    app = Flask("migrations")
    settings = Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(data_dir), **env})
    extensions.init_app(app, settings)
    migrating.init_app(app, settings)
    return app


@pytest.fixture
def app(tmp_path: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A table with a row, where a statement may take 1 s and an answer 1.5 s, not 30 and 40."""
    short = "-c statement_timeout=1s -c lock_timeout=1s"
    monkeypatch.setitem(extensions.POSTGRESQL_ARGUMENTS, "options", short)
    monkeypatch.setattr(BoundedConnection, "answer_timeout_s", 1.5)
    with database(postgresql_url) as url:
        app = app_with_migrations(tmp_path, DATABASE_URL=url)
        with app.app_context():
            run("CREATE TABLE notes (size integer)", "INSERT INTO notes VALUES (0)", SLOW)
            yield app
            db.engine.dispose()


@pytest.fixture
def migrate(tmp_path: Path) -> Migrate:
    """Run one migration by the project's own environment."""

    def migrate(call: str, expression: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("0*"), dirs_exist_ok=True)
        migration = MIGRATION.format(call=call, expression=expression)
        (folder / "versions" / "0001.py").write_text(migration)
        upgrade(str(folder))

    return migrate


def run(*statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def ask(question: str) -> list[object]:
    with db.engine.connect() as connection:
        return list(connection.exec_driver_sql(question).scalars())


def is_valid() -> list[object]:
    return ask("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('ix_notes')")


def test_it_may_take_longer_than_any_other_statement(app: Flask, migrate: Migrate) -> None:
    with pytest.raises(DBAPIError):
        migrate("create_index", "slow(size)")

    migrate("create_index_concurrently", "slow(size)")

    assert is_valid() == [True]


def test_the_bounds_hold_again_afterwards(app: Flask, migrate: Migrate) -> None:
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection

    migrate("create_index_concurrently", "size")

    with db.engine.connect() as connection:
        assert connection.connection.driver_connection is driver
    assert isinstance(driver, BoundedConnection)
    assert driver.answer_timeout_s == 1.5
    assert ask("SHOW statement_timeout") == ["1s"]
    assert ask("SHOW lock_timeout") == ["1s"]


def test_writers_go_on_while_it_is_built(app: Flask, migrate: Migrate) -> None:
    run(GUARD)
    with pytest.raises(DBAPIError, match="ShareLock stops writers"):
        migrate("create_index", "guard(size)")

    migrate("create_index_concurrently", "guard(size)")

    assert is_valid() == [True]


def test_it_waits_for_older_writers(app: Flask, migrate: Migrate) -> None:
    url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(url, options="-c idle_in_transaction_session_timeout=2s")) as older:
        older.execute("INSERT INTO notes VALUES (1)")  # and holds its lock until the server ends it

        migrate("create_index_concurrently", "size")

        assert is_valid() == [True]
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            older.execute("SELECT 1")


def test_a_build_that_broke_leaves_an_invalid_index_which_the_next_try_replaces(
    app: Flask, migrate: Migrate
) -> None:
    with pytest.raises(DBAPIError):
        migrate("create_index_concurrently", "(1 / size)")
    assert is_valid() == [False]
    run("DELETE FROM notes")

    migrate("create_index_concurrently", "(1 / size)")

    assert is_valid() == [True]


def test_one_that_stands_already_is_left_as_it_is(app: Flask, migrate: Migrate) -> None:
    run("CREATE INDEX ix_notes ON notes (size)")
    before = ask("SELECT 'ix_notes'::regclass::oid")

    migrate("create_index_concurrently", "size")

    assert ask("SELECT 'ix_notes'::regclass::oid") == before


def test_sqlite_builds_it_too(tmp_path: Path, migrate: Migrate) -> None:
    app = app_with_migrations(tmp_path)
    with app.app_context():
        run("CREATE TABLE notes (size integer)")

        migrate("create_index_concurrently", "size")

        assert ask("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE INDEX%'") == ["ix_notes"]
        db.engine.dispose()
