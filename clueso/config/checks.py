"""Checks of single settings and of settings that must fit together. They run before anything starts."""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from clueso.config.linked_checks import check_linked_uploads
from clueso.config.notification_checks import check_notifications
from clueso.config.values import Values
from clueso.domain.ports.storage import MAX_PARTS, MIN_PART_BYTES
from clueso.errors import ConfigError

IN_MEMORY = (":memory:", "mode=memory")
"""Parts of a SQLite URL that stand for a database in the memory of one process."""

OUR_PATHS = frozenset(
    "account api assets auth healthz metrics new ops problems projects readyz s unsubscribe".split()
)
"""First segments of the paths that the app and its frontend use."""
BASE_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")

PLACE = re.compile(r"(?i:https?)://([\w.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[\w.~%-]+)*/?", re.ASCII)
"""Addresses that we write into our Content-Security-Policy header. They hold no user name, no query, and no
character that would begin another source or directive in that header.
"""

S3_PREFIX = re.compile(r"([A-Za-z0-9_-][A-Za-z0-9._-]*/)+")
"""Excludes characters with a meaning in an IAM policy or a URL, and names that begin with a dot, such as
`..`.
"""
S3_PREFIX_MAX = 200


def check(settings: Values) -> None:
    """Raise ConfigError for the first wrong setting. The message names the variable and what to set."""
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    if settings.database_url == "sqlite:///" or any(word in settings.database_url for word in IN_MEMORY):
        raise ConfigError(
            "DATABASE_URL is a database in memory, so every process would have its own; name a file or a server."
        )
    _check_schema(settings)
    _check_base_path(settings.base_path)
    _check_urls(settings)
    if settings.upload_part_bytes < MIN_PART_BYTES:
        raise ConfigError(f"UPLOAD_PART_BYTES must be at least {MIN_PART_BYTES} (S3's own limit).")
    if settings.upload_part_bytes * MAX_PARTS < settings.upload_max_bytes:
        raise ConfigError(
            "UPLOAD_PART_BYTES times 10,000 parts is less than UPLOAD_MAX_BYTES; make the parts larger."
        )
    if settings.retention_days < 0 or settings.retention_warning_days < 1:
        raise ConfigError("RETENTION_DAYS must be 0 or more, RETENTION_WARNING_DAYS at least 1.")
    if settings.heartbeat_s * 2 > settings.lease_s:
        raise ConfigError("HEARTBEAT_S must be at most half of LEASE_S, or a busy worker loses its steps.")
    if settings.storage == "s3" and not settings.s3_bucket:
        raise ConfigError("S3_BUCKET is empty; STORAGE=s3 needs the name of a bucket.")
    check_linked_uploads(settings)
    check_notifications(settings)
    if not S3_PREFIX.fullmatch(settings.s3_prefix) or len(settings.s3_prefix) > S3_PREFIX_MAX:
        raise ConfigError(
            f"S3_PREFIX is {settings.s3_prefix!r}; it must be like clueso/ or apps/clueso/: names of letters,"
            f" digits, '.', '_' and '-' that do not begin with a '.', at most {S3_PREFIX_MAX} characters in all."
        )
    if settings.uses_clerk and not settings.clerk_authorized_parties:
        raise ConfigError(
            "CLERK_AUTHORIZED_PARTIES is empty; name the origins of your frontend, or tokens of any site are accepted."
        )
    if not settings.openai_api_key and (
        asking := {"openai", "small"} & {settings.transcriber, settings.writer}
    ):
        raise ConfigError(f"OPENAI_API_KEY is empty; an engine is set to {max(asking)}.")


def check_scratch(settings: Values) -> None:
    """Raise ConfigError unless workers can write to the scratch folder.

    Only the permissions are checked. A full disk must not stop the boot: a step that meets it is retried
    later.
    """
    folder = settings.scratch_root
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"SCRATCH_DIR must be a folder that can be written to; {folder} is not.")


