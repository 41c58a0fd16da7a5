"""Alembic's environment, with the application's metadata and engine. Online mode only."""

from contextlib import contextmanager

from alembic import context
from alembic.operations import MigrateOperation, Operations
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import inspect, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.schema import CreateSchema

from clueso import models  # noqa: F401 - fills the metadata
from clueso.extensions import SCHEMA, Base
from clueso.models.types import Moment


def render_item(kind, item, _context):
    """Return SQLAlchemy's type for one of ours, so that a migration does not depend on later code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


@Operations.register_operation("create_index_concurrently")
class ConcurrentIndex(MigrateOperation):
    """`op.create_index_concurrently(name, table, columns)`: an index on a table that is in use."""

    @classmethod
    def create_index_concurrently(cls, operations, name, table, columns, **options):
        """Build the index beside running writes, without a time limit. Commits the earlier statements.

        A failed build leaves an INVALID index that no query uses; the next try replaces it.
        """
        context = operations.get_context()
        if context.dialect.name != "postgresql":
            operations.create_index(name, table, columns, if_not_exists=True, **options)
            return
        with context.autocommit_block(), without_timeouts(context.connection):
            if context.connection.scalar(IS_INVALID, {"name": name}):
                operations.drop_index(name, postgresql_concurrently=True)
            operations.create_index(
                name, table, columns, if_not_exists=True, postgresql_concurrently=True, **options
            )


IS_INVALID = text("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
BUILD_TIMEOUT_S = 24 * 3600


@contextmanager
def without_timeouts(connection):
    """Lift the time limits of the server (`clueso.extensions`) and of `clueso.postgresql`'s connection."""
    driver = connection.connection.driver_connection
    usual_s = driver.answer_timeout_s
    connection.exec_driver_sql(f"SET statement_timeout = '{BUILD_TIMEOUT_S}s'")
    connection.exec_driver_sql("SET lock_timeout = 0")  # it waits for older transactions, blocking none
    driver.answer_timeout_s = BUILD_TIMEOUT_S + usual_s
    try:
        yield
    finally:
        driver.answer_timeout_s = usual_s
        connection.exec_driver_sql("RESET statement_timeout")
        connection.exec_driver_sql("RESET lock_timeout")


def make_schema(engine, name):
    """Create the schema of our tables where it is missing. Raises CommandError when the role may not."""
    with engine.begin() as connection:
        if inspect(connection).has_schema(name):
            return
        try:
            connection.execute(CreateSchema(name, if_not_exists=True))
        except ProgrammingError as error:
            raise CommandError(
                f"There is no schema {name!r} (DATABASE_SCHEMA), and {engine.url.username} may not create it: "
                f"{error.orig}Have its owner run: CREATE SCHEMA {name} AUTHORIZATION {engine.url.username};"
            ) from error


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    if engine.dialect.name == "postgresql":
        make_schema(engine, current_app.config[SCHEMA])
    options = dict(current_app.extensions["migrate"].configure_args)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            transaction_per_migration=True,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
