"""Whether a response is as the description of the API says: its status, its media type and its headers."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

KEPT = Path(__file__).parents[3] / "frontend" / "openapi.json"
NOT_OF_CALLS = {405, 426}
"""Statuses of requests that reach no call."""
ADDED_BY = {
    "ETag": "declare 304 among the responses, or an If-Match header",
    "Location": "answer 201 or 202, or enter the call in WITHOUT_ADDRESS",
    "Content-Disposition": "begin the view's name with `download_`",
}
"""Headers that are named or sent by both or by none, and how a view has them described (clueso/api/responses.py)."""


@cache
def kept_description() -> dict[str, Any]:
    """The committed description. A test demands that it is the present one."""
    description: dict[str, Any] = json.loads(KEPT.read_text())
    return description


def check(app: Flask, method: str, path: str, response: TestResponse) -> None:
    """Raise AssertionError when the description says nothing of such a response to this request."""
    operation = _operation(app, method, path)
    if operation is None or response.status_code in NOT_OF_CALLS:
        return
    call, status = operation["operationId"], str(response.status_code)
    assert status in operation["responses"], (
        f"{call} answered {status} ({response.text[:200]}), which its description does not know. Name the error in"
        " the view's responses, with `problems(…)` of clueso/api/responses.py, then run `make types`."
    )
    described = _resolved(operation["responses"][status])
    types = described.get("content", {})
    assert response.mimetype in types or not response.data, (
        f"{call} answered {status} as {response.mimetype}."
    )
    for name, hint in ADDED_BY.items():
        assert (name in response.headers) == (name in described.get("headers", {})), (
            f"{call} {'sends' if name in response.headers else 'lacks'} {name} with {status}, the description says"
            f" the opposite. To have it described, {hint}. Then run `make types`."
        )


def _operation(app: Flask, method: str, path: str) -> dict[str, Any] | None:
    """The described call; None where there is none."""
    try:
        rule, _ = app.url_map.bind("localhost").match(path.partition("?")[0], method, return_rule=True)
    except HTTPException:
        return None
    described = kept_description()["paths"].get(re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule.rule), {})
    operation: dict[str, Any] | None = described.get(method.lower())
    return operation


def _resolved(response: dict[str, Any]) -> dict[str, Any]:
    name = response.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = kept_description()["components"]["responses"][name] if name else response
    return found
