"""`flask doctor`: checks every service that this installation needs, and says how to fix what is wrong."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

from alembic.migration import MigrationContext
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from clueso import observers, release, revisions, sandbox
from clueso.api.guards.auth import check_sign_in
from clueso.config import DEFAULT_SCHEMA, GIB, Settings
from clueso.config.checks import check_scratch
from clueso.domain.ports.storage import Ailment
from clueso.errors import CluesoError, ConfigError, StorageDown, Unavailable
from clueso.extensions import db
from clueso.services.operations.installation import hindrance
from clueso.services.operations.staffing import presence
from clueso.services.uploads import linked_rows
from clueso.toolbox import Toolbox

MIGRATE = "Run `flask --app wsgi db upgrade`."
REDIS = "Check REDIS_URL, and that Redis runs."
EVICTS = (
    "Set it to noeviction: when its memory is full, this Redis drops messages, which then wait for a sweep, and rate"
    " limits begin anew."
)
START = "Start one: `python worker.py {}`."
RESUME = "Somebody paused this queue. Resume it at /ops once its reason is gone."
REDIS_TLS = (
    "Name the authority that signed Redis's certificate with REDIS_TLS_CA. If the certificate is self-signed and you"
    " cannot have it, as at Heroku, set REDIS_TLS_VERIFY=no; REDIS_URL then needs a password."
)
STORAGE = "Check STORAGE, the S3_* and AWS_* settings and the credentials."
LINKED = "Check UPLOADS_QUERY and UPLOADS_DATABASE_URL, or UPLOADS_LOOKUP_URL, and that the host answers."
LINKED_BUCKET = "Check UPLOADS_BUCKETS, the S3_* and AWS_* settings and the credentials."
MAIL = "Check MAIL_URL and MAIL_FROM, and that the server answers: mails wait for it for ten hours."
PUSH = "Check WEB_PUSH_KEY: `flask --app wsgi push-key` makes one."
WHISPER = "Run `make model`, or set TRANSCRIBER and its key."
TRANSCRIBER = "Check OPENAI_API_KEY, OPENAI_TRANSCRIBE_MODEL and OPENAI_BASE_URL, or TRANSCRIBER."
SANDBOX = (
    "Install bubblewrap and libseccomp2 where `media` and `transcribe` workers run: in production they do not start"
    " without. MEDIA_SANDBOX=limits does without bubblewrap."
)
SCREENS = "Install it where `media` workers run, or set SCREEN_READER=none."
TRACES = (
    "Install requirements-tracing.txt, and check OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS: all else"
    " works without."
)
WRITER = "Check OPENAI_API_KEY, OPENAI_MODEL and OPENAI_BASE_URL, or WRITER."
LATER = (
    "This may be temporary: run the doctor again later. If it stays, check OPENAI_BASE_URL and the network."
)
UNEXPECTED = "This error is unexpected: check the settings of this part. If they are right, report a bug."


class Health(StrEnum):
    """The result of a check.

    A warning is a fact worth knowing, or a check that was impossible; it is no failure.
    """

    OK = "ok"
    WARN = "warn"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result for one part: its health, what was seen, and how to fix it."""

    part: str
    health: Health
    seen: str
    advice: str = ""


Look = Callable[[], Iterable[Finding]]


def examine(settings: Settings, toolbox: Toolbox) -> Iterator[Finding]:
    """Yield every finding. A check that raises is a finding too.

    Needs an app context. Sends a free request to the endpoint of each model that has one, and to the issuer
    of session tokens.
    """
    looks: dict[str, Look] = {
        "settings": lambda: [_settings(settings, toolbox)],
        "sign-in": lambda: [_sign_in(settings)],
        "database": lambda: _database(settings.database_schema),
        "redis": partial(_redis, toolbox),
        "workers": partial(_workers, settings, toolbox),
        "sandbox": lambda: [_sandbox(settings)],
        "scratch": lambda: [_scratch(settings)],
        "storage": partial(_storage, settings, toolbox),
        "linked uploads": partial(_linked_uploads, settings, toolbox),
        "mail": lambda: [_asked("mail", toolbox.check_mail, MAIL)],
        "push": lambda: [_asked("push", toolbox.check_push, PUSH)],
        "recogniser": lambda: [_recogniser(toolbox)],
        "traces": lambda: _traces(settings),
        "screen reader": lambda: [_asked("screen reader", toolbox.check_screen_reader, SCREENS)],
        "writer": lambda: [_asked("writer", toolbox.check_writer, WRITER, when_down=LATER)],
    }
    for part, look in looks.items():
        try:
            yield from look()
        except Exception as error:  # noqa: BLE001 - the other parts must be examined too
            yield Finding(part, Health.WRONG, f"{type(error).__name__}: {_line(error)}", UNEXPECTED)


