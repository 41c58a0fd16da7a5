"""Requests with an Idempotency-Key: sent again with the same key, they return the first response again."""

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from flask import request
from pydantic import Field

from clueso.api.guards.auth import owner_id, user_id
from clueso.api.schemas import Values, without_null
from clueso.services import idempotency
from clueso.services.transaction import transactional

Answered = tuple[dict[str, Any], int, dict[str, str]]
Make = Callable[[str | None], Answered]


class Creation(Values):
    """The headers of a request that is carried out once."""

    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        pattern=r"^[\x20-\x7e]{1,255}$",
        json_schema_extra=without_null,
        description="A request with the same key, body and `If-Match` within 24 hours returns the first response again.",
    )


def once(key: str | None, make: Make) -> Answered:
    """Return the response that `make` builds, or the first response to this key.

    `make` gets the id that the new row must have, None without a key. The id is derived from the key, so a
    repeated request finds the row of a request that died between the commit and the keeping of the response.
    An export needs no id, because there is one of each format: its repetition renders it again and counts
    again.

    Raises RequestInProgress, IdempotencyMismatch.
    """
    return _once(key, make, _made)


def edited_once(key: str | None, edit: Make) -> Answered:
    """Like `once`, for an edit with If-Match, which no row can identify.

    The edit and its response are committed together. `edit` may have no effect outside the database.
    """
    return _once(key, edit, transactional(_made))


def _once(key: str | None, make: Make, made: Callable[[str, str, str, Make], Answered]) -> Answered:
    if key is None:
        return make(None)
    user, fingerprint = user_id(), _fingerprint(owner_id())
    first = idempotency.begin(user, key, fingerprint)
    if first is not None:
        return first.body, first.status, {"Location": first.location} if first.location else {}
    # Any error, even of the process's own, gives the key back, so that the client may try again.
    with ExitStack() as undo:
        undo.callback(idempotency.release, user, key)
        answered = made(user, key, fingerprint, make)
        undo.pop_all()
    return answered


def _made(user: str, key: str, fingerprint: str, make: Make) -> Answered:
    """Return the response of the first request, and keep it."""
    # The id depends on the body too, because after an error a client may send the same key with another body.
    body, status, headers = make(idempotency.derived_id(user, f"{key}\0{fingerprint}"))
    idempotency.keep(user, key, idempotency.Answer(status, headers.get("Location"), body))
    return body, status, headers


def _fingerprint(owner: str) -> str:
    """Return a hash of owner, method, path, body and If-Match.

    Whitespace and the order of members in the JSON don't change it.
    """
    body = json.dumps(request.get_json(), sort_keys=True, separators=(",", ":"))
    if_match = request.headers.get("If-Match", "")
    return hashlib.sha256(f"{owner}\0{request.method}\0{request.path}\0{body}{if_match}".encode()).hexdigest()
