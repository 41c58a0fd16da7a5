"""The database as `extensions` sets it up."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from clueso import extensions
from clueso.config import Settings
from clueso.errors import ConfigError
from clueso.extensions import db


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask(__name__)
    extensions.init_app(
        app, Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path / "new")})
    )
    with app.app_context():
        db.session.execute(text("CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER)"))
        db.session.execute(text("CREATE TABLE notes (counter_id INTEGER REFERENCES counters (id))"))
        db.session.execute(text("INSERT INTO counters VALUES (1, 0)"))
        db.session.commit()
    return app


def count_up(app: Flask, times: int) -> None:
    """Read, then write what was read plus one: what a deferred transaction cannot do beside others."""
    with app.app_context():
        for _ in range(times):
            value = db.session.scalar(text("SELECT value FROM counters"))
            db.session.execute(text("UPDATE counters SET value = :value"), {"value": (value or 0) + 1})
            db.session.commit()


def test_transactions_that_read_and_then_write_never_fail_nor_lose_a_write(app: Flask) -> None:
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(count_up, app, 25) for _ in range(8)]:
            done.result()

    with app.app_context():
        assert db.session.scalar(text("SELECT value FROM counters")) == 200


def test_a_rollback_takes_back_tables_too(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("CREATE TABLE gone (id INTEGER)"))
        db.session.rollback()

        assert db.session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'gone'")) == 0


def test_foreign_keys_hold(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError):
        db.session.execute(text("INSERT INTO notes VALUES (7)"))


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 1), ("busy_timeout", 30_000)]
)
def test_every_connection_is_set_up(app: Flask, pragma: str, value: object) -> None:
    with app.app_context():
        assert db.session.scalar(text(f"PRAGMA {pragma}")) == value


def test_postgresql_gives_up_in_time(tmp_path: Path) -> None:
    app = Flask(__name__)
    url = "postgresql://nobody@127.0.0.1:1/none"

    extensions.init_app(
        app, Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "DATABASE_URL": url})
    )

    options = app.config["SQLALCHEMY_ENGINE_OPTIONS"]
    assert options["connect_args"]["connect_timeout"] == 5
    assert "statement_timeout=30s" in options["connect_args"]["options"]


def test_a_folder_that_cannot_be_made_for_sqlite_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    url = f"sqlite:///{tmp_path}/file/clueso.db"

    with pytest.raises(ConfigError, match="DATABASE_URL"):
        extensions.init_app(
            Flask(__name__),
            Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "DATABASE_URL": url}),
        )