def _asked(part: str, ask: Callable[[], str], advice: str, *, when_down: str = "") -> Finding:
    try:
        return Finding(part, Health.OK, ask())
    except CluesoError as error:
        chosen = when_down if when_down and isinstance(error, Unavailable) else advice
        return Finding(part, Health.WRONG, _reason(error), chosen)


def _reason(error: CluesoError) -> str:
    """Return the cause of an error if its detail is only the default one, which is written for users, not for
    operators.
    """
    if error.detail != error.default_detail or error.__cause__ is None:
        return error.detail
    return _line(error.__cause__)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _settings(settings: Settings, toolbox: Toolbox) -> Finding:
    engines = " and ".join(toolbox.engines.values())
    return Finding(
        "settings", Health.OK, f"{' '.join(release.about().values())}, {settings.env}, engines {engines}"
    )


def _sign_in(settings: Settings) -> Finding:
    advice = "Check CLERK_ISSUER and the network, or set CLERK_JWT_KEY, which needs none."
    return _asked("sign-in", lambda: check_sign_in(settings), advice)


def _database(schema: str) -> Iterator[Finding]:
    try:
        with db.engine.connect() as connection:
            is_there = (
                schema == DEFAULT_SCHEMA or connection.scalar(text("SELECT current_schema()")) == schema
            )
            found = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError as error:
        # The driver's own words are shorter than SQLAlchemy's.
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        yield Finding("database", Health.WRONG, reason, "Check DATABASE_URL, and that the database runs.")
        return
    if not is_there:
        advice = f"{MIGRATE} If the schema exists, let our role use it: GRANT USAGE ON SCHEMA {schema}."
        yield Finding("database", Health.WRONG, f"there is no schema {schema} for our role", advice)
        return
    where = "" if schema == DEFAULT_SCHEMA else f", our tables are in the schema {schema}"
    yield Finding("database", Health.OK, f"{db.engine.dialect.name} answers{where}")
    wanted = revisions.heads()
    is_newer = not found <= revisions.known()
    seen = f"at {', '.join(sorted(found)) or 'none'}, this code needs {', '.join(sorted(wanted))}"
    advice = "Start the release that ran the last migration: this code is older." if is_newer else MIGRATE
    yield Finding("migrations", Health.OK if found == wanted else Health.WRONG, seen, advice)


def _redis(toolbox: Toolbox) -> Iterator[Finding]:
    try:
        toolbox.courier.ping()
    except RedisError as error:
        refused = "certificate verify failed" in str(error)
        yield Finding("redis", Health.WRONG, str(error), REDIS_TLS if refused else REDIS)
        return
    policy = toolbox.courier.evicts()
    if policy is None:
        yield Finding("redis", Health.OK, "answers")
    else:
        yield Finding("redis", Health.WARN, f"answers, but its maxmemory-policy is {policy}", EVICTS)


def _workers(settings: Settings, toolbox: Toolbox) -> Iterator[Finding]:
    """Yield the staff of each queue, and the last sweep. A queue in which steps wait for nobody is wrong. A pause
    is meant, so it is a warning.
    """
    try:
        found = presence(toolbox.courier, settings.sweep_s)
    except SQLAlchemyError:
        return  # said of the database
    for one in found.staff:
        if one.pause:
            yield Finding("workers", Health.WARN, str(one), RESUME)
            continue
        if one.workers is None:
            continue  # said of Redis
        missing = Health.WRONG if one.waiting else Health.WARN
        yield Finding("workers", missing if one.is_missing else Health.OK, str(one), START.format(one.queue))
    yield Finding("sweep", Health.OK if found.is_swept else Health.WARN, found.sweep, START.format("sweep"))


