"""The revisions of the database that this release knows, read from `migrations/`."""

from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parents[1] / "migrations"


@cache
def heads() -> set[str]:
    """Return the newest revisions: the code of this release needs them."""
    return set(_scripts().get_heads())


@cache
def known() -> set[str]:
    """Return all revisions. The database of a newer release has one that is not among them."""
    return {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
