"""The parts of an upload: how they are signed, and what a refused one does to the others."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clueso_client import Clueso, Problem
from clueso_client.parts import SIGNED_AT_ONCE, SIGNED_FIRST
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

PARTS = 245
PART_BYTES = 1000
UPLOADS = "/api/v1/uploads"


@dataclass
class Server:
    """Signs parts and takes them. `refused` are parts that storage does not take."""

    http: HTTPServer
    lifetime_s: float = 900
    refused: Sequence[int] = ()
    signed: list[list[int]] = field(default_factory=list)
    bodies: dict[int, bytes] = field(default_factory=dict)
    completed: Any = None

    def __post_init__(self) -> None:
        upload = {"id": "u1", "part_size_bytes": PART_BYTES, "part_count": PARTS, "status": "pending"}
        self.http.expect_request(UPLOADS, "GET").respond_with_json({"items": []})
        self.http.expect_request(UPLOADS, "POST").respond_with_json(upload, 201)
        self.http.expect_request(f"{UPLOADS}/u1/parts", "GET").respond_with_json({"parts": []})
        self.http.expect_request(f"{UPLOADS}/u1/parts", "POST").respond_with_handler(self._sign)
        self.http.expect_request(f"{UPLOADS}/u1/complete", "POST").respond_with_handler(self._complete)
        for number in range(1, PARTS + 1):
            self.http.expect_request(f"/storage/{number}", "PUT").respond_with_handler(self._take)

    def _sign(self, request: Request) -> Response:
        numbers = request.get_json()["part_numbers"]
        self.signed.append(numbers)
        expires_at = (datetime.now(UTC) + timedelta(seconds=self.lifetime_s)).isoformat()
        return _json(
            {
                "parts": [
                    {
                        "part_number": number,
                        "url": self.http.url_for(f"/storage/{number}"),
                        "headers": {},
                        "expires_at": expires_at,
                    }
                    for number in numbers
                ]
            }
        )

    def _take(self, request: Request) -> Response:
        number = int(request.path.rpartition("/")[2])
        self.bodies[number] = request.get_data()
        if number in self.refused:
            return _json({"title": "Storage is closed"}, 400)
        return Response("", 200, {"ETag": f'"etag-{number}"'})

    def _complete(self, request: Request) -> Response:
        self.completed = request.get_json()["parts"]
        return _json({"id": "u1", "status": "stored"})


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "talk.mp4"
    path.write_bytes(os.urandom(PARTS * PART_BYTES - 1))
    return path


def send(server: Server, recording: Path) -> None:
    with Clueso(server.http.url_for("/"), "clu_x") as clueso:
        clueso.upload(recording)


def test_every_part_is_sent_and_named_in_order(httpserver: HTTPServer, recording: Path) -> None:
    server = Server(httpserver)

    send(server, recording)

    assert b"".join(server.bodies[number] for number in sorted(server.bodies)) == recording.read_bytes()
    assert server.completed == [
        {"part_number": number, "etag": f"etag-{number}"} for number in range(1, PARTS + 1)
    ]


def test_parts_are_signed_many_at_a_time(httpserver: HTTPServer, recording: Path) -> None:
    server = Server(httpserver)

    send(server, recording)

    assert len(server.signed) == 1 + -(-(PARTS - SIGNED_FIRST) // SIGNED_AT_ONCE)


def test_no_part_is_sent_to_a_url_that_expires_soon(httpserver: HTTPServer, recording: Path) -> None:
    server = Server(httpserver, lifetime_s=20)

    send(server, recording)

    anew = sorted(numbers for numbers in server.signed if len(numbers) == 1)
    assert anew == [[number] for number in range(1, PARTS + 1)]


def test_a_refused_part_ends_the_upload_in_the_words_of_storage(
    httpserver: HTTPServer, recording: Path
) -> None:
    server = Server(httpserver, refused=[3])

    with pytest.raises(Problem, match="Storage is closed"):
        send(server, recording)

    assert server.completed is None
    assert len(server.bodies) < PARTS
