"""What settings must be, each for itself and together, before anything starts."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clueso.domain.ports import MAX_PARTS, MIN_PART_BYTES
from clueso.errors import ConfigError

if TYPE_CHECKING:
    from clueso.config import Settings


def check(settings: "Settings") -> None:
    """Raises ConfigError that names the variable and what to set."""
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    _check_urls(settings)
    if settings.upload_part_bytes < MIN_PART_BYTES:
        raise ConfigError(f"UPLOAD_PART_BYTES must be at least {MIN_PART_BYTES} (S3's own limit).")
    if settings.upload_part_bytes * MAX_PARTS < settings.upload_max_bytes:
        raise ConfigError(
            "UPLOAD_PART_BYTES times 10,000 parts is less than UPLOAD_MAX_BYTES; make the parts larger."
        )
    if settings.heartbeat_s * 2 > settings.lease_s:
        raise ConfigError("HEARTBEAT_S must be at most half of LEASE_S, or a busy worker loses its steps.")
    if settings.storage == "s3" and not settings.s3_bucket:
        raise ConfigError("S3_BUCKET is empty; STORAGE=s3 needs the name of a bucket.")
    if settings.uses_clerk and not settings.clerk_authorized_parties:
        raise ConfigError(
            "CLERK_AUTHORIZED_PARTIES is empty; name the origins of your frontend, or any site's token would do."
        )
    if "openai" in (settings.transcriber, settings.writer) and not settings.openai_api_key:
        raise ConfigError("OPENAI_API_KEY is empty; an engine is set to openai.")
    if settings.is_production:
        _check_production(settings)


def check_scratch(settings: "Settings") -> None:
    """For those who work there. A full disk is no hindrance. Raises ConfigError."""
    folder = settings.scratch_root
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"SCRATCH_DIR must be a folder that can be written to; {folder} is none.")


@contextlib.contextmanager
def told_if_unusable(name: str, folder: Path) -> Iterator[None]:
    """Raise ConfigError for what the operating system has against this folder of a setting."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{name} leads to {folder}, which cannot be used: {error.strerror}.") from error


def _check_urls(settings: "Settings") -> None:
    """Their clients would refuse them too, but by a traceback, and at the first call."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    if not _is_url(settings.redis_url, "redis", "rediss", "unix"):
        raise ConfigError("REDIS_URL must be like redis://HOST:6379/0, rediss:// with TLS, or unix://PATH.")
    if settings.s3_endpoint_url and not _is_url(settings.s3_endpoint_url, "http", "https"):
        raise ConfigError("S3_ENDPOINT_URL must be like https://HOST:PORT; leave it empty for AWS.")
    try:
        make_url(settings.database_url)
    except (ArgumentError, ValueError) as error:
        raise ConfigError("DATABASE_URL must be like postgresql://USER:PASSWORD@HOST:5432/NAME.") from error


def _is_url(text: str, *schemes: str) -> bool:
    with contextlib.suppress(ValueError):
        url = urlsplit(text)
        return url.scheme in schemes and (url.port is None or url.port > 0)
    return False


def _check_production(settings: "Settings") -> None:
    if not settings.secret_key or len(settings.secret_key) < 32:
        raise ConfigError("SECRET_KEY must have at least 32 characters in production.")
    if not settings.uses_clerk:
        raise ConfigError("CLERK_ISSUER is empty; production has no local sign-in.")
    if settings.transcriber == "auto":
        raise ConfigError("TRANSCRIBER is auto; production names its engine: whisper, openai or sphinx.")
    if settings.writer == "auto":
        raise ConfigError("WRITER is auto; production names its engine: openai or extractive.")
