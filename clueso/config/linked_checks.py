"""Checks that the settings of linked uploads fit together."""

import contextlib
from urllib.parse import urlsplit

from clueso.config.values import Values
from clueso.errors import ConfigError


def check_linked_uploads(settings: Values) -> None:
    """Raise ConfigError for the first wrong setting. The message names the variable and what to set."""
    by_query = bool(settings.uploads_query or settings.uploads_database_url or settings.uploads_list_query)
    by_url = bool(settings.uploads_lookup_url or settings.uploads_list_url)
    if by_query and by_url:
        raise ConfigError("UPLOADS_QUERY and UPLOADS_LOOKUP_URL exclude each other; set one of the two.")
    if settings.has_linked_uploads and not (by_query or by_url):
        raise ConfigError(
            f"UPLOADS_SOURCE is {settings.uploads_source}; set UPLOADS_QUERY with UPLOADS_DATABASE_URL, or"
            " UPLOADS_LOOKUP_URL, so that uploads can be looked up."
        )
    if settings.uploads_source == "own" and (by_query or by_url):
        raise ConfigError(
            "UPLOADS_SOURCE is own, so the other UPLOADS_* have no effect; set it to linked or both, or remove them."
        )
    if by_query:
        _check_query(settings)
    if by_url:
        _check_urls(settings)
    if settings.has_linked_uploads and not settings.uploads_buckets:
        raise ConfigError("UPLOADS_BUCKETS is empty; name the buckets that hold the linked uploads.")


def _check_query(settings: Values) -> None:
    if not settings.uploads_query:
        raise ConfigError("UPLOADS_QUERY is empty; set the SELECT that finds an upload.")
    if not settings.uploads_database_url:
        raise ConfigError("UPLOADS_DATABASE_URL is empty; name the database that UPLOADS_QUERY reads.")
    if not _is_database(settings.uploads_database_url):
        raise ConfigError(
            "UPLOADS_DATABASE_URL must be like postgresql://USER:PASSWORD@HOST:5432/NAME, or sqlite:///PATH."
        )
    _check_placeholders("UPLOADS_QUERY", settings.uploads_query, {"upload_id", "user_id"})
    if settings.uploads_list_query:
        _check_placeholders("UPLOADS_LIST_QUERY", settings.uploads_list_query, {"user_id", "limit"})


def _check_placeholders(name: str, query: str, wanted: set[str]) -> None:
    from sqlalchemy import text

    # SQLAlchemy's own parser, so that a cast (`::text`) is no placeholder.
    if set(text(query).compile().params) != wanted:
        named = " and ".join(f":{placeholder}" for placeholder in sorted(wanted))
        raise ConfigError(f"{name} must contain the placeholders {named}, and no others.")


def _check_urls(settings: Values) -> None:
    if not settings.uploads_lookup_url:
        raise ConfigError("UPLOADS_LOOKUP_URL is empty; UPLOADS_LIST_URL alone finds no upload.")
    named = {
        "UPLOADS_LOOKUP_URL": settings.uploads_lookup_url,
        "UPLOADS_LIST_URL": settings.uploads_list_url or settings.uploads_lookup_url,
    }
    for name, url in named.items():
        if not _is_http(url):
            raise ConfigError(f"{name} must be like https://HOST/PATH.")
    lookup = urlsplit(settings.uploads_lookup_url)
    if lookup.query or lookup.fragment:
        raise ConfigError(
            "UPLOADS_LOOKUP_URL must end with its path, because the id of an upload is appended to it."
        )


def _is_database(url: str) -> bool:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    with contextlib.suppress(ArgumentError, ValueError):
        known = make_url(url)
        # The URL of a host application may name its driver (postgresql+asyncpg://). We replace it by ours, so any is fine.
        is_file = known.get_backend_name() == "sqlite" and url.partition("://")[2].startswith("/")
        return is_file or known.get_backend_name() in ("postgresql", "postgres")
    return False


def _is_http(url: str) -> bool:
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    return False
