"""Conditional requests: ETags from row versions, 304 for what a caller has, If-Match for what they edit.

A tag is the version of what can be edited, followed by whatever else its answer shows: `"7"`, `"7-stale"`.
"""

import re
from collections.abc import Mapping

from flask import request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from clueso.errors import PreconditionRequired, StaleVersion

TAG = re.compile(r'"(\d{1,18})(-[\w.-]+)?"', re.ASCII)


class NotModified(HTTPException):
    """304: the caller has what is there."""

    code = 304

    def __init__(self, tag: str) -> None:
        super().__init__(response=Response(status=304, headers={"ETag": tag}))


def etag(version: int, *shown: str | int) -> str:
    """The tag of a version and of what is shown with it."""
    return '"' + "-".join(str(part) for part in (version, *shown)) + '"'


def unless_known(tag: str) -> Mapping[str, str]:
    """The headers of the answer. Raises NotModified when If-None-Match says that the caller has it."""
    if request.if_none_match.contains_weak(tag.strip('"')) or request.if_none_match.star_tag:
        raise NotModified(tag)
    return {"ETag": tag}


def edited_version() -> int:
    """The version that If-Match names; a service compares it in the transaction that edits.

    Raises PreconditionRequired without one (`*` names none), StaleVersion for a tag that is not ours.
    """
    told = request.headers.get("If-Match", "").strip()
    if told in ("", "*"):
        raise PreconditionRequired
    tag = TAG.fullmatch(told)
    if tag is None:
        raise StaleVersion
    return int(tag[1])


def told_version() -> int | None:
    """The same for a change that loses nothing and so may be asked for unseen: None without If-Match."""
    return None if request.headers.get("If-Match", "").strip() in ("", "*") else edited_version()
