"""`flask db`: the migrations of the database, by Alembic.

Workers never migrate, so they do without it: loading it takes a fifth of the start of a worker.
"""

from flask import Flask
from flask_migrate import Migrate

from clueso.config import Settings
from clueso.extensions import db

migrate = Migrate()


def init_app(app: Flask, settings: Settings) -> None:
    """Add the commands to an app whose database is bound."""
    # SQLite cannot alter a table in place, so Alembic copies it.
    migrate.init_app(app, db, render_as_batch=settings.database_url.startswith("sqlite"))
