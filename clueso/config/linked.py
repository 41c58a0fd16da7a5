"""Linked uploads: where recordings come from, and how those of a host are looked up."""

from dataclasses import dataclass
from typing import Any

from clueso.config.parsing import setting

LOOKUPS = (
    "uploads_database_url",
    "uploads_query",
    "uploads_list_query",
    "uploads_lookup_url",
    "uploads_list_url",
)


@dataclass(frozen=True, kw_only=True)
class Linked:
    """Linked uploads: where recordings come from, and how those of a host are looked up."""

    uploads_source: str = setting(
        "UPLOADS_SOURCE",
        None,
        "`own` (uploaded here), `linked` (uploads of the application beside Clueso) or `both`; `linked` when empty and a lookup is set.",
        choices=("own", "linked", "both"),
    )
    uploads_database_url: str | None = setting(
        "UPLOADS_DATABASE_URL",
        None,
        "PostgreSQL or SQLite URL of the database that holds the linked uploads; a role that may only read is enough.",
        secret=True,
    )
    uploads_query: str | None = setting(
        "UPLOADS_QUERY",
        None,
        "The SELECT that finds a linked upload by `:upload_id` and `:user_id`. Its columns are in docs/operations.md.",
    )
    uploads_list_query: str | None = setting(
        "UPLOADS_LIST_QUERY",
        None,
        "The SELECT that lists a user's linked uploads by `:user_id` and `:limit`; without it there is no list to pick from.",
    )
    uploads_lookup_url: str | None = setting(
        "UPLOADS_LOOKUP_URL",
        None,
        "Instead of a query: `GET {url}/{upload_id}` with the caller's own `Authorization` answers the same as JSON.",
    )
    uploads_list_url: str | None = setting(
        "UPLOADS_LIST_URL",
        None,
        'Instead of a list query: `GET {url}?limit=` with the caller\'s own `Authorization` answers `{"items": [...]}`.',
    )
    uploads_buckets: tuple[str, ...] = setting(
        "UPLOADS_BUCKETS",
        "",
        "Buckets that linked uploads may lie in, comma separated; the first is that of rows without `bucket`. `S3_BUCKET` when empty.",
    )

    @property
    def has_linked_uploads(self) -> bool:
        return self.uploads_source in ("linked", "both")

    @property
    def has_own_uploads(self) -> bool:
        return self.uploads_source in ("own", "both")

    @property
    def can_list_uploads(self) -> bool:
        return bool(self.uploads_list_query or self.uploads_list_url)


def source(values: dict[str, Any]) -> str:
    """Return where recordings come from: as it is set, else by whether anything can be looked up."""
    is_linked = any(values[name] for name in LOOKUPS)
    return values["uploads_source"] or ("linked" if is_linked else "own")


def buckets(values: dict[str, Any]) -> tuple[str, ...]:
    """Return the buckets of linked uploads: as they are set, else our own."""
    if values["uploads_buckets"] or values["uploads_source"] == "own" or not values["s3_bucket"]:
        return tuple(values["uploads_buckets"])
    return (values["s3_bucket"],)
