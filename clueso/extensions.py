"""The Flask extensions, unbound: `init_app` binds them to one app and its settings."""

import time
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Dialect, Engine, MetaData, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from clueso.config import DEFAULT_SCHEMA, Settings
from clueso.config.checks import config_error_if_unusable

BUSY_TIMEOUT_S = 30
SQLITE_PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")
POSTGRESQL_ARGUMENTS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    # A worker that is paused inside a transaction must not block the others with its locks.
    "options": "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=10s",
}
RESTED_S = 1.0
"""A connection that was idle for longer is tried before its use: it may have died, as at a failover. A lost one
that was just used costs a repetition (`services.transaction`).
"""
SCHEMA = "DATABASE_SCHEMA"
"""Key of the schema's name in the app's config, which `migrations/env.py` reads."""


class Base(DeclarativeBase):
    """The base class of all models. Constraints get names, so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # Fetch values that the database computes (its clock) with the statement that writes them.
    __mapper_args__ = {"eager_defaults": True}


# Returned objects stay readable after the commit.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the database to the app without connecting."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(settings)
    app.config[SCHEMA] = settings.database_schema
    db.init_app(app)
    with app.app_context():
        app.extensions["clueso.autocommit"] = db.engine
        if db.engine.dialect.name == "sqlite":
            _set_up_sqlite(db.engine)
        else:
            _set_up_postgresql(db.engine, settings.database_schema)
            app.extensions["clueso.autocommit"] = db.engine.execution_options(isolation_level="AUTOCOMMIT")


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_S}}
    arguments = dict(POSTGRESQL_ARGUMENTS)
    if settings.database_schema != DEFAULT_SCHEMA:
        # This schema alone, so that no statement of ours finds another application's table.
        arguments["options"] += f" -c search_path={settings.database_schema}"
    return {"connect_args": arguments}


def autocommit() -> Engine:
    """Return the engine of the current app for single statements: on PostgreSQL none of them begins a transaction."""
    return cast("Engine", current_app.extensions["clueso.autocommit"])


def _set_up_postgresql(engine: Engine, schema: str) -> None:
    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Dialect, _entry: ConnectionPoolEntry, arguments: Any, named: Any) -> Any:
        from clueso.postgresql import BoundedConnection  # load the driver only if it is used

        connection = BoundedConnection.connect(*arguments, **named)
        if schema != DEFAULT_SCHEMA:
            connection.demand_schema(schema)
        return connection

    @event.listens_for(engine, "checkin")
    def rest(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def try_it(connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: object) -> None:
        since = entry.info.get("since")
        if since is None or time.monotonic() - since < RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            # All others are as old: the pool begins anew.
            raise InvalidatePoolError from error


def _set_up_sqlite(engine: Engine) -> None:
    folder = Path(engine.url.database or "").parent
    with config_error_if_unusable("DATABASE_URL (or DATA_DIR)", folder):
        folder.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN is late and deferred. A transaction that reads and then writes would fail at once
        # with "database is locked", whatever the busy timeout. So `begin` below begins it IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
