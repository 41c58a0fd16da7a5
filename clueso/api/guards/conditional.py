"""Conditional requests: ETags from row versions, 304 for what a caller has, If-Match for what they edit.

A tag is the version of what can be edited, followed by whatever else its answer shows: `"7"`, `"7-stale"`. Where one
version takes in several saves, the save stands behind a dot: `"7.3"`.
"""

import re
from collections.abc import Mapping
from typing import Annotated

from flask import request
from pydantic import BaseModel, Field, model_validator
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from clueso.api.schemas import Described
from clueso.errors import PreconditionRequired, StaleVersion

TAG = re.compile(r"(\d{1,18})(?:\.(\d{1,18}))?(-[\w.-]+)?", re.ASCII)


class NotModified(HTTPException):
    """304: the caller has what is there."""

    code = 304

    def __init__(self, tag: str) -> None:
        super().__init__(response=Response(status=304, headers={"ETag": tag}))


def etag(version: int | str, *shown: str | int) -> str:
    """The tag of a version and of what is shown with it."""
    return '"' + "-".join(str(part) for part in (version, *shown)) + '"'


def unless_known(tag: str) -> Mapping[str, str]:
    """The headers of the answer. Raises NotModified when If-None-Match says that the caller has it."""
    if request.if_none_match.contains_weak(tag.strip('"')) or request.if_none_match.star_tag:
        raise NotModified(tag)
    return {"ETag": tag}


class IfMatch(BaseModel):
    """The header of a request that edits. Raises PreconditionRequired where it is missing."""

    if_match: Annotated[str, Described({"pattern": r'^(W/)?"[^"]*"$'})] = Field(
        alias="If-Match", description="The `ETag` of the last read: nobody overwrites another's work unseen."
    )

    @model_validator(mode="before")
    @classmethod
    def demand(cls, values: dict[str, str]) -> dict[str, str]:
        if not _names_a_version():
            raise PreconditionRequired
        return values


def edited_version() -> int:
    """The version that If-Match names; a service compares it in the transaction that edits.

    A weak tag names the same version: a proxy that compresses an answer makes its tag weak.
    Raises PreconditionRequired without one (`*` names none), StaleVersion for a tag that is not ours.
    """
    return edited_save()[0]


def edited_save() -> tuple[int, int]:
    """The version that If-Match names and which save of it (1 where the tag names none). Raises as above."""
    if not _names_a_version():
        raise PreconditionRequired
    tags = request.if_match.as_set(include_weak=True)
    tag = TAG.fullmatch(tags.pop() or "") if len(tags) == 1 else None  # werkzeug reads `""` as None
    if tag is None:
        raise StaleVersion
    return int(tag[1]), int(tag[2] or 1)


def told_version() -> int | None:
    """The same for a change that loses nothing and so may be asked for unseen: None without If-Match."""
    return edited_version() if _names_a_version() else None


def told_save() -> tuple[int, int] | None:
    """The save that If-Match names, for such a change."""
    return edited_save() if _names_a_version() else None


def _names_a_version() -> bool:
    return bool(request.if_match) and not request.if_match.star_tag
