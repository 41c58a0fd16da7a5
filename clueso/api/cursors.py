"""Cursors: the place where a list goes on, signed for that list alone, as its user has filtered it."""

import hashlib
import json
from datetime import datetime

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from clueso.api.guards.auth import user_id
from clueso.api.parts import settings
from clueso.api.schemas import Listing
from clueso.errors import RequestError
from clueso.services.page import Place

UNKNOWN = (
    "The cursor is of another list, of other filters, or altered. Start again without it,"
    " and keep the filters from page to page."
)


def place_in(query: Listing) -> Place | None:
    """Where the page before ended; None for the first page. Raises RequestError for a cursor that this list has
    not given to this user for these filters."""
    if query.cursor is None:
        return None
    try:
        created_at, row_id = _serializer(query).loads(query.cursor)
    except BadData as error:
        raise RequestError(UNKNOWN) from error
    return Place(datetime.fromisoformat(created_at), row_id)


def cursor_of(query: Listing, end: Place | None) -> str | None:
    """The cursor with which the list goes on after this place; None for None."""
    return _serializer(query).dumps([end.created_at.isoformat(), end.id]) if end else None


def _serializer(query: Listing) -> URLSafeSerializer:
    """What the cursor is good for is the salt: it makes the key, and takes no room in the cursor."""
    filters = query.model_dump(mode="json", exclude={"cursor", "limit"})
    salt = json.dumps(["cursor", request.endpoint, user_id(), filters])
    signing = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(settings().secret_key, salt=salt, signer_kwargs=signing)
