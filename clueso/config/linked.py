"""Settings of linked uploads: where recordings come from, and how the uploads of a host application are
looked up.
"""

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
    """Settings of linked uploads."""

    uploads_source: str = setting(
        "UPLOADS_SOURCE",
        None,
        "Where recordings come from: `own` (uploaded to Clueso), `linked` (uploads of the host application) or `both`. "
        "Empty means `linked` if a lookup is set, else `own`.",
        choices=("own", "linked", "both"),
    )
    uploads_database_url: str | None = setting(
        "UPLOADS_DATABASE_URL",
        None,
        "PostgreSQL or SQLite URL of the database that lists the linked uploads. A read-only role is enough.",
        secret=True,
    )
    uploads_query: str | None = setting(
        "UPLOADS_QUERY",
        None,
        "The SELECT that finds a linked upload by `:upload_id` and `:user_id`. docs/operations.md lists its columns.",
    )
    uploads_list_query: str | None = setting(
        "UPLOADS_LIST_QUERY",
        None,
        "The SELECT that lists a user's linked uploads by `:user_id` and `:limit`. Without it users get no list to pick from.",
    )
    uploads_lookup_url: str | None = setting(
        "UPLOADS_LOOKUP_URL",
        None,
        "Replaces `UPLOADS_QUERY`: `GET {url}/{upload_id}` with the caller's own `Authorization` header returns the same data as JSON.",
    )
    uploads_list_url: str | None = setting(
        "UPLOADS_LIST_URL",
        None,
        "Replaces `UPLOADS_LIST_QUERY`: `GET {url}?limit=` with the caller's own `Authorization` header returns "
        '`{"items": [...]}`.',
    )
    uploads_buckets: tuple[str, ...] = setting(
        "UPLOADS_BUCKETS",
        "",
        "Buckets that may hold linked uploads, comma separated. Rows without `bucket` are in the first one. `S3_BUCKET` when empty.",
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
    """Return the value of UPLOADS_SOURCE; if it is empty, `linked` when a lookup is set, else `own`."""
    is_linked = any(values[name] for name in LOOKUPS)
    return values["uploads_source"] or ("linked" if is_linked else "own")


def buckets(values: dict[str, Any]) -> tuple[str, ...]:
    """Return the buckets of linked uploads: UPLOADS_BUCKETS, else our own bucket; none without linked
    uploads.
    """
    if values["uploads_buckets"] or values["uploads_source"] == "own" or not values["s3_bucket"]:
        return tuple(values["uploads_buckets"])
    return (values["s3_bucket"],)
