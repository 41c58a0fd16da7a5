"""Requests that create a resource. Sent again with the same Idempotency-Key, they return the first response again."""

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from flask import request
from pydantic import BaseModel, Field

from clueso.api.guards.auth import user_id
from clueso.services import idempotency

Answered = tuple[dict[str, Any], int, dict[str, str]]


class Creation(BaseModel):
    """The headers of a request that creates a resource."""

    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        pattern=r"^[\x20-\x7e]{1,255}$",
        description="A request with the same key and body within 24 hours returns the first response again.",
    )


def once(key: str | None, make: Callable[[str | None], Answered]) -> Answered:
    """Return the response that `make` builds, or the first response to this key.

    `make` gets the id that the new row must have, None without a key. The id is derived from the key, so a retry
    of a request that died halfway creates nothing twice. Raises RequestInProgress, IdempotencyMismatch.
    """
    if key is None:
        return make(None)
    user, fingerprint = user_id(), _fingerprint()
    first = idempotency.begin(user, key, fingerprint)
    if first is not None:
        return first.body, first.status, {"Location": first.location} if first.location else {}
    with ExitStack() as undo:
        undo.callback(idempotency.release, user, key)
        # The id depends on the body too, because after an error a client may send the same key with another body.
        answered = make(idempotency.derived_id(user, f"{key}\0{fingerprint}"))
        _keep(user, key, answered)
        undo.pop_all()
    return answered


def _keep(user: str, key: str, answered: Answered) -> None:
    body, status, headers = answered
    idempotency.keep(user, key, idempotency.Answer(status, headers.get("Location"), body))


def _fingerprint() -> str:
    """Return a hash of method, path and body. Whitespace and the order of members in the JSON don't change it."""
    body = json.dumps(request.get_json(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.method}\0{request.path}\0{body}".encode()).hexdigest()
