"""Alembic's environment: our metadata, our engine; online only."""

from alembic import context
from flask import current_app

from clueso import models  # noqa: F401 - fills the metadata
from clueso.extensions import Base
from clueso.models.types import Moment


def render_item(kind, item, _context):
    """Migrations name SQLAlchemy's types, not ours, so that they stand when the code has moved on."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
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
