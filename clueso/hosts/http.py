"""Looks up host uploads in the host application's own API, with the caller's session token."""

import re
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2

from clueso.capped import CappedTransport
from clueso.domain.ports.host_uploads import HostUpload
from clueso.errors import Forbidden, UploadsUnavailable
from clueso.hosts import answers

CONNECT_TIMEOUT_S, TIMEOUT_S = 2.0, 8.0
MAX_ANSWER_BYTES = 1024**2
NO_SUCH_UPLOAD = frozenset({403, 404, 410})
DOTS_ONLY = re.compile(r"\.+")


class HttpUploads:
    """The HostUploads port on `GET {lookup_url}/{upload_id}` and, with a list_url, `GET {list_url}?limit=`.

    The second returns `{"items": [...]}`.
    """

    def __init__(self, lookup_url: str, list_url: str | None = None) -> None:
        self._lookup_url = lookup_url.rstrip("/")
        self._list_url = list_url
        self._client = httpx2.Client(
            transport=CappedTransport(max_bytes=MAX_ANSWER_BYTES, timeout_s=TIMEOUT_S),
            timeout=httpx2.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            follow_redirects=False,  # the token must go to the operator's URL only
            headers={"Accept": "application/json"},
        )

    @property
    def can_list(self) -> bool:
        return self._list_url is not None

    def find(self, upload_id: str, *, user_id: str, authorization: str | None) -> HostUpload | None:
        if any(DOTS_ONLY.fullmatch(part) for part in re.split(r"[/\\]", upload_id)):
            return None  # a proxy could resolve the dots and request another path
        url = f"{self._lookup_url}/{quote(upload_id, safe='')}"
        response = self._get(url, _demanded(authorization))
        if response.status_code in NO_SUCH_UPLOAD:
            return None
        return answers.read(_object(response), user_id=user_id)

    def available(self, *, user_id: str, authorization: str | None, limit: int) -> list[HostUpload]:
        if self._list_url is None:
            return []
        items = _object(self._get(self._list_url, _demanded(authorization), limit=limit)).get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise UploadsUnavailable from ValueError('UPLOADS_LIST_URL does not answer {"items": [...]}.')
        return answers.read_all(items[:limit], user_id=user_id)

    def check(self) -> str:
        response = self._get(f"{self._lookup_url}/{uuid4().hex}", authorization=None)
        if response.status_code not in NO_SUCH_UPLOAD | {401}:
            raise UploadsUnavailable from ValueError(
                f"UPLOADS_LOOKUP_URL answers {response.status_code} for an upload that does not exist and a"
                " caller without a token; it must answer 401, 403, 404 or 410."
            )
        return f"the host answers {response.status_code} for an upload that does not exist"

    def _get(self, url: str, authorization: str | None, **query: int) -> httpx2.Response:
        headers = {} if authorization is None else {"Authorization": authorization}
        try:
            return self._client.get(httpx2.URL(url).copy_merge_params(query), headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise UploadsUnavailable from error


def _demanded(authorization: str | None) -> str:
    if authorization is None:
        raise Forbidden(
            "The application that holds your uploads must know who asks, and a key does not say. Sign in and do it"
            " yourself."
        )
    return authorization


def _object(response: httpx2.Response) -> dict[str, Any]:
    """Return the JSON object of a 200 response. Raises UploadsUnavailable for anything else."""
    if response.status_code != 200:
        raise UploadsUnavailable from ValueError(f"The host answers {response.status_code}.")
    try:
        found = response.json()
    except (ValueError, RecursionError) as error:
        raise UploadsUnavailable from error
    if not isinstance(found, dict):
        raise UploadsUnavailable from ValueError("The host answers with JSON that is not an object.")
    return found