def _sandbox(settings: Settings) -> Finding:
    """Say whether children that read recordings are confined here. The machine of `web` needs no sandbox."""
    if reason := sandbox.unfiltered():
        return Finding("sandbox", Health.WARN, f"no filter of system calls: {reason}", SANDBOX)
    if settings.media_sandbox == "limits":
        return Finding("sandbox", Health.OK, "limits, as MEDIA_SANDBOX says")
    if reason := sandbox.hindrance():
        return Finding("sandbox", Health.WARN, f"bwrap does not work: {reason}", SANDBOX)
    return Finding("sandbox", Health.OK, "bwrap works")


def _scratch(settings: Settings) -> Finding:
    try:
        check_scratch(settings)
    except ConfigError as error:
        return Finding(
            "scratch", Health.WRONG, str(error), "Create it, or name another: without it no worker starts."
        )
    free, wanted = shutil.disk_usage(settings.scratch_root).free, settings.upload_max_bytes
    seen = f"{settings.scratch_root}, {free / GIB:.1f} GiB free"
    if free >= wanted:
        return Finding("scratch", Health.OK, seen)
    advice = "Make room, name a larger disk by SCRATCH_DIR, or lower UPLOAD_MAX_BYTES."
    return Finding("scratch", Health.WARN, f"{seen}, a recording may have {wanted / GIB:.1f}", advice)


def _storage(settings: Settings, toolbox: Toolbox) -> Iterator[Finding]:
    origins = sorted({*settings.allowed_origins, *settings.clerk_authorized_parties})
    try:
        toolbox.storage.ping()
        upload_days = settings.upload_days if settings.has_own_uploads else None
        ailments = toolbox.storage.ailments(origins=origins, upload_days=upload_days)
    except StorageDown as error:
        yield Finding("storage", Health.WRONG, _reason(error), STORAGE)
        return
    yield Finding("storage", Health.OK, "answers")
    yield from _findings("storage", [*ailments, *_premises(toolbox)])


def _findings(part: str, ailments: Iterable[Ailment]) -> Iterator[Finding]:
    for ailment in ailments:
        health = Health.WRONG if ailment.is_certain else Health.WARN
        yield Finding(part, health, ailment.seen, ailment.advice)


def _linked_uploads(settings: Settings, toolbox: Toolbox) -> Iterator[Finding]:
    if toolbox.host_uploads is None:
        return
    yield _asked("linked uploads", toolbox.host_uploads.check, LINKED)
    for bucket in settings.uploads_buckets:
        try:
            ailments = toolbox.linked_ailments(bucket, linked_rows.newest_key(bucket))
        except StorageDown as error:
            yield Finding("linked uploads", Health.WRONG, f"{bucket}: {_reason(error)}", LINKED_BUCKET)
            continue
        if not ailments:
            yield Finding("linked uploads", Health.OK, f"{bucket} can be read but not changed")
        yield from _findings("linked uploads", ailments)


def _premises(toolbox: Toolbox) -> Iterator[Ailment]:
    """Yield what keeps the janitor from removing objects; uncertain if storage or the database does not
    answer.
    """
    try:
        if ailment := hindrance(toolbox.storage):
            yield ailment
    except (StorageDown, SQLAlchemyError) as error:
        seen = f"The owner of the storage could not be checked: {_line(error.__cause__ or error)}"
        yield Ailment(
            seen, "Fix the database first, or check the policy of our credentials.", is_certain=False
        )


def _traces(settings: Settings) -> Iterator[Finding]:
    if settings.traces_endpoint is None:
        return
    reason = observers.why_no_traces(settings)
    seen = reason or f"{urlsplit(settings.traces_endpoint).hostname} takes traces"
    yield Finding("traces", Health.WARN if reason else Health.OK, seen, TRACES if reason else "")


def _recogniser(toolbox: Toolbox) -> Finding:
    advice = TRANSCRIBER if toolbox.engines["transcriber"] == "openai" else WHISPER
    return _asked("recogniser", toolbox.check_transcriber, advice, when_down=LATER)
