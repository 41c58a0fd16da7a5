"""Compressed answers: who takes them gets them, and nothing else about an answer changes."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, send_file
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from werkzeug.test import TestResponse

from clueso.api.guards import compression
from clueso.api.guards.conditional import NotModified, edited_version, etag

LONG = "It was the best of times. " * 100
TAKES_GZIP = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """An app with an answer of each sort."""
    app = Flask("compression", static_folder=None)
    compression.init_app(app)
    file = tmp_path / "page.css"
    file.write_text(LONG)

    def stream() -> Iterator[str]:
        yield LONG

    def known() -> Response:
        raise NotModified(etag(7))

    answers: dict[str, Callable[[], ResponseReturnValue]] = {
        "long": lambda: Response(LONG, content_type="text/vtt; charset=utf-8", headers={"ETag": etag(7)}),
        "short": lambda: {"status": "ready"},
        "picture": lambda: Response(LONG, mimetype="image/jpeg"),
        "encoded": lambda: Response(LONG, mimetype="text/css", headers={"Content-Encoding": "br"}),
        "stream": lambda: Response(stream(), mimetype="text/plain"),
        "file": lambda: send_file(file),
        "known": known,
        "broken": lambda: (Response(LONG, mimetype="text/plain"), 500),
        "moved": lambda: (Response(LONG, mimetype="text/html"), 307),
    }
    for name, answer in answers.items():
        app.add_url_rule(f"/{name}", name, answer)
    return app.test_client()


def ask(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    return client.get(
        path,
        headers=TAKES_GZIP | {name.replace("_", "-"): value for name, value in headers.items()},
        buffered=True,
    )


def test_a_long_text_is_compressed_for_who_takes_it(client: FlaskClient) -> None:
    response = ask(client, "/long")

    assert response.content_encoding == "gzip"
    assert response.content_length == len(response.data) < len(LONG) / 10
    assert gzip.decompress(response.data).decode() == LONG
    assert response.content_type == "text/vtt; charset=utf-8"


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0"])
def test_who_does_not_take_it_gets_the_text_as_it_is(client: FlaskClient, accepted: str) -> None:
    response = client.get("/long", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in response.headers
    assert response.text == LONG
    assert "Accept-Encoding" in response.vary


@pytest.mark.parametrize("path", ["/short", "/picture", "/stream", "/broken", "/moved"])
def test_what_is_short_compressed_already_streamed_or_no_success_is_left_alone(
    client: FlaskClient, path: str
) -> None:
    assert ask(client, path).content_encoding is None


def test_what_has_an_encoding_keeps_it(client: FlaskClient) -> None:
    response = ask(client, "/encoded")

    assert (response.content_encoding, response.text) == ("br", LONG)


def test_the_tag_of_a_version_is_the_same_compressed_or_not(client: FlaskClient) -> None:
    compressed, plain = ask(client, "/long"), client.get("/long")

    assert compressed.headers["ETag"] == plain.headers["ETag"] == '"7"'
    with Flask("x").test_request_context(headers={"If-Match": compressed.headers["ETag"]}):
        assert edited_version() == 7


def test_the_tag_of_a_file_is_weak_once_its_bytes_are_others(client: FlaskClient) -> None:
    response = ask(client, "/file")

    assert gzip.decompress(response.data).decode() == LONG
    assert response.headers["ETag"].startswith('W/"')
    assert ask(client, "/file", if_none_match=response.headers["ETag"]).status_code == 304


def test_a_part_of_a_file_is_a_part_of_its_own_bytes(client: FlaskClient) -> None:
    response = ask(client, "/file", range="bytes=0-9")

    assert "Content-Encoding" not in response.headers
    assert (response.status_code, response.text) == (206, LONG[:10])


def test_an_answer_without_a_body_stays_without_one(client: FlaskClient) -> None:
    response = ask(client, "/known")

    assert "Content-Encoding" not in response.headers
    assert (response.status_code, response.data) == (304, b"")
    assert "Accept-Encoding" in response.vary


def test_a_head_tells_what_a_get_would(client: FlaskClient) -> None:
    told, sent = client.head("/long", headers=TAKES_GZIP), ask(client, "/long")

    assert told.data == b""
    assert told.content_length == sent.content_length
    assert told.content_encoding == sent.content_encoding
