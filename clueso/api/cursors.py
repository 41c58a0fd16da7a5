"""Cursors: signed positions in a list. A cursor is valid for one list, its filters and its user."""

import json
from datetime import datetime
from typing import Any

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from clueso.api.context import settings
from clueso.api.guards.auth import owner_id
from clueso.api.schemas import Listing
from clueso.errors import RequestError
from clueso.services.page import Place
from clueso.signatures import serializer

UNKNOWN = (
    "The cursor belongs to another list, to other filters or to another sort, or was altered. Start again without"
    " a cursor, and keep filters and sort from page to page."
)


def place_in(query: Listing) -> Place | None:
    """Return the place where the previous page ended; None for the first page.

    Raises RequestError for a cursor that was made for another list, other filters or another user."""
    values = values_in(query)
    return Place(datetime.fromisoformat(values[0]), values[1]) if values else None


def cursor_of(query: Listing, end: Place | None) -> str | None:
    """Return the cursor of the page after this place; None for None."""
    return signed(query, [end.created_at.isoformat(), end.id]) if end else None


def values_in(query: Listing) -> list[Any] | None:
    """Return the values that `signed` put into the cursor; None for the first page. Raises RequestError as
    `place_in` does.
    """
    if query.cursor is None:
        return None
    try:
        values: list[Any] = _serializer(query).loads(query.cursor)
    except BadData as error:
        raise RequestError(UNKNOWN) from error
    return values


def signed(query: Listing, values: list[Any]) -> str:
    """Return a cursor that holds these values."""
    return str(_serializer(query).dumps(values))


def _serializer(query: Listing) -> URLSafeSerializer:
    """Return the serialiser of this list, its filters and this user.

    They are part of the signature, so they take no room in the cursor itself.
    """
    # The size of a page may change from page to page, so it is no part of the signature.
    filters = query.model_dump(mode="json", exclude={"cursor", "limit"})
    purpose = json.dumps(["cursor", request.endpoint, owner_id(), filters])
    return serializer(settings().secret_key, purpose)
