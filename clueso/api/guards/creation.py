"""Writes that create: sent again with the same Idempotency-Key, they give the first answer again."""

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
    """The headers of a request that creates."""

    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        pattern=r"^[\x20-\x7e]{1,255}$",
        description="Sent again within 24 hours with the same body, the request gives the first answer again.",
    )


def once(key: str | None, make: Callable[[str | None], Answered]) -> Answered:
    """Answer with what `make` makes, or with the first answer to this key.

    `make` gets the id that the new row must have, so that a request that died on the way makes nothing
    twice; None without a key. Raises RequestInProgress, IdempotencyMismatch.
    """
    if key is None:
        return make(None)
    user, fingerprint = user_id(), _fingerprint()
    first = idempotency.begin(user, key, fingerprint)
    if first is not None:
        return first.body, first.status, {"Location": first.location} if first.location else {}
    with ExitStack() as undo:
        undo.callback(idempotency.release, user, key)
        # With the fingerprint: a key that is used again after an error may name another body.
        answered = make(idempotency.derived_id(user, f"{key}\0{fingerprint}"))
        _keep(user, key, answered)
        undo.pop_all()
    return answered


def _keep(user: str, key: str, answered: Answered) -> None:
    body, status, headers = answered
    idempotency.keep(user, key, idempotency.Answer(status, headers.get("Location"), body))


def _fingerprint() -> str:
    """Of method, path and body, however the body's JSON is spelled."""
    body = json.dumps(request.get_json(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.method}\0{request.path}\0{body}".encode()).hexdigest()
