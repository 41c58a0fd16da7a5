"""What Schemathesis cannot know by the description alone. It loads this module by its name."""

import json
import os
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import uuid4
from zlib import crc32

import httpx
import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import UseAfterFree

from clueso.api.coming import RFC3339
from clueso.domain.files.file_names import MOST_BYTES
from clueso.domain.words.visible import visible
from clueso.web_push import PushKey, new_key
from tests.fuzz.target import Ids
from tests.pngs import plain_png

IDS: dict[str, Ids] = json.loads(os.environ["FUZZ_IDS"])
URL, TOKEN = os.environ["FUZZ_URL"], os.environ["FUZZ_TOKEN"]
KEY = "Idempotency-Key"
CURSOR_MAX = 1000
RESTORED: set[str] = set()
ADDRESSES = {"url", "endpoint", "source_url"}
HERE = "http://127.0.0.1:9/"
PUSH_KEYS = {"p256dh": PushKey(new_key()).public, "auth": "A" * 22}


def _is_name(text: str) -> bool:
    return bool(visible(text).strip(" .")) and len(text.encode()) <= MOST_BYTES


SIGNS = st.characters(exclude_categories=["C", "Z"], exclude_characters="/\\")
schemathesis.openapi.format("name", st.text(SIGNS, min_size=1, max_size=100).filter(_is_name))
schemathesis.openapi.format(
    "png",
    st.builds(plain_png, st.integers(1, 40), st.integers(1, 40)).map(lambda png: b64encode(png).decode()),
)


@schemathesis.hook
def map_path_parameters(context: HookContext, path_parameters: Any) -> Any:
    """Put existing ids of both users into about half of the paths.

    Requests that delete get none of them, because the rest of the run needs the resources.
    """
    operation = context.operation
    if not operation or operation.method.upper() == "DELETE" or "id" not in (path_parameters or {}):
        return path_parameters
    collection = operation.path.split("/")[3]  # /api/v1/projects/{id}
    known = [id_ for user in sorted(IDS) for id_ in IDS[user][collection]]
    place = crc32(str(path_parameters["id"]).encode(errors="replace")) % (2 * len(known))
    if place >= len(known):
        return path_parameters
    first = {"number": 1} if "number" in path_parameters else {}
    return path_parameters | {"id": known[place]} | first


@schemathesis.hook
def before_call(context: HookContext, case: Case, **_: Any) -> None:
    """Correct what a schema cannot describe.

    A cursor, which only an answer has, is removed; a key that was used before with another body is replaced;
    every second `If-Match` becomes the current one; values that are valid only together are made to match.
    Values with an invalid shape stay.
    """
    del context
    if isinstance(case.body, dict):
        _suit_each_other(case.body)
    query: Any = case.query
    if query and len(str(query.get("cursor", ""))) <= CURSOR_MAX:
        query.pop("cursor", None)
    if KEY in (case.headers or {}) and str(case.headers[KEY]).isprintable():
        case.headers[KEY] = uuid4().hex
    headers: Any = case.headers or {}
    told = str(headers.get("If-Match", ""))
    if told.endswith('"') and crc32(str(case.body).encode(errors="replace")) % 2:
        case.headers["If-Match"] = _present_tag(case) or told


def _is_line(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def _suit_each_other(body: dict[str, Any]) -> None:
    """A stretch ends after it begins, who says one language narrows nothing down, and a key ends later. The address of a
    site is one that is reached, and the keys of a browser are keys.

    Schemathesis may write an integer as `5096.0`: JSON Schema counts it as one.
    """
    start_ms, end_ms = body.get("start_ms"), body.get("end_ms")
    if isinstance(start_ms, int | float) and isinstance(end_ms, int | float) and 0 <= end_ms <= start_ms:
        body["start_ms"], body["end_ms"] = max(0, end_ms - 1), max(1, start_ms)
    if body.get("language") is not None and isinstance(body.get("languages"), list):
        body["languages"] = []
    for name in ADDRESSES & body.keys():
        if urlsplit(str(body[name])).scheme in ("http", "https"):
            body[name] = HERE
    keys = body.get("keys")
    if (
        isinstance(keys, dict)
        and keys.keys() == PUSH_KEYS.keys()
        and all(_is_line(keys[name], longest) for name, longest in (("p256dh", 100), ("auth", 32)))
    ):
        body["keys"] = PUSH_KEYS
    if RFC3339.fullmatch(str(body.get("expires_at"))):
        body["expires_at"] = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Any) -> None:
    """Remember which deleted projects were brought back."""
    del context
    if case.operation.path.endswith("/projects/{id}/restore") and response.status_code == HTTPStatus.OK:
        RESTORED.add(str(case.path_parameters["id"]))


@schemathesis.hook
def filter_failure(context: HookContext, failure: Any, case: Case, response: Any) -> bool:
    """Return False for a finding that is no failure.

    These are a deleted project that was restored, and an invalid query value that is sent as an empty one,
    which the API treats as absent.
    """
    del context
    is_back = str((case.path_parameters or {}).get("id")) in RESTORED
    query = parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)
    is_left_out = any(value == "" for _, value in query)
    return not (
        (isinstance(failure, UseAfterFree) and is_back)
        or (isinstance(failure, AcceptedNegativeData) and is_left_out)
    )


def _present_tag(case: Case) -> str | None:
    """Return the current ETag of the resource that the case edits, None where the first user has none."""
    path = case.operation.path.format(
        **{name: quote(str(value), safe="") for name, value in case.path_parameters.items()}
    )
    found = httpx.get(f"{URL}{path}", headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False)
    return found.headers.get("ETag")
