"""Migrations give the very tables of the models, on both databases."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from clueso import extensions, migrating
from clueso.config import Settings
from clueso.extensions import Base, db
from clueso.models.passage import WORDS
from tests.servers import database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with database(request.getfixturevalue("postgresql_url")) as url:
        yield url


@pytest.fixture
def app(empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    app = Flask("migrations")
    settings = Settings.from_env(
        {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "DATABASE_URL": empty_database}
    )
    extensions.init_app(app, settings)
    migrating.init_app(app, settings)
    with app.app_context():
        yield app
        db.engine.dispose()


def differences() -> list[Any]:
    """How the tables of the database differ from the models."""

    def is_compared(_: object, name: str | None, kind: str, __: bool, ___: object) -> bool:
        # SQLite's full-text index is no table of the models, and stands for PostgreSQL's index.
        is_index_of_words = kind == "index" and (name or "").endswith("_stems") and not is_postgresql
        return not (is_index_of_words or (name or "").startswith(WORDS))

    with db.engine.connect() as connection:
        is_postgresql = connection.dialect.name == "postgresql"
        context = MigrationContext.configure(connection, opts={"include_object": is_compared})
        with warnings.catch_warnings():
            # On SQLite Alembic says that it skips the index that only PostgreSQL has.
            warnings.filterwarnings("ignore", ".*skipping.*'ix_passages_owner_stems'", UserWarning)
            return list(compare_metadata(context, Base.metadata))


def test_migrating_an_empty_database_gives_what_the_models_say(app: Flask) -> None:
    upgrade("migrations")

    assert differences() == []


def test_migrating_twice_changes_nothing(app: Flask) -> None:
    upgrade("migrations")
    upgrade("migrations")

    assert differences() == []


def test_every_migration_can_be_taken_back(app: Flask) -> None:
    upgrade("migrations")
    downgrade("migrations", revision="base")

    with db.engine.connect() as connection:
        assert set(connection.dialect.get_table_names(connection)) <= {"alembic_version"}
