"""`flask doctor`: asks every part that this installation needs, and says what to do where one is not well."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from clueso.config import Settings
from clueso.errors import CluesoError
from clueso.extensions import db
from clueso.toolbox import Toolbox

MIGRATIONS = Path(__file__).parents[1] / "migrations"
MIGRATE = "Run `flask --app wsgi db upgrade`."


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is well, what was seen, and what to do if it is not."""

    part: str
    is_well: bool
    seen: str
    advice: str = ""


def examine(settings: Settings, toolbox: Toolbox) -> Iterator[Finding]:
    """Every finding, one after another. Needs an app context; sends one free call to a language model's
    endpoint where one is set."""
    yield Finding("settings", True, f"{settings.env}, engines {' and '.join(toolbox.engines.values())}")
    yield from _database()
    yield _asked("redis", lambda: _redis(toolbox), "Check REDIS_URL, and that Redis runs.")
    yield from _storage(toolbox)
    yield _asked("recogniser", toolbox.check_transcriber, "Run `make model`, or set TRANSCRIBER and its key.")
    yield _asked(
        "writer", toolbox.check_writer, "Check OPENAI_API_KEY, OPENAI_MODEL and OPENAI_BASE_URL, or WRITER."
    )


def _asked(part: str, ask: Callable[[], str], advice: str) -> Finding:
    try:
        return Finding(part, True, ask())
    except CluesoError as error:
        return Finding(part, False, _reason(error), advice)
    except RedisError as error:
        return Finding(part, False, str(error), advice)


def _reason(error: CluesoError) -> str:
    """What the part itself said, where our own words are those for a person with a recording."""
    if error.detail != error.default_detail or error.__cause__ is None:
        return error.detail
    return str(error.__cause__).strip().splitlines()[0]


def _database() -> Iterator[Finding]:
    try:
        with db.engine.connect() as connection:
            found = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError as error:
        told = str(error.__cause__ or error).strip().splitlines()[0]
        yield Finding("database", False, told, "Check DATABASE_URL, and that the database runs.")
        return
    yield Finding("database", True, f"{db.engine.dialect.name} answers")
    scripts = ScriptDirectory(str(MIGRATIONS))
    wanted = set(scripts.get_heads())
    is_newer = not found <= {script.revision for script in scripts.walk_revisions()}
    seen = f"at {', '.join(sorted(found)) or 'none'}, this code needs {', '.join(sorted(wanted))}"
    advice = "Start the release that made it so: this code is older." if is_newer else MIGRATE
    yield Finding("migrations", found == wanted, seen, advice)


def _redis(toolbox: Toolbox) -> str:
    toolbox.courier.ping()
    return "answers"


def _ping(toolbox: Toolbox) -> str:
    toolbox.storage.ping()
    return "answers"


def _storage(toolbox: Toolbox) -> Iterator[Finding]:
    advice = "Check STORAGE, the S3_* settings and the credentials."
    answers = _asked("storage", lambda: _ping(toolbox), advice)
    yield answers
    if answers.is_well:
        for ailment in toolbox.storage.ailments():
            yield Finding("storage", False, ailment.seen, ailment.advice)
