"""How long a body may be, by where it is sent; one that is longer is refused before it is read."""

import io
import json
from typing import Any, NoReturn

import pytest
from flask import request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.integration.api.apps import bearer, build_with_clerk, token

KIB, MIB = 1024, 1024 * 1024
LONGEST = (
    ("POST", "/api/v1/uploads", 64 * KIB),
    ("POST", "/api/v1/uploads/u1/parts", 64 * KIB),
    ("POST", "/api/v1/uploads/u1/complete", MIB),
    ("POST", "/api/v1/projects", 256 * KIB),
    ("PATCH", "/api/v1/projects/p1", 64 * KIB),
    ("PATCH", "/api/v1/projects/p1/transcript", MIB),
    ("POST", "/api/v1/projects/p1/documents", 64 * KIB),
    ("POST", "/api/v1/projects/p1/exports", 64 * KIB),
    ("PATCH", "/api/v1/documents/d1", 4 * MIB),
    ("PUT", "/api/v1/me/vocabulary", 256 * KIB),
    ("PUT", "/api/v1/me/brand", 64 * KIB),
    ("PUT", "/api/v1/me/brand/logo", 512 * KIB),
)
lengths = pytest.mark.parametrize(("method", "path", "longest"), LONGEST)


class Unread(io.BytesIO):
    """A body that must not be read."""

    def read(self, _size: int | None = -1) -> NoReturn:
        raise AssertionError("it was read")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return build_with_clerk(tmp_path_factory.mktemp("data"), WRITES_PER_MINUTE="0").test_client()


def said(client: FlaskClient, method: str, path: str, **body: Any) -> TestResponse:
    headers = {**bearer(token()), "If-Match": '"1"', "Content-Type": "application/json"}
    return client.open(path, method=method, headers=headers, **body)


@lengths
def test_the_longest_body_is_read(client: FlaskClient, method: str, path: str, longest: int) -> None:
    body = b'{"x":"' + b"a" * (longest - 8) + b'"}'

    answer = said(client, method, path, data=body)

    assert (len(body), answer.status_code) == (longest, 422)
    assert answer.get_json(force=True)["errors"][-1]["pointer"] == "/x"


@lengths
def test_a_longer_body_is_refused_unread(client: FlaskClient, method: str, path: str, longest: int) -> None:
    told = {"CONTENT_LENGTH": str(longest + 1), "wsgi.input": Unread()}

    answer = said(client, method, path, environ_overrides=told)

    assert answer.status_code == 413
    assert f"{longest // KIB:,} KB are allowed" in answer.get_json(force=True)["detail"]


@lengths
def test_a_longer_body_of_unknown_length_is_refused(
    client: FlaskClient, method: str, path: str, longest: int
) -> None:
    chunks = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}

    answer = said(
        client, method, path, input_stream=io.BytesIO(b" " * (longest + 1)), environ_overrides=chunks
    )

    assert answer.status_code == 413


def test_a_body_is_parsed_once(client: FlaskClient) -> None:
    body = json.dumps({"words": ["a"] * 501})

    with client:
        assert said(client, "PUT", "/api/v1/me/vocabulary", data=body).status_code == 422
        assert request.get_json() is request.get_json()
