"""DATABASE_SCHEMA: our tables beside those of a host that has tables of the same names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from clueso import extensions, migrating
from clueso.config import Settings
from clueso.doctor import Health, examine
from clueso.extensions import Base, db
from clueso.postgresql import BoundedConnection
from clueso.toolbox import Toolbox
from tests.host_tables import Host
from tests.servers import database

SCHEMA = "clueso"


@pytest.fixture
def host(postgresql_url: str) -> Iterator[Host]:
    with database(postgresql_url) as url:
        host = Host(url)
        host.move_in()
        yield host


@pytest.fixture
def role(postgresql_url: str) -> Iterator[str]:
    """A role that may log in and nothing else; tests ask for it first, so that what it owns goes before it."""
    name = f"role_{uuid4().hex}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")
        yield name
        connection.execute(f"DROP ROLE {name}")


@contextmanager
def beside(url: str, tmp_path: Path, schema: str = SCHEMA) -> Iterator[Settings]:
    """An app context over this database."""
    env = {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "DATABASE_URL": url}
    settings = Settings.from_env(env | {"DATABASE_SCHEMA": schema})
    app = Flask("beside")
    extensions.init_app(app, settings)
    migrating.init_app(app, settings)
    with app.app_context():
        yield settings
        db.engine.dispose()


def as_role(url: str, role: str) -> str:
    return url.replace("//postgres@", f"//{role}@").replace("//postgres:", f"//{role}:")


def database_findings(settings: Settings) -> list[tuple[Health, str, str]]:
    found = examine(settings, Toolbox(settings))
    return [(f.health, f.seen, f.advice) for f in found if f.part in ("database", "migrations")]


def test_migrations_make_every_table_in_the_schema_and_leave_the_hosts_as_they_were(
    host: Host, tmp_path: Path
) -> None:
    before = host.everything()

    with beside(host.url, tmp_path):
        upgrade("migrations")
        upgrade("migrations")
        with db.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []

    assert host.everything() == before
    assert host.schemas() == {"public", SCHEMA}


def test_migrations_are_taken_back_in_the_schema_alone(host: Host, tmp_path: Path) -> None:
    before = host.everything()

    with beside(host.url, tmp_path):
        upgrade("migrations")
        downgrade("migrations", revision="base")
        with db.engine.connect() as connection:
            left = db.inspect(connection).get_table_names(schema=SCHEMA)

    assert left == ["alembic_version"]
    assert host.everything() == before


def test_a_schema_may_have_a_name_that_sql_reserves(host: Host, tmp_path: Path) -> None:
    with beside(host.url, tmp_path, "user"):
        upgrade("migrations")

    assert host.schemas() == {"public", "user"}


def test_a_table_that_is_missing_is_never_looked_for_at_the_hosts(host: Host, tmp_path: Path) -> None:
    with (
        beside(host.url, tmp_path),
        db.engine.connect() as connection,
        pytest.raises(ProgrammingError, match='relation "uploads" does not exist'),
    ):
        connection.execute(text("DELETE FROM uploads"))

    assert len(host.everything()["uploads"]) == 2


def test_a_role_that_may_not_create_the_schema_is_told_who_can(
    role: str, host: Host, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with beside(as_role(host.url, role), tmp_path), pytest.raises(SystemExit):
        upgrade("migrations")

    assert f"CREATE SCHEMA clueso AUTHORIZATION {role};" in caplog.text


def test_a_role_that_owns_the_schema_needs_no_right_on_the_database(
    role: str, host: Host, tmp_path: Path
) -> None:
    with psycopg.connect(host.url) as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA} AUTHORIZATION {role}")

    with beside(as_role(host.url, role), tmp_path) as settings:
        upgrade("migrations")
        found = database_findings(settings)

    assert [health for health, *_ in found] == [Health.OK, Health.OK]
    assert "schema clueso" in found[0][1]


def test_the_doctor_names_a_schema_that_is_missing(host: Host, tmp_path: Path) -> None:
    with beside(host.url, tmp_path) as settings:
        found = database_findings(settings)

    assert found[0][0] == Health.WRONG
    assert "schema clueso" in found[0][1]
    assert "db upgrade" in found[0][2]


def test_a_connection_that_lost_the_search_path_is_refused(host: Host) -> None:
    """What a pooler in transaction mode does to PostgreSQL's startup options."""
    connection = BoundedConnection.connect(host.url)

    with pytest.raises(psycopg.OperationalError, match="looks up tables in public too"):
        connection.demand_schema(SCHEMA)

    assert connection.closed


def test_a_search_path_that_the_role_brings_along_is_as_good(role: str, host: Host) -> None:
    """What to do behind such a pooler."""
    with psycopg.connect(host.url, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {SCHEMA} AUTHORIZATION {role}")
        admin.execute(f"ALTER ROLE {role} SET search_path = {SCHEMA}")

    with BoundedConnection.connect(as_role(host.url, role)) as connection:
        connection.demand_schema(SCHEMA)
        row = connection.execute("SELECT current_schema()").fetchone()

    assert row == (SCHEMA,)
