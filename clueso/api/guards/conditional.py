"""Conditional requests: ETags made from row versions, 304 for unchanged reads, If-Match for edits.

A tag is the version of the editable resource, followed by everything else that its response shows: `"7"`,
`"7-stale"`. If one version can hold several saves, the number of the save follows a dot: `"7.3"`.
"""

import hashlib
import re
import time
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from flask import request
from pydantic import Field, model_validator
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from clueso.api.schemas import Described, Values, without_null
from clueso.config import Settings
from clueso.errors import PreconditionRequired, StaleVersion

TAG_PATTERN = Described({"pattern": r'^(W/)?"[^"]*"$'})
TAG = re.compile(r"(\d{1,18})(?:\.(\d{1,18}))?(-[\w.-]+)?", re.ASCII)


class NotModified(HTTPException):
    """304: the caller already has the present version."""

    code = 304

    def __init__(self, tag: str, pause_s: int = 0) -> None:
        headers = {"ETag": tag} | ({"Retry-After": str(pause_s)} if pause_s else {})
        super().__init__(response=Response(status=304, headers=headers))


def etag(version: int | str, *shown: str | int) -> str:
    """Return the tag of a version and of the values that its response shows besides."""
    return '"' + "-".join(str(value) for value in (version, *shown)) + '"'


def values_etag(values: Iterable[Any]) -> str:
    """Return the tag of a list: of the values from which its response follows, such as ids and versions."""
    return etag(hashlib.sha256(repr(list(values)).encode()).hexdigest()[:32])


def links_age(settings: Settings) -> int:
    """Return a number for the tag of a list with presigned links.

    It grows before they expire, so that nobody who is told that nothing changed is left with dead links.
    """
    return int(time.time() // (settings.url_lifetime_s / 2))


def unless_known(tag: str, *, pause_s: int = 0) -> Mapping[str, str]:
    """Return the headers of the response. Raises NotModified if If-None-Match names this tag; with `pause_s`, it asks the
    caller to wait that many seconds before the next read.
    """
    # RFC 9110: If-None-Match compares weakly.
    if request.if_none_match.contains_weak(tag.strip('"')) or request.if_none_match.star_tag:
        raise NotModified(tag, pause_s)
    return {"ETag": tag}


class IfMatch(Values):
    """The If-Match header of a request that edits.

    Validation raises PreconditionRequired if it is missing.
    """

    if_match: Annotated[str, TAG_PATTERN] = Field(
        alias="If-Match",
        description="The `ETag` of the last read. It prevents overwriting changes that the caller has not seen.",
    )

    @model_validator(mode="before")
    @classmethod
    def demand(cls, values: dict[str, str]) -> dict[str, str]:
        # Checked before the fields, so that the answer is 428 and not a list of findings.
        if not _names_a_version():
            raise PreconditionRequired
        return values


class MaybeIfMatch(Values):
    """The If-Match header of a request that may leave it out, because it overwrites nothing."""

    if_match: Annotated[str, TAG_PATTERN] | None = Field(
        None,
        alias="If-Match",
        json_schema_extra=without_null,
        description="The `ETag` of the last read. With it, a stale version is refused.",
    )


def edited_version() -> int:
    """Return the version that If-Match names. A service compares it in the transaction that edits.

    Weak tags are accepted, because a proxy that compresses a response makes its tag weak.
    Raises PreconditionRequired without a version (`*` names none), StaleVersion for a tag that is not ours.
    """
    return edited_save()[0]


def edited_save() -> tuple[int, int]:
    """Return the version and the save that If-Match names (save 1 if the tag names none).

    Raises PreconditionRequired, StaleVersion.
    """
    if not _names_a_version():
        raise PreconditionRequired
    tags = request.if_match.as_set(include_weak=True)
    # A version belongs to one resource, so a list of several tags names none.
    tag = TAG.fullmatch(tags.pop() or "") if len(tags) == 1 else None  # werkzeug reads `""` as None
    if tag is None:
        raise StaleVersion
    return int(tag[1]), int(tag[2] or 1)


def optional_version() -> int | None:
    """Return the version that If-Match names, None without the header: for changes that cannot overwrite
    anything.

    Raises StaleVersion.
    """
    return edited_version() if _names_a_version() else None


def optional_save() -> tuple[int, int] | None:
    """Return the version and the save that If-Match names, None without the header. Raises StaleVersion."""
    return edited_save() if _names_a_version() else None


def _names_a_version() -> bool:
    return bool(request.if_match) and not request.if_match.star_tag
