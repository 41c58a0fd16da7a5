"""Fixtures that most tests share: real Redis, both databases, and a runtime over them.

Fixtures import Clueso themselves: most unit tests and the controller of pytest-xdist do without it.
"""

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from clueso.config import Settings
    from jobs.runtime import Runtime

pytest_plugins = ["tests.tiny_whisper_fixture"]


def _kept_from_the_run(send: Callable[[int, int], None], own: int) -> Callable[[int, int], None]:
    """Return `send`, refusing the numbers that name the whole run: it would end without a word."""

    def guarded(target: int, number: int) -> None:
        if target in (0, -1, own):
            raise ValueError(f"A signal to {target} would end the run of the tests.")
        send(target, number)

    return guarded


os.kill = _kept_from_the_run(os.kill, -os.getpgrp())
os.killpg = _kept_from_the_run(os.killpg, os.getpgrp())


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without the garbage collector, which never looks at them later either.

    Modules and tests stay to the end. Full collections of them took a third of the start of each process.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse to run when pytest-xdist has put a group of tests under no name.

    Each process would then start the costly stacks of every group anew.
    """
    if getattr(config.option, "loadgroup", False):  # pytest-xdist sets it in the processes that run tests
        grouped = [item for item in items if item.get_closest_marker("xdist_group")]
        if loose := [item.nodeid for item in grouped if "@" not in item.nodeid.rpartition("]")[2]]:
            raise pytest.UsageError(f"pytest-xdist does not group {len(loose)} tests, such as {loose[0]}.")


@pytest.fixture(scope="session")
def redis_server_url() -> Iterator[str]:
    from tests.servers import redis_running

    with redis_running() as url:
        yield url


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    """A Redis that is empty at the start."""
    from clueso.queue import Courier

    Courier(redis_server_url).connection.flushall()
    return redis_server_url


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A server, by its superuser's URL."""
    from tests.servers import postgresql_running

    with postgresql_running() as url:
        yield url


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and no rows; a copy of it is ready without a hundred writes to the disk."""
    from sqlalchemy import create_engine

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    _create_tables(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def _postgresql_database(postgresql_url: str) -> "Iterator[Engine]":
    from sqlalchemy import create_engine

    from tests.servers import database

    with database(postgresql_url) as url:
        # A test may fork, or end all connections.
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), pool_pre_ping=True)
        _create_tables(engine)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database with all tables; each test that asks for it runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "clueso.db"
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
        return f"sqlite:///{path}"
    engine: Engine = request.getfixturevalue("_postgresql_database")
    _empty(engine)
    url = engine.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


@pytest.fixture
def environment(tmp_path: Path, database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "CLUESO_ENV": "development",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> "Settings":
    from clueso.config import Settings

    return Settings.from_env(environment)


@pytest.fixture
def runtime(settings: "Settings") -> "Iterator[Runtime]":
    """A worker's runtime with its app context pushed."""
    from clueso.extensions import db
    from jobs.runtime import create_runtime

    runtime = create_runtime(settings)
    with runtime.app.app_context():
        yield runtime
        db.session.remove()
        db.engine.dispose()


def _create_tables(engine: "Engine") -> None:
    from clueso import models  # noqa: F401 - fills the metadata
    from clueso.extensions import Base

    Base.metadata.create_all(engine)


def _empty(engine: "Engine") -> None:
    """Delete all rows of a PostgreSQL database with Clueso's tables, once nobody uses them.

    TRUNCATE would take ten times as long: it makes new files for every table and index.
    """
    from sqlalchemy import text

    from clueso.extensions import Base

    tables = [table.name for table in Base.metadata.sorted_tables]
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the audit log's guards
        connection.execute(text(f"LOCK TABLE {', '.join(tables)}"))
        connection.execute(text("; ".join(f"DELETE FROM {name}" for name in tables)))