@contextlib.contextmanager
def config_error_if_unusable(name: str, folder: Path) -> Iterator[None]:
    """Turn an OSError about a configured folder into a ConfigError that names the setting."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{name} points to {folder}, which cannot be used: {error.strerror}.") from error


def _check_schema(settings: Values) -> None:
    """Raise ConfigError unless the name needs no quotes in SQL and is not one of PostgreSQL's own schemas."""
    name = settings.database_schema
    # PostgreSQL refuses to create a schema whose name begins with pg_.
    if not SCHEMA_NAME.fullmatch(name) or name.startswith("pg_") or name == "information_schema":
        raise ConfigError(
            f"DATABASE_SCHEMA is {name!r}; it must be the name of a PostgreSQL schema: a lower-case letter, "
            "then at most 62 lower-case letters, digits and underscores, and not one of PostgreSQL's own schemas."
        )
    if name != "public" and settings.database_url.startswith("sqlite"):
        raise ConfigError(
            f"DATABASE_SCHEMA is {name!r}, but SQLite has no schemas; leave it empty, or set DATABASE_URL."
        )


def _check_base_path(path: str) -> None:
    """Raise ConfigError for a malformed base path, and for one that begins like a path of the app.

    Some proxies remove the base path and others don't. With the base path `/api`, a request for `/api/...`
    could mean both.
    """
    if not BASE_PATH.fullmatch(path):
        raise ConfigError(
            f"BASE_PATH is {path!r}; it must be like /clueso: a slash, then letters, digits and . _ ~ -"
        )
    first = path.split("/")[1] if path else ""
    if first in OUR_PATHS:
        raise ConfigError(f"BASE_PATH is {path!r}, but /{first} is a path of the app itself; choose another.")


def _check_urls(settings: Values) -> None:
    """Raise ConfigError for a malformed URL.

    The clients would refuse it too, but only at the first call and with a traceback.
    """
    # Imported here: the children read their settings with this package too, and must stay small.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    if not _is_url(settings.redis_url, "redis", "rediss", "unix"):
        raise ConfigError("REDIS_URL must be like redis://HOST:6379/0, rediss:// with TLS, or unix://PATH.")
    if settings.redis_tls_ca and not settings.redis_tls_ca.is_file():
        raise ConfigError(f"REDIS_TLS_CA names {settings.redis_tls_ca}, which is no file.")
    if settings.s3_endpoint_url and not _is_place(settings.s3_endpoint_url):
        raise ConfigError("S3_ENDPOINT_URL must be like https://HOST:PORT; leave it empty for AWS.")
    if not _is_place(settings.disk_url):
        raise ConfigError("DISK_URL must be like https://HOST:PORT.")
    if settings.public_url and not _is_place(settings.public_url):
        raise ConfigError("PUBLIC_URL must be like https://clueso.example.com.")
    if settings.clerk_issuer and not _is_place(settings.clerk_issuer):
        raise ConfigError("CLERK_ISSUER must be like https://clerk.example.com.")
    if settings.openai_base_url and not _is_url(settings.openai_base_url, "http", "https"):
        raise ConfigError("OPENAI_BASE_URL must be like https://HOST/v1; leave it empty for OpenAI.")
    _check_traces(settings)
    try:
        make_url(settings.database_url)
    except (ArgumentError, ValueError) as error:
        raise ConfigError("DATABASE_URL must be like postgresql://USER:PASSWORD@HOST:5432/NAME.") from error


def _check_traces(settings: Values) -> None:
    """Raise ConfigError if traces are wanted and cannot be sent."""
    if not settings.traces_endpoint:
        return
    if not _is_url(settings.traces_endpoint, "http", "https"):
        raise ConfigError("OTEL_EXPORTER_OTLP_ENDPOINT must be like http://HOST:4318.")
    if settings.otel_protocol != "http/protobuf":
        raise ConfigError(
            f"OTEL_EXPORTER_OTLP_PROTOCOL is {settings.otel_protocol!r}; traces are sent by http/protobuf only."
        )


def _is_place(text: str) -> bool:
    return PLACE.fullmatch(text) is not None and _is_url(text, "http", "https")


def _is_url(text: str, *schemes: str) -> bool:
    # urlsplit raises ValueError for a malformed IPv6 address, and `port` for one that is no number.
    with contextlib.suppress(ValueError):
        url = urlsplit(text)
        has_host = bool(url.hostname) or not url.scheme.startswith("http")
        return url.scheme in schemes and has_host and (url.port is None or url.port > 0)
    return False
