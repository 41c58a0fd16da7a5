"""The responses in the description of the API: the problems and headers of each call.

What stands before every view is derived from what a call takes: a body can be too large, an `If-Match` stale. A
view names only the problems that it raises itself, with `problems`.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from clueso.errors import (
    CluesoError,
    Forbidden,
    IdempotencyMismatch,
    Invalid,
    NotFound,
    NotJson,
    PreconditionRequired,
    RequestError,
    RequestInProgress,
    StaleVersion,
    TooLarge,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    UnsupportedType,
    by_slug,
)

Json = dict[str, Any]
Responses = dict[str | int | HTTPStatus, Any]

SLUGS = "x-problems"
WITHOUT_ADDRESS = frozenset({"addPicture"})
"""Calls that create something without an address of its own, so their 201 has no Location."""
IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of the last read: the response is 304 if nothing has changed since.",
    "schema": {"type": "string"},
}
TEXT: Json = {"type": "string"}
SECONDS: Json = {"type": "integer", "minimum": 0}
HEADERS: dict[str, Json] = {
    "Content-Disposition": {"description": "The file's name.", "required": True, "schema": TEXT},
    "ETag": {
        "description": "The version, for `If-Match` and `If-None-Match`.",
        "required": True,
        "schema": TEXT,
    },
    "Location": {"description": "Path of what was made or is being made.", "required": True, "schema": TEXT},
    "RateLimit-Limit": {"description": "Requests per minute.", "schema": SECONDS},
    "RateLimit-Remaining": {"description": "Requests that are left in this minute.", "schema": SECONDS},
    "RateLimit-Reset": {"description": "Seconds until the minute ends.", "schema": SECONDS},
    "Retry-After": {"description": "Seconds to wait before the next try.", "schema": SECONDS},
    "WWW-Authenticate": {"description": "How to sign in.", "required": True, "schema": TEXT},
    "X-Request-Id": {"description": "The id of the request in the logs.", "required": True, "schema": TEXT},
}
TOO_LONG: Json = {
    "description": "The address is longer than 4,094 bytes. The server in front of the application answers, without a"
    " problem.",
    "content": {"text/html": {}},
}
WATCHED = frozenset({"readProject"})
"""Calls that tell a watcher of something unchanged to wait longer, where very many watch."""
COUNTED = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def problems(*errors: type[CluesoError]) -> Responses:
    """Return the entries in a view's `responses` for the errors that the view itself raises."""
    found: Responses = {}
    for error in errors:
        found.setdefault(error.status, {SLUGS: []})[SLUGS].append(error.slug)
    return found


def complete(description: Json) -> None:
    """Add to every operation of the description the problems and headers that it may return."""
    operations = [(method, one) for path in description["paths"].values() for method, one in path.items()]
    for _, operation in operations:
        operation.setdefault("security", [])
        if SLUGS not in operation["responses"]["422"]:
            del operation["responses"]["422"]  # flask-openapi3 adds one to every call
    resources = {_schema(one["responses"]["200"]) for _, one in operations if "304" in one["responses"]}
    components: Json = description["components"]
    components["headers"] = HEADERS
    components["responses"] = {}
    for method, operation in operations:
        _add_headers(operation, resources if method != "get" else set())
        _add_problems(operation, components["responses"])
        if any(one["in"] == "query" for one in operation.get("parameters", [])):
            operation["responses"]["414"] = TOO_LONG
        operation["responses"] = dict(sorted(operation["responses"].items()))


def _add_headers(operation: Json, resources: set[str | None]) -> None:
    """Add the headers of successful responses. A changed resource has an ETag, if its schema is in `resources`."""
    takes = {one["name"] for one in operation.get("parameters", [])}
    if "304" in operation["responses"]:
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    for status, response in operation["responses"].items():
        if SLUGS in response:
            continue
        names = ["X-Request-Id", *(COUNTED if operation["security"] else ())]
        is_edited = "If-Match" in takes or _schema(response) in resources
        if "304" in operation["responses"] or (status == "200" and is_edited):
            names.append("ETag")
        if status == "304" and operation["operationId"] in WATCHED:
            names.append("Retry-After")
        if status in ("201", "202") and operation["operationId"] not in WITHOUT_ADDRESS:
            names.append("Location")
        if operation["operationId"].startswith("download"):
            names.append("Content-Disposition")
        response["headers"] = _references(names)


def _add_problems(operation: Json, components: Json) -> None:
    """Replace the slugs that views name by responses, and add those of the guards."""
    responses: Json = operation["responses"]
    found: dict[int, list[type[CluesoError]]] = {}
    for error in [*_of_guards(operation), *_of_view(responses)]:
        if error not in found.setdefault(error.status, []):
            found[error.status].append(error)
    for status, errors in found.items():
        if str(status) not in responses:
            name = "-or-".join(error.slug for error in errors)
            components.setdefault(name, _problem(errors))
            responses[str(status)] = {"$ref": f"#/components/responses/{name}"}


def _of_view(responses: Json) -> Iterator[type[CluesoError]]:
    """Yield the errors that the view names, and remove their entries."""
    known = by_slug()
    for status in [status for status, response in responses.items() if SLUGS in response]:
        yield from (known[slug] for slug in responses.pop(status)[SLUGS])


def _of_guards(operation: Json) -> Iterator[type[CluesoError]]:
    """Yield the errors of what stands before the view."""
    takes = {one["name"]: one for one in operation.get("parameters", [])}
    kinds = {one["in"] for one in takes.values()}
    yield CluesoError
    if operation["security"]:
        yield from (Unauthorized, Forbidden, TooManyRequests, Unavailable)
    if "path" in kinds:
        yield NotFound
    if "query" in kinds or "number" in takes:
        yield Invalid
    if "cursor" in takes:
        yield RequestError
    if "requestBody" in operation:
        yield from (NotJson, TooLarge, UnsupportedType, Invalid)
    if "If-Match" in takes:
        yield StaleVersion
        yield from (PreconditionRequired,) if takes["If-Match"]["required"] else ()
    if "Idempotency-Key" in takes:
        yield from (RequestInProgress, Invalid, IdempotencyMismatch)


def _problem(errors: list[type[CluesoError]]) -> Json:
    """Return the response with one of these errors, all of one status."""
    status = errors[0].status
    names = ["X-Request-Id", *COUNTED]
    if status == HTTPStatus.UNAUTHORIZED:
        names.append("WWW-Authenticate")
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.CONFLICT):
        names.append("Retry-After")
    return {
        "description": "\n".join(f"- `{error.slug}`: {error.title}" for error in errors),
        "headers": _references(names),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _references(names: list[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _schema(response: Json) -> str | None:
    """Return the reference to the schema of a JSON response."""
    schema: str | None = response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref")
    return schema
